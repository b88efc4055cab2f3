import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ImageTlv, PROTECTED_TLV_MAGIC, parseImage, TLV, TLV_MAGIC } from './image.ts';
import { buildImage } from './image-build.ts';
import { imageDigest, judgeImage, keyHash, readSigningKey, signDigest } from './image-signature.ts';
import { parseImageVersion } from './image-version.ts';

/*
 * Images that MCUboot's imgtool has made. What was run, and how that was held against the released 2.4.0, is in
 * docs/boards.md. Those in hex: Ed25519 key of RFC 8032's test 1, body 00 to 27,
 * `imgtool sign -S 0x40000 -H 0x20 --pad-header -v 1.2.3+4 --custom-tlv 0x54b0 slot-board-8` and what their names tell.
 */
const key = readSigningKey(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`);
const trusted = [createPublicKey(key)];
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

const ALL_PROTECTED =
  '3db8f39600000000200093002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
  '12131415161718191a1b1c1d1e1f202122232425262708699300500004000700000060005d00a50165736c6f74730465312e' +
  '322e3305582006e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9066653484132353602582000' +
  '0000000000000000000000000000000000000000000000000000000000000040000c00010000000102030004000000b0540c' +
  '00736c6f742d626f6172642d38a0100200010207699000100020002afeca68fad3d54b9e97cd52b35c7d89a97876634495b2' +
  'acc5736eb16ea3bd8b0100200006e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9240040007b' +
  'ee17eaa48d097f7b86885084692b106183892b9497b1345da5c7b3dcbcee27c05359bbb5704b78f782845565f8c9080178b9' +
  '18c5eff9fdd4c1d1c9faa7f10a';

test('imgtool: -s 7 -d "(1,1.2.3+4)" --boot-record slots --custom-tlv 0x10a0 0x0102 is good', () => {
  const verdict = judgeImage(bytesOf(ALL_PROTECTED), trusted);
  assert.ok(verdict.isGood);
  const { image } = verdict;
  assert.is(image.boardId, 'slot-board-8');
  assert.is(image.securityCounter, 7);
  assert.equal(image.version, parseImageVersion('1.2.3+4'));
  assert.equal(
    image.protectedTlvs.map(({ type }) => type),
    [TLV.securityCounter, 0x60, 0x40, TLV.boardId, 0x10a0],
  );
  assert.equal(image.bytes, bytesOf(ALL_PROTECTED));
});

const REFUSED: readonly (readonly [options: string, why: RegExp, hex: string])[] = [
  [
    '--pure',
    /no board of ours takes this image: its signature is over the whole image/,
    '3db8f39600000000200014002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f202122232425262708691400b0540c00736c6f742d626f6172642d380769d50012004000' +
      '65c321a61a45db23abb7639026b744c16a41dd70299287099f290100c2b3a9d018254db1c6db0f196f789299b612eaed272b' +
      '0714c99f7a7d8df4e5f8171756a52500010001010040000f2c8a3454a468b75f32e76a051953139dc7c5c652cd67868784ca' +
      'fa1948f8ac96aa63e76e3b08932488fb4b4419dde18c99ce2c097edde19fbe8bca1f73bbb3240040002a0ec1c0626387091e' +
      '2d4dcde910f00ccb64fbd8cdad0ac622894cd16f64c6b6a68ca776a6d2f8653e2ae213032504e4d8f310d99ddec4b7c115d7' +
      '14128e2b03',
  ],
  [
    '--sha 512',
    /no board of ours takes this image: its hash is SHA-512/,
    '3db8f39600000000200014002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f202122232425262708691400b0540c00736c6f742d626f6172642d380769d00012004000' +
      '65c321a61a45db23abb7639026b744c16a41dd70299287099f290100c2b3a9d018254db1c6db0f196f789299b612eaed272b' +
      '0714c99f7a7d8df4e5f8171756a5010040000f2c8a3454a468b75f32e76a051953139dc7c5c652cd67868784cafa1948f8ac' +
      '96aa63e76e3b08932488fb4b4419dde18c99ce2c097edde19fbe8bca1f73bbb324004000bd700e175e1c10ebe5e8c9dedf59' +
      '6626aebff8fa09f9d1ebcbd2a9bd7d6825ea1e412024f41be6108239732d7b337b8ced809f866388fc90f965ab2f26a1d905',
  ],
  [
    '--public-key-format full',
    /no board of ours takes this image: it carries the whole public key/,
    '3db8f39600000000200014002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f202122232425262708691400b0540c00736c6f742d626f6172642d3807699c0010002000' +
      '11405d261880a5490eff9c72aaa6cab1b97fdd6f9de4c5d391f16fd2205d89cd02002c00302a300506032b6570032100d75a' +
      '980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a240040009cbf9d4f1ce28152c2e8cce2003cbd8f' +
      '7f78bdf3bc3ed09da0bd07c6c1393934442032a954ad155cad24bf1c52114865e801120a3f53f5b505cd20448529c70c',
  ],
  [
    '-k rsa-2048.pem',
    /no board of ours takes this image: it is signed with an RSA-2048 key/,
    '3db8f39600000000200014002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f202122232425262708691400b0540c00736c6f742d626f6172642d380769500110002000' +
      '11405d261880a5490eff9c72aaa6cab1b97fdd6f9de4c5d391f16fd2205d89cd01002000c3789d783ace12df8ba429045790' +
      '990dfa0b752b23af8b7b94b12dce5d4b258820000001f06245164e4437922830f56d355bb9295f5989a25d88c6c4ad8f17aa' +
      '53e02386b9ad0019b698e3e9913ea01f1afd584a9a4589f799801268122aa33da387dde42c62a739f8e2e18856efb6a75c61' +
      '55aa18d8924b4d40d65a12672118e9c31d5afa4c0a31e5884bd1413b478f2fb2783a66ef20608c59efff14afcca800d1b72c' +
      'e1f15a1bfef92ff1f2a28aea643841151486cddd1e4f34f0845b32480931b5e4cde57d760bbcb940d7c9281575e731f5629a' +
      'f80d230edd09211690ea8aa107fd959eaa2767356a534da92cdbe531fbd65512c970478a9024ad5038ccbb23e33dd1aad63e' +
      '8a4e49149c8aac8be915094ea454319853a2d2831f21f427616daf3e',
  ],
  [
    '-k ecdsa-p256.pem',
    /no board of ours takes this image: it is signed with an ECDSA key/,
    '3db8f39600000000200014002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f202122232425262708691400b0540c00736c6f742d626f6172642d380769980010002000' +
      '11405d261880a5490eff9c72aaa6cab1b97fdd6f9de4c5d391f16fd2205d89cd010020008d9e59f06d9d7eed3dc976aee230' +
      'bc421e17f8f5229c658cd1318b6244e364ed220048003046022100feda9f6ecc91423b37102986753df5f9f13c9166939aa0' +
      '21ea6c39fb1f19c7ba022100dba4087fb3fcd6ee5d85b6942db2e74d26e5c9a89f6dffb2ac7cb583b2ae6d28',
  ],
  [
    '-E x25519.pub.pem',
    /no board of ours takes this image: it is encrypted/,
    '3db8f396000000002000140030000000040000000102030004000000000000004052c05a0c851e7658e7f9e4819fc2639e62' +
      'e995fe944cf09f121fda7b6f2670f9c7d727e346a5ad4e85381619efbe8108691400b0540c00736c6f742d626f6172642d38' +
      '0769e40010002000e81b91acbfbdda78b1155fe62a8f0ec26ce4361e63dc5b2fa496784f4ea9a5ee0100200006e3fd8fda29' +
      'bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa924004000fa3c1156e9c7e2995083e56d85bb221aac739203' +
      'bf3a853d123ce82889089ca497ee734d2e6e0f993ec9e5b9a785724b59ba012afeaa14d97ce81d0b7fc8ba0d33005000e6a9' +
      '82374e2f580ea7e27b497a338547612ab433085d05cf0414e21067845b77a32f8a463b7449ecb5c80cf976933520469f61a5' +
      'dd64395feba0d91bba8ded9cb1192ab2927554ecd12e0793ea3eca58',
  ],
  [
    '-E x25519.pub.pem --clear',
    /no board of ours takes this image: it is encrypted/,
    '3db8f39600000000200014003000000004000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f2021222324252627000000000000000008691400b0540c00736c6f742d626f6172642d38' +
      '0769e40010002000e81b91acbfbdda78b1155fe62a8f0ec26ce4361e63dc5b2fa496784f4ea9a5ee0100200006e3fd8fda29' +
      'bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa924004000fa3c1156e9c7e2995083e56d85bb221aac739203' +
      'bf3a853d123ce82889089ca497ee734d2e6e0f993ec9e5b9a785724b59ba012afeaa14d97ce81d0b7fc8ba0d3300500020e0' +
      '747e42d14a68cee25296562c08df14e71fd33ec99fcbffe3a7a8f0d6a10dd6311d00be93f947454c9499d28ee3414569ee7e' +
      '30df41f77f6aecce9748edee76468011384336e2f55629a6f23af785',
  ],
  [
    '--compression lzma2 of 400 zeros',
    /no board of ours takes this image: it is compressed/,
    '3db8f396000000002000840012000000000400000102030004000000000000000a66e0018f00086600006ffdfaf930200000' +
      '08698400700004009001000071002000608a929b865926ee93f09321311e448e5078846efe98082499b12dc22c56c5577200' +
      '4000773144da2fab6871062ad6aaffd36f152999081d022e49645a51742d45f88b610c690ab5fa74718df217c34f1e03de08' +
      '1a70b89f4f8bff495c8f2853489fef04b0540c00736c6f742d626f6172642d380769900010002000db94adda2e81dca32509' +
      '08f827f6df675a46102a80a0b1607757d227244dae210100200006e3fd8fda29bb60ab59557de61edb0aecdb231134be30e7' +
      '5b455f8e1b792fa924004000e51aa351bf90450b1356b144b241369c77469a14d373ac2d2fe49fe0c2df10e324a4d068def9' +
      'd2d2d9a1bdef575eb33982b826825ff5380810e26a864470ea07',
  ],
  [
    '--non-bootable',
    /no board of ours takes this image: it is not to be started/,
    '3db8f39600000000200014002800000010000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011' +
      '12131415161718191a1b1c1d1e1f202122232425262708691400b0540c00736c6f742d626f6172642d380769900010002000' +
      'b08fe5392da3d0640074a7354419ee6fa3d10b49002ed45515b3e90ab4f9b9870100200006e3fd8fda29bb60ab59557de61e' +
      'db0aecdb231134be30e75b455f8e1b792fa9240040006082f2c8830a3106d3565a1ab3ac38c7daa27d355dbb2c37e7aa50d5' +
      '65ed7a05f017ba8358441b2dd02728a227c7bc5e5852445fe5cc8fbacf0a4aca02c9f906',
  ],
];

for (const [options, why, hex] of REFUSED)
  test(`imgtool: ${options} is refused, and said why`, () => {
    const verdict = judgeImage(bytesOf(hex), trusted);
    assert.not.ok(verdict.isGood);
    if (verdict.isGood) return;
    assert.is(verdict.fault, 'unsupported');
    assert.match(verdict.text, why);
    assert.is(parseImage(bytesOf(hex)).boardId, 'slot-board-8', 'it is an image all the same');
  });

const BIG_ENDIAN =
  '96f3b83d00000000002000140000002800000000010200030000000400000000000102030405060708090a0b0c0d0e0f1011' +
  '12131415161718191a1b1c1d1e1f20212223242526276908001454b0000c736c6f742d626f6172642d386907009010000020' +
  'ae1f94c149c5144b15c186ccdd78bb4edec9f003e5db100c60f1e5b40f4d7b900100002006e3fd8fda29bb60ab59557de61e' +
  'db0aecdb231134be30e75b455f8e1b792fa924000040226a4cf1d6be4e884435423a1f563ea3b08989fca560cfeb4dd7161a' +
  'de333599690b220004bde699c34b347a0742f1195e64a4ca930016a2f58ccef521b9ba0d';

test('imgtool: -e big, and a result in Intel HEX, are called what they are', () => {
  const textOf = (file: Uint8Array): string => {
    const verdict = judgeImage(file, trusted);
    return verdict.isGood ? 'good' : verdict.text;
  };
  assert.match(textOf(bytesOf(BIG_ENDIAN)), /it is big-endian/);
  assert.match(textOf(Buffer.from(':020000040000FA\n:10800000'.padEnd(60, '0'))), /it is Intel HEX/);
});

/** The bytes that github.com/smhasan94/keelsign takes for chance in its fixtures: SHA-256 of a label and a counter. */
function chanceBytes(label: string, count: number): Buffer {
  const start = sha256(`keelsign-lms-fixtures:${label}`);
  const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, index) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(index));
    return sha256(Buffer.concat([start, counter]));
  });
  return Buffer.concat(blocks).subarray(0, count);
}

function area(magic: number, tlvs: readonly ImageTlv[]): Buffer {
  const parts = tlvs.map(({ type, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(type, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  const head = Buffer.alloc(4);
  head.writeUInt16LE(magic, 0);
  head.writeUInt16LE(4 + Buffer.concat(parts).length, 2);
  return Buffer.concat([head, ...parts]);
}

/*
 * keelsign publishes the SHA-256 of images that the released imgtool 2.4.0 (with cryptography 50.0.1) made of known
 * bytes with a known key (tests/fixtures/images/MANIFEST.json): header 0x200, --align 4, -v 1.2.3+4, -s 7,
 * -d "(1,1.2.3+4)", --boot-record app. Built here of our own header, hash, key hash and signature.
 */
test('the released imgtool 2.4.0: an image of ours is the same file, and is good', () => {
  const theirSeed = sha256('keelsign SHA-37 Ed25519 TEST KEY - never use for real images');
  const theirKey = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), theirSeed]),
    format: 'der',
    type: 'pkcs8',
  });
  const signer = keyHash(createPublicKey(theirKey));
  const body = chanceBytes('image-fixture-body', 1_536);
  const version = parseImageVersion('1.2.3+4');
  // Arm's PSA attestation record in CBOR: type app, version 1.2.3, the signer, SHA256, and room for the hash.
  const bootRecord = Buffer.concat([
    Buffer.from('a501636170700465312e322e33055820', 'hex'),
    signer,
    Buffer.from(
      '06665348413235360258200000000000000000000000000000000000000000000000000000000000000000',
      'hex',
    ),
  ]);
  const protectedArea = area(PROTECTED_TLV_MAGIC, [
    { type: TLV.securityCounter, value: Buffer.from('07000000', 'hex') },
    { type: 0x60, value: bootRecord },
    { type: 0x40, value: Buffer.from('010000000102030004000000', 'hex') },
  ]);
  const header = Buffer.from(
    buildImage({ body, version, headerBytes: 0x200, hasHeaderRoom: false }),
  ).subarray(0, 0x200);
  header.writeUInt16LE(protectedArea.length, 10);
  const signed = Buffer.concat([header, body, protectedArea]);
  const digest = imageDigest(signed);
  const tlvs = area(TLV_MAGIC, [
    { type: TLV.sha256, value: digest },
    { type: TLV.keyHash, value: signer },
    { type: TLV.ed25519, value: signDigest(digest, theirKey) },
  ]);
  const image = Buffer.concat([signed, tlvs]);
  assert.is(
    sha256(image).toString('hex'),
    'f07dad7b90f1780e87a1d759e4f761cf1fc429f5826bc27384c98bc5188cc46b',
  );
  assert.ok(judgeImage(image, [createPublicKey(theirKey)]).isGood);
  assert.is(parseImage(image).securityCounter, 7);
});

test.run();

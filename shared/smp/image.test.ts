import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { seededChance } from '../seeded-chance.ts';
import { BOOT_MAGIC, parseImage, TLV } from './image.ts';
import { buildImage, type ImageRecipe, TRAILER_BYTES } from './image-build.ts';
import { judgeImage, readSigningKey, readVerifyingKey } from './image-signature.ts';
import { parseImageVersion, securityCounterOf } from './image-version.ts';

/** Test 1 of RFC 8032, in the PEM that `imgtool keygen -t ed25519` writes. Known to everyone: for tests only. */
const SIGNING_PEM = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`;
const VERIFYING_PEM = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
`;
const key = readSigningKey(SIGNING_PEM);
const trusted = [readVerifyingKey(VERIFYING_PEM)];
const body = Uint8Array.from({ length: 40 }, (_, index) => index);
const version = parseImageVersion('1.2.3');
const plain: ImageRecipe = { body, version, headerBytes: 0x200, hasHeaderRoom: false, key };
const small: ImageRecipe = {
  ...plain,
  version: parseImageVersion('1.2.3+4'),
  headerBytes: 32,
  securityCounter: securityCounterOf(version),
  boardId: 'slot-board-8',
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const faultOf = (file: Uint8Array, keys = trusted): string => {
  const verdict = judgeImage(file, keys);
  return verdict.isGood ? 'good' : verdict.fault;
};

/*
 * The expected bytes are those of imgtool's own code (image.py of 2025, the one with several signatures), run with
 * the options that the names of the tests tell; without a key, which that code does not allow, they were made apart
 * from this code in Python with `struct`. What was checked against which imgtool: docs/boards.md. Images that imgtool
 * has made and we do not: imgtool.test.ts.
 */
const SMALL =
  '3db8f3960000000020001c002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f101112' +
  '131415161718191a1b1c1d1e1f202122232425262708691c005000040003000201b0540c00736c6f742d626f6172642d380769' +
  '9000100020008a0e641bcd5cdf578c6ef68b790f814d9cf4458dd6343f8cefaf4e6a68af305a0100200006e3fd8fda29bb60ab' +
  '59557de61edb0aecdb231134be30e75b455f8e1b792fa924004000d09f47ab687914841693b50cbb2d693ddf9154885ceef472' +
  '68cba7d8c432eec6431130e7b3c491d258424d4ee7d8d38febc215b8b1b16ecf5b0d28219e92d90b';

test('golden: sign -H 32 --pad-header -v 1.2.3+4 -s auto --custom-tlv 0x54b0 slot-board-8', () => {
  assert.is(hex(buildImage(small)), SMALL);
});

test('golden: header of 0x200, header room with load address, padding to the slot, no key', () => {
  assert.is(sha256(buildImage(plain)), 'f1bb5e9256b4e125345912af234e176b65402c93076637c1e23cbf7fede0a8c5');
  const roomy: ImageRecipe = {
    ...plain,
    body: new Uint8Array(Buffer.concat([Buffer.alloc(0x200), body])),
    hasHeaderRoom: true,
    version: parseImageVersion('255.0.65535+4294967295'),
    loadAddress: 0x2000_0000,
  };
  assert.is(sha256(buildImage(roomy)), 'f5d2cab6cff44fd28e98551972fd30ec3adc93024f7b7aa9dfcc6ff64799379f');
  const padded = buildImage({ ...plain, securityCounter: 7, slotBytes: 0x4000, padToSlot: true });
  assert.is(sha256(padded), 'eb5ff581655cb52d55044bdfb32fdf13a8e82429a1d1855d15d30d2883a137ce');
  const { key: _none, ...unsigned } = plain;
  assert.is(
    hex(buildImage({ ...unsigned, headerBytes: 32, version: parseImageVersion('0.0.1') })),
    '3db8f39600000000200000002800000000000000000001000000000000000000000102030405060708090a0b0c0d0e0f101112' +
      '131415161718191a1b1c1d1e1f2021222324252627076928001000200001d384c2da80a54280ca01113dbb11cf2ad7752b9d97' +
      '7a1a177e644bdb5dce6b',
  );
});

test('golden: sign -H 0x400 --pad-header -v 1.2.3 -s auto --custom-tlv 0x54b0 panel-a', () => {
  const recipe = {
    ...plain,
    headerBytes: 0x400,
    securityCounter: securityCounterOf(version),
    boardId: 'panel-a',
  };
  assert.is(sha256(buildImage(recipe)), '43f95ed72a68fdda8041f08f2bfa2ccbca796863127d7edf032969ffef9a3e82');
});

/** `small` as `imgtool sign --pad` lays it out in a slot of 0x4000 bytes. */
function paddedFor(unitBytes: number, erased: number, isConfirmed: boolean): Uint8Array {
  const file = new Uint8Array(0x4000).fill(erased);
  file.set(buildImage(small), 0);
  const wide = [
    unitBytes,
    0,
    0x2d,
    0xe1,
    0x5d,
    0x29,
    0x41,
    0x0b,
    0x8d,
    0x77,
    0x67,
    0x9c,
    0x11,
    0x0f,
    0x1f,
    0x8a,
  ];
  file.set(unitBytes === 8 ? BOOT_MAGIC : wide, file.length - 16);
  if (isConfirmed) file[file.length - Math.max(16, unitBytes) - unitBytes] = 1;
  return file;
}

for (const [options, file, hash] of [
  [
    '--align 16 --pad',
    paddedFor(16, 0xff, false),
    '6e96c7a1d2e9ee561247aa595e7be930a1db0d88ceee4aaa0535abeea1cc890f',
  ],
  [
    '--align 32 --confirm',
    paddedFor(32, 0xff, true),
    '762e46ba77b7838e295b1a43164a7e71044e557747d3743531e598286415e41a',
  ],
  [
    '--align 8 --confirm',
    paddedFor(8, 0xff, true),
    'eefe01ca4cabf6ae36ad84c15ec5b124a0280d37b89c181b63841f0e69f283f1',
  ],
  [
    '--align 8 -R 0 --pad',
    paddedFor(8, 0, false),
    '878d089267cb72006c2c058c6e774f1c8f096131226c5d477bae660562a2fde6',
  ],
] as const)
  test(`golden: a file padded with ${options} is read, and each changed byte of its trailer found`, () => {
    assert.is(sha256(file), hash);
    assert.is(faultOf(file), 'good');
    assert.equal(parseImage(file).bytes, buildImage(small));
    for (let at = file.length - 200; at < file.length; at++) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ 0x50;
      assert.is(faultOf(changed), 'malformed', `byte ${at}`);
    }
  });

test('an image is taken apart into what it was made of', () => {
  const image = parseImage(buildImage(small));
  assert.equal(image.version, small.version);
  assert.equal(image.body, body);
  assert.is(image.headerBytes, 32);
  assert.is(image.boardId, 'slot-board-8');
  assert.is(image.securityCounter, 0x0102_0003);
  assert.equal(
    image.protectedTlvs.map((tlv) => tlv.type),
    [TLV.securityCounter, TLV.boardId],
  );
  assert.equal(
    image.tlvs.map((tlv) => tlv.type),
    [TLV.sha256, TLV.keyHash, TLV.ed25519],
  );
  assert.is(parseImage(buildImage(plain)).boardId, undefined);
  assert.is(parseImage(buildImage(plain)).securityCounter, undefined);
});

test('a good image is good, and says its hash', () => {
  const verdict = judgeImage(buildImage(small), trusted);
  assert.ok(verdict.isGood && hex(verdict.hash).startsWith('8a0e641b'));
});

test('any changed byte, also one that is not signed, and any truncation is found', () => {
  const chance = seededChance(5_005);
  const file = buildImage(small);
  for (let at = 0; at < file.length; at++) {
    for (const change of [0x01, 0x80, chance.integer(1, 255)]) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ change;
      assert.is.not(faultOf(changed), 'good', `byte ${at} ^ ${change}`);
    }
    assert.is.not(faultOf(file.subarray(0, at)), 'good', `cut at ${at}`);
  }
  assert.is(faultOf(Buffer.concat([file, Uint8Array.of(0)])), 'malformed', 'one byte more');
});

test('any changed byte of a padded file is found as well, and the padding is not uploaded', () => {
  const file = buildImage({ ...small, slotBytes: 0x1000, padToSlot: true });
  assert.is(file.length, 0x1000);
  assert.equal(parseImage(file).bytes, buildImage(small));
  assert.is(faultOf(file), 'good');
  const confirmed = Uint8Array.from(file);
  confirmed[0x1000 - 24] = 1; // imgtool sign --pad --confirm: image_ok
  assert.is(faultOf(confirmed), 'good');
  for (let at = 0; at < file.length; at++) {
    const changed = Uint8Array.from(file);
    changed[at] = (changed[at] ?? 0) ^ 0x40;
    assert.is.not(faultOf(changed), 'good', `byte ${at}`);
  }
});

test('each fault has its name', () => {
  const file = buildImage(small);
  const { key: _none, ...unsigned } = small;
  const stranger = generateKeyPairSync('ed25519');
  assert.is(faultOf(buildImage(unsigned)), 'unsigned');
  assert.is(faultOf(buildImage({ ...small, key: stranger.privateKey })), 'unknown_key');
  assert.is(faultOf(file, []), 'unknown_key');
  assert.is(faultOf(buildImage({ ...small, key: stranger.privateKey }), [stranger.publicKey]), 'good');
  const damaged = Uint8Array.from(file);
  damaged[40] = 0xee;
  assert.is(faultOf(damaged), 'wrong_hash');
  const forged = Uint8Array.from(file);
  forged[file.length - 1] = (forged[file.length - 1] ?? 0) ^ 1;
  assert.is(faultOf(forged), 'bad_signature');
  assert.is(faultOf(new Uint8Array(100)), 'malformed');
  assert.is(faultOf(new Uint8Array(0)), 'malformed');
});

test('the signature of one image does not carry over to another', () => {
  const file = buildImage(small);
  const other = Uint8Array.from(buildImage({ ...small, version: parseImageVersion('1.2.4+4') }));
  other.set(file.subarray(file.length - 64), other.length - 64);
  assert.is(faultOf(other), 'bad_signature');
});

/** The image with one more TLV in the area that is not signed. */
function withTlv(image: Uint8Array, tlvHex: string): Uint8Array {
  const tlv = Buffer.from(tlvHex, 'hex');
  const grown = Buffer.concat([image, tlv]);
  const tlvAt = 32 + body.length;
  grown.writeUInt16LE(image.length - tlvAt + tlv.length, tlvAt + 2);
  return grown;
}

test('what is in the TLVs beside hash, key and signature is not tolerated: nobody signed it', () => {
  const image = buildImage({ ...plain, headerBytes: 32 });
  assert.is(faultOf(withTlv(image, '')), 'good');
  assert.is(faultOf(withTlv(image, 'b054010061')), 'unsupported', 'a board id outside of the signature');
});

test('two TLVs where one is meant are refused', () => {
  const image = buildImage({ ...plain, headerBytes: 32 });
  const hashTlv = hex(image.subarray(32 + body.length + 4, 32 + body.length + 4 + 36));
  assert.is(faultOf(withTlv(image, hashTlv)), 'malformed');
});

test('random bytes behind a true magic end in a verdict', () => {
  const chance = seededChance(5_006);
  for (let round = 0; round < 5_000; round++) {
    const file = Uint8Array.from({ length: chance.integer(0, 120) }, () => chance.integer(0, 255));
    file.set(Uint8Array.of(0x3d, 0xb8, 0xf3, 0x96).subarray(0, file.length));
    if (file.length > 15) file.set([32, 0, 0, 0, chance.integer(0, 60), 0, 0, 0], 8);
    assert.is.not(faultOf(file), 'good');
  }
});

test('a recipe that cannot become an image says why', () => {
  const why = (recipe: ImageRecipe): string => {
    try {
      buildImage(recipe);
    } catch (error) {
      if (isFailure(error)) return error.code;
      throw error;
    }
    return 'built';
  };
  assert.is(why({ ...plain, headerBytes: 31 }), 'malformed');
  assert.is(why({ ...plain, hasHeaderRoom: true }), 'malformed');
  assert.is(why({ ...plain, body: new Uint8Array() }), 'malformed');
  assert.is(why({ ...plain, boardId: 'Slot Board' }), 'malformed');
  assert.is(why({ ...plain, padToSlot: true }), 'malformed');
  const bytes = buildImage(plain).length;
  assert.is(why({ ...plain, slotBytes: bytes + TRAILER_BYTES }), 'built');
  assert.is(why({ ...plain, slotBytes: bytes + TRAILER_BYTES - 1 }), 'too_large');
});

test('keys: Ed25519 in PEM only, either half for verifying, and no error tells the key', () => {
  assert.equal(
    readVerifyingKey(SIGNING_PEM).export({ type: 'spki', format: 'pem' }),
    createPublicKey(VERIFYING_PEM).export({ type: 'spki', format: 'pem' }),
  );
  assert.is(key.export({ type: 'pkcs8', format: 'pem' }), SIGNING_PEM);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaPem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  assert.throws(() => readSigningKey(rsaPem), /rsa, not ed25519/);
  assert.throws(() => readVerifyingKey(rsaPem), /rsa, not ed25519/);
  for (const text of ['', 'secret', VERIFYING_PEM, SIGNING_PEM.replace('MC4C', 'MC5C')])
    assert.throws(
      () => readSigningKey(text),
      (error: unknown) =>
        isFailure(error, 'malformed') && !error.message.includes('J1hs') && error.cause === undefined,
    );
});

test.run();

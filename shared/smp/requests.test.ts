import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededChance } from '../seeded-chance.ts';
import { type CborRecord, decodeCbor, encodeCbor } from './cbor.ts';
import {
  confirmImage,
  confirmRunning,
  eraseSlot,
  imageState,
  slotInfo,
  testImage,
  type UploadReply,
  uploadChunk,
} from './image-requests.ts';
import { boardParameters, bootloaderMode, bootloaderName, echo, resetBoard } from './os-requests.ts';
import { decodePacket } from './packet.ts';
import { encodeRequest, readAnswer, readReplyPacket, type SmpRequest } from './request.ts';
import { ejectSlot, freeSlot, health, identify, logs, provision, say, selfTest, slots } from './service.ts';
import {
  commitSettings,
  deleteSetting,
  loadSettings,
  readSetting,
  saveSettings,
  writeSetting,
} from './settings-requests.ts';

const HASH = Uint8Array.from({ length: 32 }, (_, index) => index);
const HASH_HEX = '5820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/**
 * Golden frames: sequence 0x2a, SMP version 2. The expected bytes were made with Python's cbor2 from the field
 * names in Zephyr's documentation of the groups, and their types from what its handlers decode (os_mgmt.c,
 * img_mgmt.c, img_mgmt_state.c, settings_mgmt.c): `force` is a boolean there.
 */
const GOLDEN: readonly (readonly [SmpRequest<unknown>, string])[] = [
  [echo('hi'), '0a00000600002a00a16164626869'],
  [resetBoard(), '0a00000100002a05a0'],
  [resetBoard(true), '0a00000800002a05a165666f726365f5'],
  [boardParameters(), '0800000100002a06a0'],
  [bootloaderName(), '0800000100002a08a0'],
  [bootloaderMode(), '0800000c00002a08a1657175657279646d6f6465'],
  [imageState(), '0800000100012a00a0'],
  [testImage(HASH), `0a00003100012a00a26468617368${HASH_HEX}67636f6e6669726df4`],
  [confirmRunning(), '0a00000a00012a00a167636f6e6669726df5'],
  [confirmImage(HASH), `0a00003100012a00a26468617368${HASH_HEX}67636f6e6669726df5`],
  [
    uploadChunk({
      offset: 0,
      data: Uint8Array.of(0x3d, 0xb8),
      first: { imageBytes: 70_000, sha: HASH, isUpgradeOnly: true },
    }),
    `0a00004d00012a01a6636c656e1a00011170636f66660063736861${HASH_HEX}6464617461423db865696d616765006775706772616465f5`,
  ],
  [
    uploadChunk({ offset: 512, data: Uint8Array.of(1, 2, 3) }),
    '0a00001100012a01a2636f6666190200646461746143010203',
  ],
  [eraseSlot(), '0a00000100012a05a0'],
  [eraseSlot(1), '0a00000700012a05a164736c6f7401'],
  [slotInfo(), '0800000100012a06a0'],
  [readSetting('tb/lang'), '0800000e00032a00a1646e616d656774622f6c616e67'],
  [writeSetting('tb/lang', latin1('yue')), '0a00001600032a00a26376616c43797565646e616d656774622f6c616e67'],
  [deleteSetting('tb/lang'), '0a00000e00032a01a1646e616d656774622f6c616e67'],
  [commitSettings(), '0a00000100032a02a0'],
  [loadSettings(), '0800000100032a03a0'],
  [saveSettings(), '0a00000100032a03a0'],
  [identify(), '0800000100402a00a0'],
  [selfTest(), '0a00000100402a01a0'],
  [health(3), '0800000700402a02a16466726f6d03'],
  [
    provision({
      deviceId: 'SPK-0001',
      deviceKey: HASH,
      relayUrl: 'mqtts://r:8883',
      wifiName: 's',
      wifiPassword: 'p',
      language: 'zh-CN',
      store: 'st',
    }),
    `0a00006d00402a03a76269646853504b2d30303031636b6579${HASH_HEX}6370736b6170647373696461736572656c61796e6d717474733a2f2f723a383838336573746f7265627374686c616e6775616765657a682d434e`,
  ],
  [say('hi'), '0a00000900402a04a16474657874626869'],
  [say(), '0a00000100402a04a0'],
  [slots(), '0800000700402a05a16466726f6d00'],
  [freeSlot(7), '0a00000700402a06a164736c6f7407'],
  [ejectSlot(7, 'e1'), '0a00000d00402a07a262696462653164736c6f7407'],
  [logs(100), '0800000800402a08a16466726f6d1864'],
];

for (const [request, frame] of GOLDEN)
  test(`golden frame: ${request.name}`, () => {
    assert.is(Buffer.from(encodeRequest(request, 0x2a)).toString('hex'), frame);
  });

test('version 1 differs in its version bits only', () => {
  assert.is(Buffer.from(encodeRequest(resetBoard(), 0x2a, 1)).toString('hex'), '0200000100002a05a0');
});

const value = <Reply>(request: SmpRequest<Reply>, body: CborRecord): Reply => {
  const answer = readAnswer(request, decodeCbor(encodeCbor(body)));
  if (answer.kind === 'done') return answer.value;
  throw new Error(answer.kind === 'failed' ? answer.failure.message : `refused ${answer.error.code}`);
};

test('the state of images as Zephyr sends it: indefinite lengths, flags that are false left out', () => {
  const hash = '5820'.padEnd(4 + 64, 'ab');
  const frame = Buffer.from(
    '09000000000100 00'.replace(/\s/g, '') +
      'bf66696d616765739f' +
      `bf64736c6f74006776657273696f6e65312e322e336468617368${hash}68626f6f7461626c65f566616374697665f569636f6e6669726d6564f5ff` +
      `bf64736c6f74016776657273696f6e67312e322e332e346468617368${hash}68626f6f7461626c65f5ff` +
      'ff6b73706c697453746174757300ff',
    'hex',
  );
  frame.writeUInt16BE(frame.length - 8, 2);
  const answer = readReplyPacket(imageState(), decodePacket(frame));
  if (answer.kind !== 'done') throw new Error(answer.kind);
  const [running, other] = answer.value;
  assert.equal(running, {
    image: 0,
    slot: 0,
    version: '1.2.3',
    hash: new Uint8Array(32).fill(0xab),
    isBootable: true,
    isPending: false,
    isConfirmed: true,
    isActive: true,
    isPermanent: false,
  });
  assert.is(other?.version, '1.2.3.4');
  assert.is(other?.isActive, false);
});

test('recovery without hashes, and a board with no image at all', () => {
  assert.is(value(imageState(), { images: [{ slot: 0, version: '<???>' }] })[0]?.hash, undefined);
  assert.equal(value(imageState(), { images: [] }), []);
});

test('an upload is answered by an offset, with match or without, with rc 0 or without', () => {
  const request = uploadChunk({ offset: 0, data: HASH });
  const reply = (offset: number, isMatch?: boolean): UploadReply => ({ offset, isMatch });
  assert.equal(value(request, { off: 128 }), reply(128));
  assert.equal(value(request, { rc: 0, off: 0 }), reply(0));
  assert.equal(value(request, { off: 70_000, match: false }), reply(70_000, false));
  assert.throws(() => value(request, {}), /upload at 0: `off`/);
});

test('the other replies', () => {
  assert.is(value(echo('x'), { r: 'x' }), 'x');
  assert.equal(value(boardParameters(), { buf_size: 384, buf_count: 4 }), {
    bufferBytes: 384,
    bufferCount: 4,
  });
  assert.is(value(bootloaderName(), { bootloader: 'MCUboot' }), 'MCUboot');
  assert.equal(value(bootloaderMode(), { mode: 1, 'no-downgrade': true }), {
    mode: 1,
    refusesDowngrade: true,
  });
  assert.ok(
    value(bootloaderMode(), { mode: 3, 'no-downgrade': false }).refusesDowngrade,
    'told only where it is so',
  );
  assert.not(value(bootloaderMode(), { mode: 3 }).refusesDowngrade);
  assert.equal(
    value(slotInfo(), { images: [{ image: 0, slots: [{ slot: 1, size: 65_536 }], max_image_size: 60_000 }] }),
    [{ image: 0, slot: 1, slotBytes: 65_536, imageBytesMax: 60_000 }],
  );
  const slots = [
    { slot: 0, size: 65_536 },
    { slot: 1, rc: -19 },
  ];
  assert.equal(
    value(slotInfo(), { images: [{ image: 0, slots }] }),
    [{ image: 0, slot: 0, slotBytes: 65_536, imageBytesMax: undefined }],
    'a slot whose flash cannot be opened',
  );
  assert.equal(value(readSetting('a'), { val: HASH }), HASH);
  assert.is(value(saveSettings(), {}), undefined);
  assert.equal(value(identify(), { board: 'panel-a', serial: 'S1', role: 'panel', version: '1.0.0' }), {
    boardId: 'panel-a',
    serial: 'S1',
    role: 'panel',
    version: '1.0.0',
  });
  assert.equal(value(selfTest(), { passed: true, lines: [{ name: 'flash', state: 'odd' }] }), {
    isPassed: true,
    lines: [{ name: 'flash', state: 'warning', text: '', advice: '' }],
  });
  assert.is(value(provision({}), { restart: true }), true);
});

test('pages go on from where they ended, and never for ever', () => {
  assert.equal(value(logs(3), { lines: [{ text: 'a' }, { text: 'b' }], more: true }), {
    items: ['a', 'b'],
    nextFrom: 5,
    endsAt: 5,
  });
  // The oldest lines are gone: it begins later than was asked, and never earlier.
  assert.is(value(logs(3), { lines: [{ text: 'a' }], first: 9, more: true }).nextFrom, 10);
  assert.is(value(logs(3), { lines: [{ text: 'a' }], first: 0, more: true }).nextFrom, 4);
  assert.is(value(logs(3), { lines: [{ text: 'a' }] }).nextFrom, undefined);
  assert.is(value(logs(3), { lines: [], more: true }).nextFrom, undefined);
  assert.is(value(slots(), { slots: [{ slot: 1, state: 'bank', level: 80 }] }).items[0]?.levelPercent, 80);
  assert.is(value(health(), { lines: [{ name: 'clock', state: 'fault' }] }).items[0]?.state, 'fault');
});

test('a no is a no, and what cannot be read is neither yes nor no', () => {
  assert.equal(readAnswer(imageState(), { err: { group: 1, rc: 9 } }), {
    kind: 'refused',
    error: { group: 1, code: 9 },
  });
  assert.is(readAnswer(imageState(), { rc: 8 }).kind, 'refused');
  assert.is(readAnswer(imageState(), { images: 'none' }).kind, 'failed');
  assert.is(
    readReplyPacket(imageState(), decodePacket(Buffer.from('0900000100010000ff', 'hex'))).kind,
    'failed',
  );
});

test('random bodies are answered or not, and never throw', () => {
  const chance = seededChance(5_007);
  const names = [
    'off',
    'images',
    'rc',
    'err',
    'lines',
    'more',
    'slots',
    'board',
    'r',
    'match',
    'hash',
    'slot',
  ];
  const any = (depth: number): CborRecord[string] =>
    chance.pick<() => CborRecord[string]>([
      () => chance.integer(-2, 70_000),
      () => chance.happens(0.5),
      () => 'text',
      () => HASH,
      () => null,
      () => (depth > 2 ? [] : [record(depth + 1), any(depth + 1)]),
      () => (depth > 2 ? {} : record(depth + 1)),
    ])();
  const record = (depth: number): CborRecord =>
    Object.fromEntries(Array.from({ length: chance.integer(0, 4) }, () => [chance.pick(names), any(depth)]));
  const kinds = new Set<string>();
  for (let round = 0; round < 5_000; round++) {
    const [request] = chance.pick(GOLDEN);
    kinds.add(readAnswer(request, record(0)).kind);
  }
  assert.equal([...kinds].sort(), ['done', 'failed', 'refused']);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { seededChance } from '../seeded-chance.ts';
import { type CborRecord, decodeCbor, encodeCbor, FieldReader } from './cbor.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const refused = (text: string): boolean => {
  try {
    decodeCbor(bytes(text));
  } catch (error) {
    if (isFailure(error, 'malformed')) return true;
    throw error;
  }
  return false;
};

test('values go there and back', () => {
  const record: CborRecord = {
    off: 65_536,
    hash: bytes('00ff'),
    confirm: false,
    name: '到账铃',
    list: [1, [], {}, null],
    level: -40,
    volts: 4.2,
  };
  assert.equal(decodeCbor(encodeCbor(record)), record);
});

test('a field that is undefined is left out', () => {
  assert.is(hex(encodeCbor({ off: 1, image: undefined })), 'a1636f666601');
});

test('Zephyr writes maps and lists of indefinite length', () => {
  assert.equal(decodeCbor(bytes('bf 62 7263 00 63 6f6666 19 0100 ff')), { rc: 0, off: 256 });
  assert.equal(decodeCbor(bytes('bf 66 696d61676573 9f bf 64 736c6f74 00 ff ff ff')), {
    images: [{ slot: 0 }],
  });
});

test('bytes are copies and no Buffers, wherever they came from', () => {
  const source = Buffer.from(encodeCbor({ data: bytes('0102') }));
  const { data } = decodeCbor(source);
  source.fill(0);
  assert.ok(data instanceof Uint8Array && !Buffer.isBuffer(data));
  assert.equal(data, bytes('0102'));
});

test('no prototype is reached by a hostile key', () => {
  assert.ok(refused(`a1 69 ${Buffer.from('__proto__').toString('hex')} a1 61 78 01`), '__proto__');
  const record = decodeCbor(encodeCbor({ constructor: 'x', toString: 1 }));
  assert.equal(Object.keys(record).sort(), ['constructor', 'toString']);
  assert.not(new FieldReader(decodeCbor(bytes('a0')), 'test').has('constructor'));
  assert.is(Object.getPrototypeOf(decodeCbor(bytes('a0'))), Object.prototype);
});

test('what SMP has no use for is refused', () => {
  assert.ok(refused(''), 'nothing');
  assert.ok(refused('01'), 'no map');
  assert.ok(refused('80'), 'a list');
  assert.ok(refused('a0 00'), 'something after it');
  assert.ok(refused('a1 61 61 c1 00'), 'a tag');
  assert.ok(refused('a1 61 61 c2 41 01'), 'a big number');
  assert.ok(refused('a1 61 61 1b ffffffffffffffff'), 'beyond 2^53');
  assert.ok(refused('a1 61 61 f7'), 'undefined');
  assert.ok(refused('a1 61 61 f97e00'), 'NaN');
  assert.ok(refused('a1 61 61 f97c00'), 'infinity');
  assert.ok(refused('a1 01 01'), 'a key that is no text');
  assert.ok(refused('a2 61 61 01 61 61 02'), 'the same key twice');
  assert.ok(refused('a1 61 61 7f 61 62 ff'), 'text in pieces');
  assert.ok(refused('a1 61 61 5a ffffffff 00'), 'four gigabytes announced');
  assert.ok(refused('a1 61 61 9a ffffffff 00'), 'four thousand million values announced');
  assert.ok(refused('bf 61 61 01'), 'a map without its end');
  assert.ok(refused('ff'), 'an end without a beginning');
  assert.ok(refused('a1 61 61 ff'), 'an end in a map of one');
});

test('nesting ends at the limit, of either kind and mixed', () => {
  const nested = (open: string, close: string, levels: number): string =>
    `a1 61 61 ${open.repeat(levels)} 00 ${close.repeat(levels)}`;
  assert.not(refused(nested('81', '', limits.cborDepth - 1)));
  assert.ok(refused(nested('81', '', limits.cborDepth)));
  assert.not(refused(nested('9f', 'ff', limits.cborDepth - 1)));
  assert.ok(refused(nested('9f', 'ff', limits.cborDepth)));
  assert.ok(refused(nested('81', '', 8_000)), 'no stack overflows');
  assert.ok(refused(nested('9f', 'ff', 4_000)));
  assert.ok(refused(nested('a1 61 61', '', 2_000)));
  // Many beside one another are not deep: each is closed before the next.
  assert.not(refused(`a1 61 61 98 64 ${'81 80'.repeat(100)}`));
  assert.not(refused(`a1 61 61 9f ${'9f ff'.repeat(100)} ff`));
});

test('more than a packet is not even looked at', () => {
  assert.throws(
    () => decodeCbor(new Uint8Array(limits.smpPacketBytes + 1)),
    (error: unknown) => isFailure(error, 'too_large'),
  );
});

test('fields are checked by name', () => {
  const fields = new FieldReader(
    decodeCbor(encodeCbor({ slot: 1, hash: bytes('aa'), images: [{ slot: 2 }], bad: [1], minus: -1 })),
    'image state',
  );
  assert.is(fields.count('slot'), 1);
  assert.is(fields.count('image', 0), 0);
  assert.is(fields.flag('active'), false);
  assert.equal(fields.bytes('hash'), bytes('aa'));
  assert.equal(
    fields.list('images').map((image) => image.count('slot')),
    [2],
  );
  assert.is(
    fields.optional('slot', (f) => f.count('slot')),
    1,
  );
  assert.is(
    fields.optional('len', (f) => f.count('len')),
    undefined,
  );
  assert.throws(() => fields.text('slot'), 'image state: `slot` is not a text');
  assert.throws(() => fields.count('minus'), /0 or more/);
  assert.throws(() => fields.count('hash'), /whole number/);
  assert.throws(() => fields.flag('slot'), /true or false/);
  assert.throws(() => fields.bytes('slot'), /bytes/);
  assert.throws(() => fields.nested('hash'), /a map/);
  assert.throws(() => fields.list('bad'), 'image state: `bad[0]` is not a map');
  assert.throws(() => fields.text('toString'), /is not a text/);
});

test('random and mutated bytes end in a record or a failure, nothing else', () => {
  const chance = seededChance(5_002);
  const good = encodeCbor({
    images: [{ slot: 0, hash: new Uint8Array(32), version: '1.2.3', active: true }],
  });
  for (let round = 0; round < 20_000; round++) {
    const text = chance.happens(0.5)
      ? Uint8Array.from({ length: chance.integer(0, 60) }, () => chance.integer(0, 255))
      : good.slice(0, chance.integer(1, good.length));
    for (let flips = chance.integer(0, 3); flips > 0; flips--)
      if (text.length > 0) text[chance.integer(0, text.length - 1)] = chance.integer(0, 255);
    try {
      decodeCbor(text);
    } catch (error) {
      if (!isFailure(error, 'malformed')) throw error;
    }
  }
});

test.run();

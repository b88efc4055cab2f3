import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dataBytesOf, mend, mendableBytes, parityBytes, protect } from './forward-correction.ts';
import { limits } from './limits.ts';
import { type Chance, seededChance } from './seeded-chance.ts';

const randomBytes = (length: number, chance: Chance): Uint8Array =>
  Uint8Array.from({ length }, () => chance.integer(0, 255));

/** Makes that many different bytes wrong, at places that leave `step` between them. */
function garble(coded: Uint8Array, count: number, step: number, first: number, chance: Chance): Uint8Array {
  const garbled = Uint8Array.from(coded);
  for (let index = 0; index < count; index += 1) {
    const at = first + index * step;
    garbled[at] = (garbled[at] ?? 0) ^ chance.integer(1, 255);
  }
  return garbled;
}

/** As by hand: shift and reduce, without a table. */
function slowProduct(one: number, other: number): number {
  let sum = 0;
  for (let bit = 0; bit < 8; bit += 1) if ((other >> bit) & 1) sum ^= one << bit;
  for (let bit = 15; bit >= 8; bit -= 1) if ((sum >> bit) & 1) sum ^= 0x11d << (bit - 8);
  return sum;
}

test('a word of the code is what the books call one: it is zero at the first powers of 2', () => {
  const coded = protect(randomBytes(100, seededChance(6)));
  let point = 1;
  for (let root = 0; root < parityBytes(100); root += 1) {
    const value = coded.reduce((sum, byte) => slowProduct(sum, point) ^ byte, 0);
    assert.is(value, 0, `root ${root}`);
    point = slowProduct(point, 2);
  }
});

test('every length: what was protected is told by its length, and comes back', () => {
  const chance = seededChance(1);
  const lengths = new Set<number>();
  for (let length = 1; length <= limits.busFrameBytes; length += 1) {
    const data = randomBytes(length, chance);
    const coded = protect(data);
    assert.is(coded.length, length + parityBytes(length));
    assert.is(dataBytesOf(coded.length), length);
    assert.equal(mend(coded), data);
    lengths.add(coded.length);
  }
  for (let length = 0; length <= limits.busFrameBytes; length += 1) {
    if (!lengths.has(length)) assert.is(mend(new Uint8Array(length)), undefined, `${length}`);
  }
});

test('as many garbled bytes as it says are put right, wherever they are, parity included', () => {
  const chance = seededChance(2);
  for (let length = 1; length <= limits.busFrameBytes; length += 7) {
    const data = randomBytes(length, chance);
    const coded = protect(data);
    const most = Math.min(mendableBytes(length), coded.length);
    for (let first = 0; first + most <= coded.length; first += 5) {
      assert.equal(mend(garble(coded, most, 1, first, chance)), data, `${length} bytes, from ${first}`);
    }
    const step = Math.floor(coded.length / most);
    assert.equal(mend(garble(coded, most, step, 0, chance)), data);
  }
});

test('a burst over two blocks is shared by them', () => {
  const chance = seededChance(3);
  const data = randomBytes(400, chance);
  const coded = protect(data);
  const burst = 2 * mendableBytes(400);
  for (let first = 0; first + burst <= coded.length; first += 1) {
    assert.equal(mend(garble(coded, burst, 1, first, chance)), data);
  }
});

test('one byte more than can be put right never brings the data back', () => {
  const chance = seededChance(4);
  for (let round = 0; round < 500; round += 1) {
    const data = randomBytes(chance.integer(1, 200), chance);
    const coded = protect(data);
    const garbled = garble(coded, mendableBytes(data.length) + 1, 1, 0, chance);
    assert.not.equal(mend(garbled), data);
  }
});

test('whatever comes, it ends and does not throw', () => {
  const chance = seededChance(5);
  for (let round = 0; round < 2_000; round += 1) mend(randomBytes(chance.integer(0, 560), chance));
});

test.run();

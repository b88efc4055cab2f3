import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BootLog } from './boot-log.ts';
import { Bootloader, type ImageJudgement, LOG_SECTORS, Slots, sectorsFor } from './bootloader.ts';
import { type FlashStep, SimFlash } from './flash.ts';

const SLOT_SECTORS = 2;
const SECTOR_BYTES = 512;

/** For these tests an image is a name, a security counter and a last byte that says that it is whole. */
function judge(image: Buffer): ImageJudgement {
  const isGood = /^[AB]$/.test(image.toString('latin1', 0, 1)) && image.at(-1) === 0x21;
  return { isGood, why: isGood ? '' : 'no image', securityCounter: image[1] ?? 0 };
}

function image(name: string, securityCounter: number): Buffer {
  const bytes = Buffer.alloc(SLOT_SECTORS * SECTOR_BYTES, name);
  bytes[1] = securityCounter;
  bytes[bytes.length - 1] = 0x21;
  return bytes;
}

class Chip {
  readonly flash: SimFlash;
  readonly slots: Slots;
  log: BootLog;
  constructor() {
    const geometry = { sectors: sectorsFor(SLOT_SECTORS), sectorBytes: SECTOR_BYTES, unitBytes: 16 };
    this.flash = new SimFlash({ ...geometry, eraseSectorMs: 1, writeUnitMs: 1 });
    this.slots = new Slots(this.flash, SLOT_SECTORS);
    this.log = new BootLog(this.flash, LOG_SECTORS);
    this.put(0, image('A', 1));
  }
  put(slot: 0 | 1, bytes: Buffer): void {
    for (let index = 0; index < SLOT_SECTORS; index += 1)
      this.flash.apply({ kind: 'erase', sector: this.slots.sector(slot, index) });
    this.flash.apply({ kind: 'write', offset: this.slots.offset(slot), bytes });
  }
  /** Power on. @returns what runs, or undefined when the power went at step `cutAt` */
  boot(cutAt = Number.POSITIVE_INFINITY, torn = false): string | undefined {
    this.log = new BootLog(this.flash, LOG_SECTORS);
    const outcome = this.run(new Bootloader(this.slots, this.log, judge).boot(), cutAt, torn);
    if (outcome === undefined) return undefined;
    return outcome.runs ? this.slots.read(0).toString('latin1', 0, 1) : 'none';
  }
  run<T>(work: Generator<FlashStep, T>, cutAt = Number.POSITIVE_INFINITY, torn = false): T | undefined {
    for (let at = 0; ; at += 1) {
      const next = work.next();
      if (next.done === true) return next.value;
      if (at === cutAt && torn) this.flash.tear(next.value);
      if (at === cutAt) return undefined;
      this.flash.apply(next.value);
    }
  }
}

function chipThatWants(wanted: 'test' | 'permanent', candidate = image('B', 2)): Chip {
  const chip = new Chip();
  chip.boot();
  chip.put(1, candidate);
  chip.run(chip.log.add({ kind: 'wanted', value: wanted }));
  return chip;
}

/** Steps of a boot that is not cut. */
function stepsOf(chip: Chip): number {
  const before = chip.flash.steps;
  chip.boot();
  return chip.flash.steps - before;
}

test('test, trial, back again; and confirmed it stays', () => {
  const chip = chipThatWants('test');
  assert.is(chip.boot(), 'B');
  assert.ok(chip.log.state.onTrial);
  assert.is(chip.boot(), 'A', 'not confirmed: back');
  assert.is(chip.boot(), 'A');
  chip.run(chip.log.add({ kind: 'wanted', value: 'test' }));
  assert.is(chip.boot(), 'B');
  chip.run(chip.log.add({ kind: 'confirmed' }));
  assert.is(chip.boot(), 'B');
  assert.is(chip.log.state.securityCounter, 2);
});

test('what is older, unsigned or torn is refused and never runs, even when it was asked for', () => {
  const cases = [image('B', 0), image('X', 9), Buffer.alloc(SLOT_SECTORS * SECTOR_BYTES, 'B')];
  for (const bad of cases)
    for (const wanted of ['test', 'permanent'] as const) {
      const chip = chipThatWants(wanted, bad);
      assert.is(chip.boot(), 'A');
      assert.is(chip.log.state.wanted, 'none');
    }
});

test('a power cut at every flash step of a swap and of its way back, and another one at every step of its repair', () => {
  let cuts = 0;
  for (const phase of ['swap', 'revert'] as const) {
    const prepare = (): Chip => {
      const chip = chipThatWants('test');
      if (phase === 'revert') chip.boot();
      return chip;
    };
    const steps = stepsOf(prepare());
    assert.ok(steps > SLOT_SECTORS * 3 * 3);
    for (let first = 0; first < steps; first += 1)
      for (let second = -1; second < steps; second += 1)
        for (const torn of [false, true]) {
          const chip = prepare();
          assert.is(chip.boot(first, torn), undefined);
          // The repair may be shorter than the whole: then it simply ends.
          const repaired = second < 0 ? undefined : chip.boot(second, torn);
          const runs = repaired ?? chip.boot();
          // A swap that was finished before the second cut counts as tried, so the next boot goes back.
          assert.ok(runs === 'A' || runs === 'B', `${phase} ${first} ${second}: ${runs}`);
          if (phase === 'revert') assert.is(runs, 'A');
          assert.is(chip.boot(), 'A', 'and unconfirmed it ends with the old one');
          assert.is(chip.slots.read(1)[0], 'B'.charCodeAt(0), 'both images are still there');
          cuts += 1;
        }
  }
  console.log(`${cuts} cuts`);
});

test('the log survives its sectors taking turns, cut at every step', () => {
  const chip = new Chip();
  for (let value = 1; value <= 300; value += 1) {
    const torn = value % 2 === 0;
    const at = value % 7;
    const before = chip.log.state.securityCounter;
    chip.run(chip.log.add({ kind: 'counter', value }), at, torn);
    chip.log = new BootLog(chip.flash, LOG_SECTORS);
    const now = chip.log.state.securityCounter;
    assert.ok(now === before || now === value, `${now} is neither ${before} nor ${value}`);
  }
});

test.run();

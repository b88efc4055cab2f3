import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Notice, Outcome } from '../../shared/notice.ts';
import { fenSum, unixMs } from '../../shared/quantities.ts';
import type { HeldNotice } from './announcement.ts';
import type { AnnouncingMoment } from './announcement-choice.ts';
import { type AnnouncerInput, stepAnnouncer } from './announcer.ts';
import {
  type AnnouncerEffect,
  type AnnouncerState,
  announcerWakeAtMs,
  claim,
  claims,
  isQuiet,
  startAnnouncer,
} from './announcer-state.ts';
import { heldNotice, TRIAL_NOW_MS } from './trial-held-notice.ts';

/**
 * The power goes between any two things that the speaker does: between deciding and writing, between writing and
 * knowing that it was written, before, in the middle of and after speaking. Disk and ears survive, memory does not.
 */

interface DiskRow {
  readonly notice: HeldNotice;
  state: 'waiting' | 'speaking' | 'settled';
  outcome?: Outcome;
  repeat?: boolean;
}

interface Hearing {
  readonly positions: readonly number[];
  readonly repeat: boolean;
  whole: boolean;
}

class PowerCut extends Error {}

/** What survives. */
class World {
  readonly disk = new Map<number, DiskRow>();
  readonly heardLines: string[] = [];
  readonly ears: Hearing[] = [];
  #points = 0;
  readonly #cutAt: readonly number[];

  constructor(cutAt: readonly number[]) {
    this.#cutAt = cutAt;
  }

  get points(): number {
    return this.#points;
  }

  /** A moment at which the power may go. */
  mayBeCut(): void {
    this.#points += 1;
    if (this.#cutAt.includes(this.#points)) throw new PowerCut();
  }
}

/** One life of the process, from power-on to the next cut or to the end of the story. */
class Life {
  readonly #world: World;
  #state: AnnouncerState;
  #nowMs = 0;
  readonly #effects: AnnouncerEffect[] = [];

  constructor(world: World) {
    this.#world = world;
    const rows = [...world.disk.values()];
    const inState = (state: DiskRow['state']): HeldNotice[] =>
      rows.filter((row) => row.state === state).map((row) => row.notice);
    this.#state = startAnnouncer({
      waiting: inState('waiting'),
      interrupted: inState('speaking'),
      heard: [],
    });
  }

  live(arrivals: readonly HeldNotice[]): void {
    this.#take({ type: 'tick' });
    for (const notice of arrivals) {
      if (!this.#world.disk.has(notice.newsId)) this.#arrive(notice);
      this.#runOne();
    }
    for (;;) {
      while (!isQuiet(this.#state) || this.#effects.length > 0) this.#runOne();
      const wakeAtMs = announcerWakeAtMs(this.#state, this.#nowMs);
      if (wakeAtMs === undefined) return;
      this.#nowMs = wakeAtMs;
      this.#take({ type: 'tick' });
    }
  }

  get #moment(): AnnouncingMoment {
    return {
      nowMs: this.#nowMs,
      relayNowMs: TRIAL_NOW_MS,
      clockConfirmed: true,
      hasRelay: true,
      rules: { freshMs: 60_000, summaryAbove: 2, tooOldMs: 86_400_000 },
    };
  }

  #take(input: AnnouncerInput): void {
    const step = stepAnnouncer(this.#state, input, this.#moment);
    this.#state = step.state;
    this.#effects.push(...step.effects);
  }

  #arrive(held: HeldNotice): void {
    const notice: Notice = { ...held, event: 'PAID', sumFen: fenSum(0) };
    const isClaimed = claims(this.#state, notice, this.#moment);
    if (isClaimed) this.#state = claim(this.#state);
    this.#world.mayBeCut();
    this.#world.disk.set(held.newsId, { notice: held, state: isClaimed ? 'speaking' : 'waiting' });
    this.#world.mayBeCut();
    this.#take(
      isClaimed ? { type: 'added', notices: [], speaking: held } : { type: 'added', notices: [held] },
    );
  }

  #runOne(): void {
    const effect = this.#effects.shift();
    if (effect === undefined) return;
    this.#world.mayBeCut();
    const answer = this.#perform(effect);
    this.#world.mayBeCut();
    this.#take(answer);
  }

  #perform(effect: AnnouncerEffect): AnnouncerInput {
    const { disk, ears, heardLines } = this.#world;
    switch (effect.type) {
      case 'record':
        for (const id of effect.newsIds) this.#row(id).state = 'speaking';
        for (const id of effect.releasedIds) this.#row(id).state = 'waiting';
        return { type: 'recorded' };
      case 'speak': {
        const { notices, repeat } = effect.announcement;
        for (const { newsId } of notices) {
          assert.is(disk.get(newsId)?.state, 'speaking', 'money is recorded before it is spoken');
        }
        const hearing = { positions: notices.map((notice) => notice.seq), repeat, whole: false };
        ears.push(hearing);
        this.#world.mayBeCut();
        hearing.whole = true;
        return {
          type: 'heard',
          spoken: { text: '', startedAtMs: unixMs(TRIAL_NOW_MS), endedAtMs: unixMs(TRIAL_NOW_MS) },
        };
      }
      case 'save':
        for (const { newsIds, outcome, repeat, line } of effect.settlements) {
          for (const id of newsIds) {
            const row = this.#row(id);
            assert.is.not(row.state, 'settled', 'every notice is settled once');
            disk.set(id, {
              notice: row.notice,
              state: 'settled',
              repeat,
              ...(outcome === undefined ? {} : { outcome }),
            });
          }
          if (line !== undefined) heardLines.push(line);
        }
        return { type: 'saved' };
    }
  }

  #row(id: number): DiskRow {
    const row = this.#world.disk.get(id);
    if (row === undefined) throw new Error(`no row ${id}`);
    return row;
  }
}

/** Fresh ones, one at a time; a backlog for a summary; one too old. */
const STORY: readonly HeldNotice[] = [
  heldNotice(1, 0),
  heldNotice(2, 0),
  heldNotice(3, 90_000),
  heldNotice(4, 90_000),
  heldNotice(5, 90_000),
  heldNotice(6, 0),
  heldNotice(7, 90_000_000),
];

function play(cutAt: readonly number[]): World {
  const world = new World(cutAt);
  for (let life = 0; life <= cutAt.length; life += 1) {
    try {
      new Life(world).live(STORY);
      break;
    } catch (thrown) {
      if (!(thrown instanceof PowerCut)) throw thrown;
    }
  }
  return world;
}

function judge(world: World, what: string): void {
  for (const { seq: position, newsId } of STORY) {
    const row = world.disk.get(newsId);
    assert.is(row?.state, 'settled', `${what}: ${position} is settled`);
    const hearings = world.ears.filter((hearing) => hearing.positions.includes(position));
    const lines = world.heardLines.filter((line) => JSON.parse(line).seqs.includes(position));
    if (position === 7) {
      assert.is(row?.outcome, 'handed_over', what);
      assert.is(hearings.length + lines.length, 0, `${what}: too old is never spoken`);
      continue;
    }
    assert.ok(hearings.at(-1)?.whole, `${what}: ${position} was heard to its end`);
    assert.is(lines.length, 1, `${what}: ${position} has one line`);
    assert.is(hearings[0]?.repeat, false, `${what}: the first hearing is none of a repeat`);
    for (const again of hearings.slice(1)) assert.ok(again.repeat, `${what}: ${position} again, marked`);
    assert.is(row?.repeat, hearings.length > 1, `${what}: the receipt of ${position} tells of the repeat`);
  }
}

test('without a cut everything is heard once and in order', () => {
  const world = play([]);
  judge(world, 'no cut');
  assert.ok(world.ears.every((hearing) => !hearing.repeat));
});

const POINTS = play([]).points;

test('promise 5: a power cut at any point: heard once, or again and marked, with one receipt and one line', () => {
  assert.ok(POINTS > 30, `${POINTS} points`);
  for (let cut = 1; cut <= POINTS; cut += 1) judgeUnlessSilent(play([cut]), `cut at ${cut}`);
});

test('promise 5: two power cuts at any two points', () => {
  for (let first = 1; first <= POINTS; first += 1) {
    for (let second = first + 1; second <= POINTS + 10; second += 1) {
      judgeUnlessSilent(play([first, second]), `cuts at ${first} and ${second}`);
    }
  }
});

/**
 * A cut between the record and the first sample cannot be told from one in the middle: the notice is then announced as
 * a repeat although nobody heard it. That is the safe side, so it is judged as a hearing that began.
 */
function judgeUnlessSilent(world: World, what: string): void {
  for (const hearing of [...world.ears]) {
    const earlier = world.ears.slice(0, world.ears.indexOf(hearing));
    const wasSilent = hearing.positions.some(
      (position) => !earlier.some((one) => one.positions.includes(position)),
    );
    if (hearing.repeat && wasSilent) {
      world.ears.splice(world.ears.indexOf(hearing), 0, { ...hearing, repeat: false, whole: false });
    }
  }
  judge(world, what);
}

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boardsOf } from './batch-history.ts';
import {
  type BatchState,
  begin,
  finish,
  isHalted,
  newBatch,
  nextBoard,
  standingOf,
  type TryEnd,
} from './batch-plan.ts';
import type { JobLine } from './job-record.ts';

const RULES = { attempts: 2, haltAfter: 2 };
const wanted = (...names: string[]): { to: string; hash: string }[] => names.map((to) => ({ to, hash: 'h' }));
const line = (event: JobLine['event']): JobLine => ({ n: 0, at: '', prev: '', event });
const verdict = (to: string, end: TryEnd, hash = 'h'): JobLine =>
  line({ kind: 'verdict', to, hash, verdict: end });

/** Begins the next board and ends it so. */
function turn(state: BatchState, end: TryEnd): BatchState {
  const to = nextBoard(state);
  assert.ok(to !== undefined, 'there is a next one');
  return finish(begin(state, to ?? ''), to ?? '', end);
}
const standings = ({ boards, attempts }: BatchState): string[] =>
  boards.map((board) => standingOf(board, attempts));

test('one that fails is tried again after the others, and then left alone', () => {
  let state = newBatch(wanted('a', 'b'), [], RULES);
  state = turn(state, 'failed');
  assert.is(nextBoard(state), 'b');
  state = turn(state, 'flashed');
  state = turn(state, 'failed');
  assert.is(nextBoard(state), undefined);
  assert.equal(standings(state), ['quarantined', 'done']);
});

test('nobody is at one board twice', () => {
  const state = begin(begin(newBatch(wanted('a', 'b'), [], RULES), 'a'), 'b');
  assert.is(nextBoard(state), undefined);
  assert.is(nextBoard(finish(state, 'b', 'failed')), 'b');
});

test('refused, absent and stopped are not tried again in this run, but in the next', () => {
  for (const [end, standing] of [
    ['refused', 'refused'],
    ['absent', 'open'],
    ['stopped', 'open'],
  ] as const) {
    const state = turn(newBatch(wanted('a'), [], RULES), end);
    assert.is(nextBoard(state), undefined, end);
    assert.equal(standings(state), [standing]);
    assert.is(nextBoard(newBatch(wanted('a'), boardsOf([verdict('a', end)]), RULES)), 'a');
  }
});

test('an image that fails on two boards is not put on a third', () => {
  let state = newBatch(wanted('a', 'b', 'c'), [], RULES);
  state = turn(turn(state, 'reverted'), 'reverted');
  assert.ok(isHalted(state));
  assert.is(nextBoard(state), undefined);
  assert.equal(standings(state), ['quarantined', 'quarantined', 'open']);
});

test('what the record says counts in the next run: done stays done, failures add up, quarantine holds', () => {
  const record = [verdict('a', 'flashed'), verdict('b', 'failed'), verdict('c', 'reverted')];
  const state = newBatch(wanted('a', 'b', 'c'), boardsOf(record), RULES);
  assert.equal(standings(state), ['done', 'open', 'quarantined']);
  assert.equal(standings(turn(state, 'failed')), ['done', 'quarantined', 'quarantined']);
});

test('another image is another matter, and so is a board that was released', () => {
  assert.equal(standings(newBatch(wanted('a'), boardsOf([verdict('a', 'flashed', 'old')]), RULES)), ['open']);
  const released = [verdict('a', 'reverted'), line({ kind: 'released', to: 'a' })];
  assert.equal(standings(newBatch(wanted('a'), boardsOf(released), RULES)), ['open']);
});

test('what a record does not know is passed over', () => {
  assert.equal(boardsOf([line({ kind: 'verdict', to: 'a', hash: 'h', verdict: 'blessed' })]), []);
  assert.equal(boardsOf([line({ kind: 'end' })]), []);
});

test.run();

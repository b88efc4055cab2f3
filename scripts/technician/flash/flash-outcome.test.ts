import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../shared/failure.ts';
import type { FlashVerdict } from '../../../shared/smp/flash-plan.ts';
import { type FlashFrame, flashOutcome, shellWord, stoppedOutcome } from './flash-outcome.ts';

const frame: FlashFrame = {
  to: '/dev/ttyUSB0',
  image: { board: 'slots-6', version: '1.2.0' },
  identity: { boardId: 'slots-6', serial: 'SN-1', role: 'slots', version: '1.1.0' },
  forcedOlder: undefined,
  isAvr: false,
  again: 'npx tillbell flash x.bin',
};

test('each verdict has its exit code, and a reason unless it is done', () => {
  const cases: [FlashVerdict, number, RegExp][] = [
    [{ kind: 'flashed', version: '1.2.0', from: '1.1.0' }, 0, /runs 1\.2\.0 \(before: 1\.1\.0\), tested and/],
    [{ kind: 'already', version: '1.2.0' }, 0, /runs 1\.2\.0 already, confirmed; nothing to do/],
    [
      { kind: 'reverted', why: 'it hangs', lines: [] },
      1,
      /slots-6 SN-1 is back on what it ran before: it hangs$/,
    ],
    [{ kind: 'refused', reason: 'too_large', text: 'too large' }, 3, /^refused: too large$/],
    [
      { kind: 'failed', failure: new Failure('device_gone', 'unplugged') },
      1,
      /^unplugged; the board starts a whole image; go on with: npx tillbell flash x\.bin$/,
    ],
  ];
  for (const [verdict, code, told] of cases) {
    const outcome = flashOutcome(verdict, frame);
    assert.is(outcome.exitCode, code, verdict.kind);
    assert.match(outcome.reason ?? outcome.text, told);
    assert.is(outcome.reason === undefined, code === 0);
    assert.is((outcome.document as { verdict: string }).verdict, verdict.kind);
  }
});

test('an older image that was forced and that the board itself refuses: forcing is not advised again', () => {
  const verdict: FlashVerdict = { kind: 'refused', reason: 'older', text: 'the running version is newer' };
  assert.match(flashOutcome(verdict, frame).reason ?? '', /if that is meant: --force-older/);
  const unknown: FlashVerdict = { kind: 'refused', reason: 'wrong_board', text: 'it does not say' };
  const { reason = '' } = flashOutcome(unknown, { ...frame, identity: undefined });
  assert.match(reason, /^refused: it does not say; .*--force-unidentified "how you know"$/);
  assert.not.match(
    flashOutcome(unknown, frame).reason ?? '',
    /--force/,
    'one that says what it is, and is another',
  );
  const forced = flashOutcome(verdict, { ...frame, forcedOlder: '1.2.0 jams' }).reason ?? '';
  assert.not.match(forced, /--force-older/);
  assert.match(forced, /the board itself takes nothing older/);
});

test('after Ctrl-C: before and after the restart the board does different things, and both are told', () => {
  const story = { acknowledged: 500, imageBytes: 1_000, isOnTrial: false, from: '1.1.0' };
  assert.match(
    stoppedOutcome(frame, story).reason ?? '',
    /starts 1\.1\.0 as before, and keeps 50 % of the new/,
  );
  const trial = stoppedOutcome(frame, { ...story, isOnTrial: true }).reason ?? '';
  assert.match(trial, /may run 1\.2\.0 on trial and goes back to 1\.1\.0 at its next restart/);
});

test('a command that is to be typed again survives the shell', () => {
  assert.is(shellWord('/dev/ttyUSB0'), '/dev/ttyUSB0');
  assert.is(shellWord('ble:slots-6 SN-1'), "'ble:slots-6 SN-1'");
  assert.is(shellWord("it's $(x)"), "'it'\\''s $(x)'");
});

test.run();

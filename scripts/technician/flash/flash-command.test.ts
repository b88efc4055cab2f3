import { spawn } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingForPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import { lockPlace } from '../board/board-place.ts';
import { startRigProcess } from '../board/rig-process.ts';
import { callCommand } from '../called-command.ts';
import { PROGRAM, type TypedCommand, type TypingWishes, typeCommand } from '../typed-command.ts';

/** Slow enough that a technician's Ctrl-C comes in the middle. */
const rig = await startRigProcess(
  '--boards',
  '4',
  '--baud',
  '115200',
  '--image-bytes',
  '24000',
  '--taking-older',
  '2',
);
// The locks that these tests take are where the commands look for them.
process.env.TILLBELL_LOCKS = rig.env.TILLBELL_LOCKS;
test.after(() => rig.close());

const flash = (words: readonly string[], wishes: TypingWishes = {}): Promise<TypedCommand> =>
  typeCommand(['flash', ...words], { ...wishes, env: { ...rig.env, ...wishes.env } });
/** Within this process. */
const called = (
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TypedCommand> => callCommand(['flash', ...words], { ...rig.env, ...env });
const running = async (board: number): Promise<unknown> =>
  ((await rig.tell(board, { tell: true })).state as { running?: unknown }).running;
const confirmed = async (board: number): Promise<unknown> =>
  ((await rig.tell(board, { tell: true })).state as { confirmed?: unknown }).confirmed;

test('Ctrl-C leaves the board on its image and says how to go on; that command goes on where the board is', async () => {
  const words = [rig.image('good'), '--to', rig.board(0)];
  const broken = await flash(words, { interruptAt: 'uploading 3' });
  assert.is(broken.exitCode, 1);
  assert.is(broken.out, '');
  const again = `npx tillbell flash ${words.join(' ')}`;
  assert.match(
    broken.errors,
    /tillbell: stopped: the board starts 1\.0\.0 as before, and keeps \d+ % of the new/,
  );
  assert.ok(broken.errors.trim().endsWith(`go on with: ${again}`), broken.errors);
  assert.not.match(broken.errors, / at .*\.ts:\d+/);
  assert.is(await running(0), '1.0.0');

  const done = await flash(words);
  assert.is(done.exitCode, 0, done.errors);
  assert.match(
    done.errors,
    /^image: slots-6 1\.1\.0, for .*\nboard: slots-6 SN-0001 \(slots\), runs 1\.0\.0\n/,
  );
  assert.match(done.errors, /the board has \d\d % of it already; going on from there/);
  assert.match(done.errors, /self-test passed: flash ok · motor ok/);
  assert.is(done.out, 'done: slots-6 SN-0001 runs 1.1.0 (before: 1.0.0), tested and confirmed\n');
  assert.is(await running(0), '1.1.0');
  assert.is(await confirmed(0), true);

  const nothing = await called([...words, '--json']);
  assert.is(nothing.exitCode, 0);
  assert.is(JSON.parse(nothing.out).verdict, 'already');
});

test('kill -9 in the middle: its lock holds nobody up, and the same command goes on where the board is', async () => {
  const words = [rig.image('newer'), '--to', rig.board(0)];
  const killed = await flash(words, { killAt: 'uploading 3' });
  assert.is(killed.exitCode, null, killed.errors);
  assert.is(await running(0), '1.1.0');
  const done = await flash(words);
  assert.is(done.exitCode, 0, done.errors);
  assert.match(done.errors, /the board has \d\d % of it already; going on from there/);
  assert.is(await confirmed(0), true);
  assert.is(await running(0), '1.2.0');
});

test('refused for safety: exit code 3, one line that says why, and the board stays as it is', async () => {
  const to = ['--to', rig.board(1)];
  const cases: [string, RegExp][] = [
    ['unsigned', /refused: the image is not signed .*nothing was sent/],
    ['strange-key', /refused: the image is signed with a key that is not trusted here/],
    ['wrong-board', /refused: the image is for other-board, this is slots-6 SN-0002/],
    ['older', /refused: 0\.9\.0 is older than the board’s 1\.0\.0; if that is meant: --force-older/],
  ];
  for (const [name, reason] of cases) {
    const { exitCode, out, errors } = await called([rig.image(name), ...to]);
    assert.is(exitCode, 3, `${name}: ${errors}`);
    assert.is(out, '');
    assert.match(errors, reason);
  }
  const { exitCode, out } = await flash([rig.image('older'), ...to, '--json']);
  assert.is(exitCode, 3);
  assert.is(JSON.parse(out).refusal, 'older');
  assert.equal((await rig.tell(1, { tell: true })).state, {
    ...((await rig.tell(1, { tell: true })).state as object),
    running: '1.0.0',
    slots: ['1.0.0', null],
  });
});

test('an image that fails its self-test is left again, and the CLI says so', async () => {
  const { exitCode, out, errors } = await flash([rig.image('fails-self-test'), '--to', rig.board(1)]);
  assert.is(exitCode, 1, errors);
  assert.is(out, '');
  assert.match(errors, /self-test FAILED: flash ok · motor fault: motor 3 does not move/);
  assert.match(errors, /tillbell: slots-6 SN-0002 is back on what it ran before: the self-test of the new/);
  assert.is(await running(1), '1.0.0');
});

test('the cable is pulled in the middle: the same run goes on once it is in again', async () => {
  await rig.tell(2, { cut: 'link', afterBytes: 12_000 });
  const flashing = flash([rig.image('good'), '--to', rig.board(2)]);
  await rig.cut(2);
  await rig.tell(2, { plug: 'in' });
  const { exitCode, errors } = await flashing;
  assert.is(exitCode, 0, errors);
  assert.match(errors, /the board is gone .*looking for it again/);
  assert.is(await running(2), '1.1.0');
});

test('--force-older with a reason: a board without a downgrade guard takes it, tested like any; the others refuse themselves', async () => {
  const words = [rig.image('older'), '--force-older', '1.1.0 jams slot 5', '--json', '--to'];
  const done = await flash([...words, rig.board(2)]);
  assert.is(done.exitCode, 0, done.errors);
  const { verdict, forcedOlder, from } = JSON.parse(done.out);
  assert.equal(
    { verdict, forcedOlder, from },
    { verdict: 'flashed', forcedOlder: '1.1.0 jams slot 5', from: '1.1.0' },
  );
  assert.match(done.errors, /self-test passed/);
  assert.is(await running(2), '0.9.0');
  assert.is(await confirmed(2), true);
  const guarded = await called([...words, rig.board(0)]);
  assert.is(guarded.exitCode, 3, guarded.errors);
  assert.match(guarded.errors, /the board itself takes nothing older, whoever asks/);
  assert.is(await running(0), '1.2.0');
});

test('what is wrong with the command is wrong usage, or names the port’s trouble', async () => {
  const good = rig.image('good');
  const cases: [string[], number, RegExp][] = [
    [[], 2, /tillbell: wants an image file/],
    [['/no/such.bin'], 2, /cannot read the image: ENOENT/],
    [[good, '--force-older', ' '], 2, /--force-older " ": wants a reason/],
    [[good, '--to', ''], 2, /--to "": wants a serial port or ble:NAME/],
    [[good, '--to', 'ble:'], 2, /wants ble:NAME or ble:ADDRESS/],
    [[good, '--baud', 'fast'], 2, /--baud "fast"/],
    [[good, '--to', '/dev/nope'], 1, /\/dev\/nope: there is no such port; .*npx tillbell ports/],
    [[good, '--to', good], 1, /it is no serial port/],
    [[good, '--trust', '/no/key.pem'], 2, /cannot read the key/],
    [[good, '--trust', good], 2, /this is no key in PEM/],
  ];
  for (const [words, code, reason] of cases) {
    const { exitCode, out, errors } = await called(words);
    assert.is(exitCode, code, `${words.join(' ')}: ${errors}`);
    assert.match(errors, reason);
    assert.is(out, '');
    assert.not.match(errors, / at .*\.ts:\d+/);
  }
  const nobody = await called([good, '--to', rig.board(3)], { TILLBELL_TRUST: '' });
  assert.is(nobody.exitCode, 2);
  assert.match(nobody.errors, /no key is trusted here yet: npx tillbell image trust/);
});

test('without --to: the only board that fits is taken, several are named and none is touched', async () => {
  const several = await called([rig.image('good')], { TILLBELL_PORTS: `${rig.folder}/board-*` });
  assert.is(several.exitCode, 2);
  assert.match(several.errors, /several boards are there: SN-0001 \(.*board-0\), .*name one with --to/);
  const none = await called([rig.image('wrong-board')], { TILLBELL_PORTS: rig.board(3) });
  assert.is(none.exitCode, 1);
  assert.match(none.errors, /no board other-board found: looked at .*board-3/);
});

test('two at one board: the second is refused with exit code 3 and names the first', async () => {
  const lock = lockPlace({ kind: 'serial', path: rig.board(3), baudRate: 115_200 }, 'flashing slots-6 1.2.0');
  const { exitCode, out, errors } = await flash([rig.image('newer'), '--to', rig.board(3)]);
  lock.release();
  assert.is(exitCode, 3, errors);
  assert.is(out, '');
  assert.match(errors, /board-3: another tillbell is at it \(flashing slots-6 1\.2\.0, process \d+\)/);
});

test('on a terminal: a bar with rate and time left; Ctrl-C from the keyboard, and no prompt', async () => {
  const line = `exec ${process.execPath} ${PROGRAM} flash ${rig.image('newer')} --to ${rig.board(3)}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env: { ...process.env, ...rig.env } });
  let seen = '';
  let isPressed = false;
  const exitCode = await new Promise<number | null>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (isPressed || !/kB\/s, \d+ s left/.test(seen)) return;
      isPressed = true;
      child.stdin.write('\u0003');
    });
    child.once('close', done);
  });
  assert.match(seen, /uploading [█░]+ \d+ % \| \d+ of \d+ bytes \| \d+\.\d kB\/s, \d+ s left/);
  assert.match(seen, /tillbell: stopped: the board starts 1\.0\.0 as before/);
  assert.is(exitCode, 1);
});

const missingBus = missingForPrivateBus();
const OVER_BLE = 'a board in the air is flashed by its name, refused and found like one on a cable';
if (missingBus !== undefined) console.log(`SKIP ${OVER_BLE}: ${missingBus}`);
else
  test(OVER_BLE, async () => {
    const air = await startRigProcess('--ble', '--board-id', 'speaker-2');
    try {
      const { env } = air;
      const done = await typeCommand(['flash', air.image('good'), '--to', 'ble:sn-0001', '--json'], { env });
      assert.is(done.exitCode, 0, done.errors);
      const document = JSON.parse(done.out);
      assert.is(document.verdict, 'flashed');
      assert.is(document.to, 'ble:AA:BB:CC:00:00:01');
      assert.is(document.board.boardId, 'speaker-2');
      const older = await typeCommand(['flash', air.image('older'), '--to', 'ble:AA:BB:CC:00:00:01'], {
        env,
      });
      assert.is(older.exitCode, 3, older.errors);
      const nobody = await typeCommand(['flash', air.image('good'), '--to', 'ble:SN-9999'], { env });
      assert.is(nobody.exitCode, 1);
      assert.match(nobody.errors, /ble:SN-9999: not in the air; boards in reach: "speaker-2 SN-0001"/);
    } finally {
      await air.close();
    }
  });

test.run();

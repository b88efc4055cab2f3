import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeLock } from '../board/lock-file.ts';
import { startRigProcess } from '../board/rig-process.ts';
import { callCommand } from '../called-command.ts';
import { type TypedCommand, type TypingWishes, typeCommand } from '../typed-command.ts';

const rig = await startRigProcess('--boards', '4', '--taking-older', '2');
test.after(() => rig.close());

const manifestPath = join(rig.folder, 'shop.json');
const recordPath = `${manifestPath}.record.jsonl`;
const batch = (words: readonly string[], wishes: TypingWishes = {}): Promise<TypedCommand> =>
  typeCommand(['batch', ...words], { ...wishes, env: rig.env });
/** Within this process. */
const called = (words: readonly string[]): Promise<TypedCommand> => callCommand(['batch', ...words], rig.env);
const entries = [
  rig.board(0),
  { to: rig.board(1), serial: 'SN-0002' },
  { to: rig.board(2), serial: 'SN-0077' },
  { to: rig.board(3), image: 'fails-self-test.bin' },
  join(rig.folder, 'not-plugged-in'),
];
writeFileSync(manifestPath, JSON.stringify({ job: 'shop-1', image: 'good.bin', boards: entries }));
interface BoardLine {
  readonly standing: string;
  readonly last: string;
}
const standings = (out: string): [string, string][] =>
  (JSON.parse(out).boards as BoardLine[]).map(({ standing, last }) => [standing, last]);

const prospects = (out: string): string[] =>
  (JSON.parse(out).boards as { prospect: string }[]).map(({ prospect }) => prospect);

/** One after the other: the rig answers so. */
async function statesOf(boards: number): Promise<unknown[]> {
  const states: unknown[] = [];
  for (let board = 0; board < boards; board += 1) states.push((await rig.tell(board, { tell: true })).state);
  return states;
}

test('--dry-run asks each board, says what a run would do and what is wrong, and changes nothing', async () => {
  const before = await statesOf(4);
  const { exitCode, out, errors } = await batch([manifestPath, '--dry-run']);
  assert.is(exitCode, 1, errors);
  assert.match(out, /board-0 +would be flashed +SN-0001, runs 1\.0\.0, → slots-6 1\.1\.0\n/);
  assert.match(out, /board-2 +WOULD BE REFUSED +SN-0003, SN-0077 was to be there, SN-0003 is\n/);
  assert.match(out, /board-3 +would be flashed +SN-0004, runs 1\.0\.0, → slots-6 1\.1\.1\n/);
  assert.match(out, /not-plugged-in +NOT THERE +.*there is no such port/);
  assert.match(
    out,
    /\n3 would be flashed, 0 done, 1 refused, 0 quarantined, 1 not there; nothing was changed\n$/,
  );
  assert.match(
    errors,
    /a run would leave out 2 of 5 boards, and flash the others: npx tillbell batch .*shop\.json\n$/,
  );
  assert.not.match(errors, /--dry-run/);
  assert.not(existsSync(recordPath));
  assert.not(existsSync(`${recordPath}.lock`));
  assert.equal(await statesOf(4), before);
});

test('a verdict for every board, side by side, and a record that holds', async () => {
  const { exitCode, out, errors } = await batch([manifestPath, '--json']);
  assert.is(exitCode, 1, errors);
  assert.equal(standings(out), [
    ['done', 'flashed'],
    ['done', 'flashed'],
    ['refused', 'refused'],
    ['quarantined', 'reverted'],
    ['open', 'absent'],
  ]);
  assert.match(errors, /board-2: refused: SN-0077 was to be there, SN-0003 is/);
  assert.match(
    errors,
    /tillbell: 1 quarantined; look at them, then: npx tillbell batch .* --release .*board-3\n$/,
  );
  const untouched = (await rig.tell(2, { tell: true })).state as { slots: unknown };
  assert.equal(untouched.slots, ['1.0.0', null]);
  const verified = await called(['verify', recordPath]);
  assert.is(verified.exitCode, 0, verified.errors);
  assert.match(verified.out, /^untouched: \d+ lines of job shop-1, signed by [0-9a-f]{16}\n/);
  assert.not(existsSync(`${recordPath}.lock`));
});

test('the next run goes on from the record: what is done is not touched, quarantine holds until it is released', async () => {
  const again = await batch([manifestPath, '--json']);
  assert.is(again.exitCode, 1);
  assert.not.match(again.errors, /board-[013]: begun/);
  assert.match(again.errors, /board-2: begun/);
  assert.equal(standings(again.out)[3], ['quarantined', 'reverted']);
  // Somebody has looked at it, and gives it the good image.
  const rehearsed = await called([manifestPath, '--dry-run', '--json']);
  assert.is(rehearsed.exitCode, 1, rehearsed.errors);
  assert.equal(prospects(rehearsed.out), ['done', 'done', 'refused', 'quarantined', 'absent']);
  const mended = [rig.board(0), rig.board(1), rig.board(2), rig.board(3)];
  writeFileSync(manifestPath, JSON.stringify({ job: 'shop-1', image: 'good.bin', boards: mended }));
  const recordBefore = readFileSync(recordPath, 'utf8');
  const release = [manifestPath, '--release', rig.board(3), '--json'];
  const all = await called([...release, '--dry-run']);
  assert.is(all.exitCode, 0, all.errors);
  assert.equal(prospects(all.out), ['done', 'done', 'flash', 'flash']);
  assert.is(readFileSync(recordPath, 'utf8'), recordBefore);
  const done = await batch(release);
  assert.is(done.exitCode, 0, done.errors);
  assert.equal(JSON.parse(done.out).counts, { done: 4, refused: 0, quarantined: 0, open: 0 });
});

test('a second run at the same time is refused; a lock of one that is gone is not', async () => {
  const lock = takeLock(`${recordPath}.lock`, 'batch shop-1');
  const second = await batch([manifestPath]);
  assert.is(second.exitCode, 3);
  assert.match(second.errors, /another tillbell is at it \(batch shop-1, process \d+\)/);
  lock.release();
  writeFileSync(`${recordPath}.lock`, JSON.stringify({ pid: 4_194_303, started: '', boot: '', doing: '' }));
  assert.is((await batch([manifestPath])).exitCode, 0);
});

test('Ctrl-C: each board starts a whole image, the record says stopped, and the same command goes on', async () => {
  const path = join(rig.folder, 'newer.json');
  const boards = [rig.board(0), rig.board(1)];
  writeFileSync(path, JSON.stringify({ job: 'shop-2', image: 'newer.bin', boards, atOnce: 1 }));
  const broken = await batch([path], { interruptAt: 'board-0: begun' });
  assert.is(broken.exitCode, 1);
  assert.match(
    broken.errors,
    /stopped; each board starts a whole image; go on with: npx tillbell batch .*newer\.json/,
  );
  const record = await called(['verify', `${path}.record.jsonl`]);
  assert.is(record.exitCode, 1);
  assert.match(record.errors, /the record has no end: the job was broken off/);
  const done = await batch([path]);
  assert.is(done.exitCode, 0, done.errors);
  assert.match(done.out, /2 done, 0 refused, 0 quarantined, 0 open/);
});

test('a record that was changed is refused, by verify and by the next run', async () => {
  const whole = readFileSync(recordPath, 'utf8');
  writeFileSync(recordPath, whole.replace('"verdict":"reverted"', '"verdict":"flashed"'));
  for (const words of [['verify', recordPath], [manifestPath], [manifestPath, '--dry-run']]) {
    const { exitCode, errors } = await called(words);
    assert.is(exitCode, 3, errors);
    assert.match(errors, /line \d+ was changed/);
  }
  writeFileSync(recordPath, whole);
});

test('mistakes: wrong usage, and no board is touched', async () => {
  const put = (name: string, manifest: object): string => {
    const path = join(rig.folder, name);
    writeFileSync(path, JSON.stringify(manifest));
    return path;
  };
  const boards = [rig.board(0)];
  const cases: [string[], number, RegExp][] = [
    [[], 2, /wants a manifest/],
    [['/no/such.json'], 2, /no such file/],
    [[put('a.json', { job: 'a', image: 'good.bin', bords: [] })], 2, /"bords", which nobody knows/],
    [
      [put('b.json', { job: 'b', image: 'unsigned.bin', boards })],
      3,
      /refused: unsigned\.bin: the image is not signed/,
    ],
    [[put('c.json', { job: 'c', image: 'good.bin', boards }), '--record', recordPath], 2, /is of job shop-1/],
    [[manifestPath, '--release', '/dev/other'], 2, /--release \/dev\/other: no board of this manifest/],
    [
      [put('d.json', { job: 'd', image: 'older.bin', boards }), '--dry-run'],
      3,
      /a run would leave out 1 of 1/,
    ],
    [['verify'], 2, /wants a job record/],
    [['verify', '/no/record'], 2, /cannot read the record/],
  ];
  for (const [words, code, reason] of cases) {
    const { exitCode, out, errors } = await called(words);
    assert.is(exitCode, code, `${words.join(' ')}: ${errors}`);
    assert.match(errors, reason);
    if (!words.includes('--dry-run')) assert.is(out, '');
  }
});

test('--dry-run of an older image: refused, forced, and refused by the board itself', async () => {
  const put = (name: string, boards: object[]): string => {
    const path = join(rig.folder, name);
    writeFileSync(path, JSON.stringify({ job: name, image: 'older.bin', boards }));
    return path;
  };
  const forceOlder = '1.1.0 jams slot 5';
  const boards = [{ to: rig.board(1) }, { to: rig.board(2), forceOlder }, { to: rig.board(3), forceOlder }];
  const { exitCode, out, errors } = await called([put('older.json', boards), '--dry-run']);
  assert.is(exitCode, 3, errors);
  assert.match(out, /board-1 +WOULD BE REFUSED +SN-0002, 0\.9\.0 is older than the board’s/);
  assert.match(
    out,
    /board-2 +would be flashed +SN-0003, older, forced: 1\.1\.0 jams slot 5, → slots-6 0\.9\.0/,
  );
  assert.match(
    out,
    /board-3 +WOULD BE REFUSED +SN-0004, it is older, and the board itself takes nothing older/,
  );
});

test.run();

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { switchOption } from '../../command-line.ts';
import { parsePlace } from '../board/board-place.ts';
import { takeLock } from '../board/lock-file.ts';
import { shellWord } from '../flash/flash-outcome.ts';
import { judgeLoad } from '../flash/flash-target.ts';
import { readImageFile } from '../image/image-file.ts';
import { TRUST_OPTION, type TrustedKey, trustedKeys } from '../image/key-files.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import type { Terminal } from '../terminal.ts';
import { boardsOf, jobOf } from './batch-history.ts';
import { type BatchManifest, parseManifest } from './batch-manifest.ts';
import { type BatchState, isHalted, newBatch } from './batch-plan.ts';
import { rehearseBatch } from './batch-rehearsal.ts';
import { batchOutcome } from './batch-report.ts';
import { type BatchEnd, type BatchJob, runBatch } from './batch-run.ts';
import { BatchScreen } from './batch-screen.ts';
import type { JobLine } from './job-record.ts';
import { JobRecordFile, peekJobRecord, stationKey } from './job-record-store.ts';
import { rehearsalOutcome } from './rehearsal-report.ts';

const file = (text: string): string => text;

const OPTIONS = {
  trust: TRUST_OPTION,
  record: {
    placeholder: 'FILE',
    help: 'the signed job record, which the next run goes on from; default: MANIFEST.record.jsonl',
    parse: file,
  },
  recordKey: {
    placeholder: 'FILE',
    help: 'private key that signs the record; default: this account’s, made at the first time',
    parse: file,
  },
  dryRun: switchOption('only ask each board and say what a run would do; nothing is changed or written'),
  release: {
    placeholder: 'TO,…',
    help: 'boards to take out of quarantine, after somebody has looked at them',
    parse: (text: string): readonly string[] => text.split(',').filter((to) => to !== ''),
  },
};

export const BATCH_COMMAND = technicianCommand({
  path: ['batch'],
  summary:
    'Flashes many boards side by side: a verdict for each, and a signed record that the next run goes on from',
  argument: {
    name: 'manifest',
    help: 'JSON: {"job": "shop-42", "image": "slots.bin", "boards": ["/dev/ttyUSB0", "ble:SN-0002"], "atOnce": 4}',
  },
  options: OPTIONS,
  examples: [
    'npx tillbell batch shop-42.json --dry-run',
    'npx tillbell batch shop-42.json',
    'npx tillbell batch shop-42.json --release /dev/ttyUSB3',
    'npx tillbell batch verify shop-42.json.record.jsonl',
  ],
  async run(manifestPath, values, terminal) {
    if (manifestPath === undefined) throw new Failure('usage', 'wants a manifest');
    const manifest = readManifest(manifestPath);
    const jobs = readJobs(manifest, dirname(manifestPath), trustedKeys(values.trust));
    const recordPath = values.record ?? `${manifestPath}.record.jsonl`;
    const again = commandAgain(manifestPath, values);
    const released = values.release ?? [];
    if (values.dryRun === true) {
      const lines = peekJobRecord(recordPath, values.recordKey);
      return rehearse({ manifest, jobs, recordPath, again }, lines, released, terminal);
    }
    const lock = takeLock(`${recordPath}.lock`, `batch ${manifest.job}`);
    try {
      const record = new JobRecordFile(recordPath, stationKey(values.recordKey));
      try {
        return await work({ manifest, jobs, record, recordPath, again }, released, terminal);
      } finally {
        record.close();
      }
    } finally {
      lock.release();
    }
  },
});

interface BatchWish {
  readonly manifest: BatchManifest;
  readonly jobs: readonly BatchJob[];
  readonly recordPath: string;
  readonly again: string;
}

interface BatchWork extends BatchWish {
  readonly record: JobRecordFile;
}

/** Where each board stands before the run. */
function stateFrom(
  { manifest, jobs, recordPath }: BatchWish,
  lines: readonly JobLine[],
  released: readonly string[],
): BatchState {
  const before = jobOf(lines);
  if (before !== undefined && before !== manifest.job)
    throw new Failure('usage', `${recordPath} is of job ${before}; another one with --record`);
  const strange = released.find((to) => !jobs.some(({ entry }) => entry.to === to));
  if (strange !== undefined) throw new Failure('usage', `--release ${strange}: no board of this manifest`);
  const all = [
    ...lines,
    ...released.map((to) => ({ n: 0, at: '', prev: '', event: { kind: 'released', to } })),
  ];
  const wanted = jobs.map(({ entry, hash }) => ({ to: entry.to, hash }));
  return newBatch(wanted, boardsOf(all), manifest);
}

async function rehearse(
  wish: BatchWish,
  lines: readonly JobLine[],
  released: readonly string[],
  terminal: Terminal,
): Promise<Outcome> {
  const { manifest, jobs, again } = wish;
  const boards = await rehearseBatch(stateFrom(wish, lines, released), {
    jobs,
    atOnce: Math.min(manifest.atOnce, jobs.length),
    stopped: terminal.stopped,
    onBoard: ({ to }) => void terminal.say(`${to}: asked`),
  });
  return rehearsalOutcome(boards, { job: manifest.job, again });
}

async function work(batch: BatchWork, released: readonly string[], terminal: Terminal): Promise<Outcome> {
  const { manifest, jobs, record, recordPath, again } = batch;
  const state = stateFrom(batch, record.lines, released);
  begin(batch, released);
  const screen = new BatchScreen(terminal);
  const ends = new Map<string, BatchEnd>();
  let last: BatchState;
  try {
    last = await runBatch(state, {
      jobs,
      record,
      atOnce: Math.min(manifest.atOnce, jobs.length),
      stopped: terminal.stopped,
      onBegin: (job) => screen.begin(job),
      onNews: (job, news) => screen.news(job, news),
      onEnd: (job, end) => {
        ends.set(job.entry.to, end);
        screen.end(job, end);
      },
    });
  } finally {
    screen.close();
  }
  const isStopped = terminal.stopped.aborted;
  const outcome = batchOutcome(last, { job: manifest.job, recordPath, again, ends, isStopped });
  record.write({ kind: isStopped ? 'stopped' : 'end', halted: isHalted(last), counts: outcome.counts });
  return outcome;
}

/** Written down before anything is done: who, where, and what each board is to get. */
function begin({ manifest, jobs, record }: BatchWork, released: readonly string[]): void {
  record.write({
    kind: 'begin',
    job: manifest.job,
    by: `${userInfo().username}@${hostname()}`,
    droppedBytes: record.droppedBytes,
    boards: jobs.map(({ entry, load, hash }) => ({
      to: entry.to,
      serial: entry.serial ?? null,
      board: load.boardId ?? null,
      version: load.version,
      hash,
      forceOlder: entry.forceOlder ?? null,
    })),
  });
  for (const to of released) record.write({ kind: 'released', to });
}

function readManifest(path: string): BatchManifest {
  try {
    return parseManifest(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw new Failure('usage', `${path}: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

/** All images are judged before any board is touched. @throws Failure `bad_seal` naming the first that is refused */
function readJobs(manifest: BatchManifest, folder: string, trusted: readonly TrustedKey[]): BatchJob[] {
  return manifest.boards.map((entry) => {
    parsePlace(entry.to, entry.baud);
    const bytes = readImageFile(resolve(folder, entry.image));
    const load = judgeLoad(bytes, trusted, { downgrade: entry.forceOlder, unidentified: undefined });
    if (load.kind === 'refused') throw new Failure('bad_seal', `refused: ${entry.image}: ${load.text}`);
    return { entry, load, hash: createHash('sha256').update(bytes).digest('hex') };
  });
}

function commandAgain(
  manifest: string,
  { trust, record, recordKey }: { trust?: readonly string[]; record?: string; recordKey?: string },
): string {
  const words = [
    ...['npx', 'tillbell', 'batch', manifest],
    ...(trust === undefined ? [] : ['--trust', trust.join(',')]),
    ...(record === undefined ? [] : ['--record', record]),
    ...(recordKey === undefined ? [] : ['--record-key', recordKey]),
  ];
  return words.map(shellWord).join(' ');
}

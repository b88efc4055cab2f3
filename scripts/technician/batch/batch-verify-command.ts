import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { fingerprintOf, trustedKeys } from '../image/key-files.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import { boardsOf, jobOf } from './batch-history.ts';
import { type JobLine, readJobRecord } from './job-record.ts';
import { stationKey } from './job-record-store.ts';

const OPTIONS = {
  key: {
    placeholder: 'FILE',
    help: 'public key of the station that wrote it; default: this account’s own',
    parse: (text: string) => text,
  },
};

export const BATCH_VERIFY_COMMAND = technicianCommand({
  path: ['batch', 'verify'],
  summary: 'Tells whether a job record is whole and untouched, and what it says',
  argument: { name: 'record', help: 'a job record of batch' },
  options: OPTIONS,
  examples: [
    'npx tillbell batch verify shop-42.json.record.jsonl',
    'npx tillbell batch verify shop-42.json.record.jsonl --key station-key.pub.pem --json',
  ],
  async run(path, { key }) {
    if (path === undefined) throw new Failure('usage', 'wants a job record');
    const [named] = key === undefined ? [] : trustedKeys([key]);
    const publicKey = named?.key ?? createPublicKey(stationKey());
    const { lines, tornBytes } = readJobRecord(read(path), publicKey);
    return tell(path, lines, tornBytes, fingerprintOf(publicKey));
  },
});

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new Failure('usage', `cannot read the record: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

function tell(path: string, lines: readonly JobLine[], tornBytes: number, fingerprint: string): Outcome {
  const isFinished = lines.at(-1)?.event.kind === 'end' && tornBytes === 0;
  const boards = boardsOf(lines);
  const job = jobOf(lines) ?? null;
  const document = {
    record: path,
    job,
    lines: lines.length,
    isFinished,
    tornBytes,
    key: fingerprint,
    boards,
  };
  const text = [
    `untouched: ${lines.length} lines of job ${job ?? '(none)'}, signed by ${fingerprint}`,
    ...boards.map(
      ({ to, last, failures }) =>
        `${to}  ${last ?? 'open'}${failures > 0 ? `, failed ${failures} times` : ''}`,
    ),
  ].join('\n');
  if (isFinished) return { exitCode: 0, text, document };
  const reason = 'the record has no end: the job was broken off, or its last lines were cut off';
  return { exitCode: 1, text, document, reason };
}

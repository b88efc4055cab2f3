import { Failure, isFailure } from '../../shared/failure.ts';
import { type CoreEntry, coreEntries } from '../core/log.ts';
import { readJsonLines } from '../jsonl-file.ts';
import type { RelayApi } from '../relay-api.ts';
import {
  type Evidence,
  type HeardLine,
  type LedgerCount,
  type LedgerEvidence,
  type NoticeAccount,
  type OrderAccount,
  RECEIPTS,
  type ReceiptKind,
  type SpeakerEvidence,
} from './evidence.ts';

export interface SpeakerPlace {
  readonly id: string;
  readonly terminals: readonly string[];
  readonly heardPath: string;
  readonly repeatsAllowed: number;
  readonly clockDoubtMs?: number;
}

const CALLS_AT_ONCE = 8;

/** Gathers what the auditor judges: the core's log, each speaker's `heard.jsonl`, and the relay's books. */
export async function collectEvidence(
  coreLogPath: string,
  speakers: readonly SpeakerPlace[],
  relay: RelayApi,
): Promise<Evidence> {
  const core = coreEntries(readJsonLines(coreLogPath).values);
  return {
    core,
    speakers: speakers.map(readSpeaker),
    orders: await readAccounts(core, relay),
    ledger: await readLedger(relay),
  };
}

/** A speaker's `heard.jsonl`, and how many of its lines are none. */
export function readSpeaker({ heardPath, ...place }: SpeakerPlace): SpeakerEvidence {
  const { values, unreadable, tornBytes } = readJsonLines(heardPath);
  const heard = values.filter(isHeardLine);
  const unreadableLines = unreadable + values.length - heard.length + (tornBytes > 0 ? 1 : 0);
  return { ...place, heard, unreadableLines };
}

const SAID_AS: readonly unknown[] = ['announced', 'late', 'summary', 'system'];

/** Whether a value has the form of a line of `heard.jsonl`. */
export function isHeardLine(value: unknown): value is HeardLine {
  if (typeof value !== 'object' || value === null) return false;
  const line = value as Partial<Record<keyof HeardLine, unknown>>;
  return (
    Array.isArray(line.seqs) &&
    line.seqs.every((seq) => Number.isSafeInteger(seq)) &&
    Array.isArray(line.sns) &&
    line.sns.every((sn) => typeof sn === 'string') &&
    typeof line.text === 'string' &&
    SAID_AS.includes(line.receipt) &&
    typeof line.repeat === 'boolean' &&
    typeof line.startedAtMs === 'number' &&
    typeof line.endedAtMs === 'number'
  );
}

async function readAccounts(core: readonly CoreEntry[], relay: RelayApi): Promise<Map<string, OrderAccount>> {
  const sns = [...new Set(core.flatMap((entry) => (entry.entry === 'moment' ? [entry.order.sn] : [])))];
  const accounts = new Map<string, OrderAccount>();
  const lane = async (): Promise<void> => {
    for (let sn = sns.pop(); sn !== undefined; sn = sns.pop()) {
      const account = await readAccount(sn, relay);
      if (account !== undefined) accounts.set(sn, account);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
  return accounts;
}

interface Step {
  readonly atMs: number;
  readonly step: string;
  readonly deviceId?: string;
  readonly detail: string;
}

/** The steps of an order's life, undefined where the relay has no such order. */
export async function readSteps(sn: string, relay: RelayApi): Promise<readonly Step[] | undefined> {
  try {
    const life = (await relay.call('GET', `/v1/orders/${sn}`)) as { steps?: unknown };
    if (Array.isArray(life.steps)) return life.steps as Step[];
    throw new Failure('malformed', `GET /v1/orders/${sn} has no steps`);
  } catch (thrown) {
    if (isFailure(thrown, 'not_found')) return undefined;
    throw thrown;
  }
}

async function readAccount(sn: string, relay: RelayApi): Promise<OrderAccount | undefined> {
  const steps = await readSteps(sn, relay);
  return steps === undefined ? undefined : accountOf(sn, steps);
}

interface OpenAccount extends NoticeAccount {
  readonly receipts: ReceiptKind[];
  storedAtMs?: number;
  handedOverAtMs?: number;
}

/** Reads the notices and their receipts out of an order's steps. */
export function accountOf(sn: string, steps: readonly Step[]): OrderAccount {
  const notices: OpenAccount[] = [];
  for (const { step, deviceId, detail, atMs } of steps) {
    const [, event, seq] = /^(.+): seq (\d+) of log /.exec(detail) ?? [];
    if (deviceId === undefined || event === undefined) continue;
    if (step === 'logged') notices.push({ deviceId, event, seq: Number(seq), receipts: [] });
    const notice = notices.find((one) => one.deviceId === deviceId && one.event === event);
    if (step === 'stored' && notice !== undefined) notice.storedAtMs = atMs;
  }
  for (const { step, deviceId, detail, atMs } of steps) {
    if ((step !== 'receipt' && step !== 'handed_over') || deviceId === undefined) continue;
    const [, event, name] = /^(.+): ([a-z_]+) at /.exec(detail) ?? [];
    const receipt = RECEIPTS.find((known) => known === name);
    const notice = notices.find((one) => one.deviceId === deviceId && one.event === event);
    if (receipt === undefined || notice === undefined) continue;
    notice.receipts.push(receipt);
    if (receipt === 'handed_over') notice.handedOverAtMs = atMs;
  }
  return {
    sn,
    notices,
    handedOver: steps.some(({ step, deviceId }) => step === 'handed_over' && deviceId === undefined),
    contradictions: steps.filter(({ step }) => step === 'receipt_contradicted').length,
  };
}

/** @throws Failure `malformed` when a figure is missing */
export async function readLedger(relay: RelayApi): Promise<LedgerEvidence> {
  const ledger = (await relay.call('GET', '/v1/ledger')) as Record<string, unknown>;
  const receipts = (ledger.receipts ?? {}) as Record<string, unknown>;
  const count = (value: unknown, what: string): LedgerCount => {
    const { count: number, sumFen } = (value ?? {}) as Record<string, unknown>;
    if (typeof number !== 'number' || typeof sumFen !== 'number') {
      throw new Failure('malformed', `the ledger has no ${what}`);
    }
    return { count: number, sumFen };
  };
  return {
    ordersAccepted: count(ledger.ordersAccepted, 'ordersAccepted'),
    notices: count(ledger.notices, 'notices'),
    receipts: {
      announced: count(receipts.announced, 'announced'),
      announced_late: count(receipts.announced_late, 'announced_late'),
      summarised: count(receipts.summarised, 'summarised'),
      handed_over: count(receipts.handed_over, 'handed_over'),
    },
    open: count(ledger.open, 'open'),
    ordersHandedOver: count(ledger.ordersHandedOver, 'ordersHandedOver'),
    balanced: ledger.balanced === true,
  };
}

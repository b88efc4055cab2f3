import type { FleetResult } from './fleet/fleet.ts';
import type { LoadResult } from './load/generator.ts';
import { ANSWERS } from './load/load-record.ts';
import type { OwnFigures } from './peers/peer.ts';
import { type Percentiles, percentilesOf, type TailPoint, tailOf } from './percentiles.ts';
import { idleShareOf, othersShareOf, type Times } from './process-meter.ts';

/** What a run showed. */
export interface RunOutcome {
  /** µs from the send to the server's acknowledgement. */
  readonly answerUs: Percentiles;
  /** µs from the send to the device's socket: the server's share. What was accepted and never came is `Infinity`. */
  readonly arrivalUs: Percentiles;
  /** µs from the send to the device's disk. */
  readonly latencyUs: Percentiles;
  /** The same as a curve, µs. */
  readonly latencyTail: readonly TailPoint[];
  readonly late: LateNotices;
  readonly devices: number;
  readonly ratePerS: number;
  readonly sent: number;
  readonly answered: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Answered success, and in no inbox. */
  readonly lost: number;
  /** In an inbox twice. */
  readonly doubled: number;
  /** Came again, and was recognised and put aside. */
  readonly repeats: number;
  readonly disconnects: number;
  readonly openReceipts: number;
  readonly serverCpuUsPerNotice: number;
  readonly serverResidentBytes: number;
  readonly machineIdleShare: number;
  /** Of the machine, taken by programs that have nothing to do with the run. */
  readonly othersShare: number;
  readonly sender: { readonly lateP99Us: number; readonly lateMaxUs: number; readonly cpuShare: number };
  readonly fleet: { readonly cpuShare: number; readonly lateP99Ms: number };
  /** Of one core, for each process that carried packets. */
  readonly pumpShares: readonly number[];
  readonly own?: OwnFigures;
}

/** Promise 8. */
export const DEADLINE_MS = 60;

/** Measured notices that took longer than the deadline, by the stage that took most of it. */
export interface LateNotices {
  /** From the send to the server's acknowledgement. */
  readonly intake: number;
  /** From there to the device's socket. */
  readonly way: number;
  /** From there to its disk. */
  readonly device: number;
  /** Accepted, and never came. */
  readonly never: number;
}

export interface RunEvidence {
  readonly devices: number;
  readonly ratePerS: number;
  /** Notices before this one warmed the machine up: they count as lost or doubled, not in the latency. */
  readonly firstMeasured: number;
  readonly load: LoadResult;
  readonly arrived: FleetResult;
  /** Over the measured time. */
  readonly times: Times;
  readonly residentBytes: number;
  readonly pumpShares: readonly number[];
  readonly own: OwnFigures | undefined;
}

/** Which notices are meant; what is not said leaves none out. */
export interface Selection {
  /** For everything. */
  readonly counts?: (index: number) => boolean;
  /** For the latency. */
  readonly isMeasured?: (index: number, sentUs: number) => boolean;
}

/** Puts what was sent and answered against what lies in the inboxes. */
export function judgeRun(evidence: RunEvidence, selection: Selection = {}): RunOutcome {
  const { load, arrived } = evidence;
  const { counts = () => true, isMeasured = () => true } = selection;
  const success = ANSWERS.indexOf('success');
  const answers: number[] = [];
  const arrivals: number[] = [];
  const latencies: number[] = [];
  const late = { intake: 0, way: 0, device: 0, never: 0, none: 0 };
  let [sent, answered, refused, unanswered, lost, doubled] = [0, 0, 0, 0, 0, 0];
  load.answers.forEach((answer, index) => {
    if (!counts(index)) return;
    sent++;
    const rows = arrived.rows[index] ?? 0;
    doubled += Math.max(0, rows - 1);
    if (answer === success) {
      answered++;
      if (rows === 0) lost++;
    } else if (answer === ANSWERS.indexOf('refused')) refused++;
    else unanswered++;
    const sentUs = load.sentUs[index] ?? 0;
    if (index < evidence.firstMeasured || !isMeasured(index, sentUs)) return;
    if (answer === success) answers.push((load.answeredUs[index] ?? 0) - sentUs);
    if (rows === 0 && answer !== success) return;
    late[stageOfDelay(evidence, index)]++;
    arrivals.push(rows > 0 ? (arrived.receivedUs[index] ?? 0) - sentUs : Number.POSITIVE_INFINITY);
    latencies.push(rows > 0 ? (arrived.storedUs[index] ?? 0) - sentUs : Number.POSITIVE_INFINITY);
  });
  const { lateP99Us, lateMaxUs } = load;
  return {
    answerUs: percentilesOf(answers),
    arrivalUs: percentilesOf(arrivals),
    latencyUs: percentilesOf(latencies),
    latencyTail: tailOf(latencies),
    late: { intake: late.intake, way: late.way, device: late.device, never: late.never },
    devices: evidence.devices,
    ratePerS: evidence.ratePerS,
    ...{ sent, answered, refused, unanswered, lost, doubled },
    repeats: arrived.repeats,
    disconnects: arrived.disconnects,
    openReceipts: arrived.openReceipts,
    serverCpuUsPerNotice: (evidence.times.serverMs * 1_000) / (load.answers.length - evidence.firstMeasured),
    serverResidentBytes: evidence.residentBytes,
    machineIdleShare: idleShareOf(evidence.times),
    othersShare: othersShareOf(evidence.times),
    sender: { lateP99Us, lateMaxUs, cpuShare: load.cpuShare },
    fleet: { cpuShare: arrived.cpuShare, lateP99Ms: arrived.lateP99Ms },
    pumpShares: evidence.pumpShares,
    ...(evidence.own === undefined ? {} : { own: evidence.own }),
  };
}

/** What made a notice late; `none`: it was not. */
function stageOfDelay({ load, arrived }: RunEvidence, index: number): keyof LateNotices | 'none' {
  const [sentUs = 0, answeredUs = 0] = [load.sentUs[index], load.answeredUs[index]];
  const [receivedUs = 0, storedUs = 0] = [arrived.receivedUs[index], arrived.storedUs[index]];
  if (storedUs === 0) return 'never';
  if (storedUs - sentUs <= DEADLINE_MS * 1_000) return 'none';
  // A server may push before it answers: then the way began no later than the push ended.
  const acceptedUs = answeredUs === 0 ? sentUs : Math.min(answeredUs, receivedUs);
  const stages = { intake: acceptedUs - sentUs, way: receivedUs - acceptedUs, device: storedUs - receivedUs };
  const longest = Math.max(...Object.values(stages));
  return longest === stages.way ? 'way' : longest === stages.intake ? 'intake' : 'device';
}

/** Notices that our relay sent for each that it accepted; NaN for whoever does not say. */
export function sentPerAccepted({ own, answered }: RunOutcome): number {
  const pushes = Object.values(own?.pushes ?? {});
  return pushes.length === 0 ? Number.NaN : pushes.reduce((sum, count) => sum + count, 0) / answered;
}

/** The longest time in which the sender got no answer although it asked, µs; what never came counts to the end. */
export function longestSilenceUs({ load }: RunEvidence): number {
  const answers = load.answeredUs.filter((us) => us > 0).sort();
  return answers.reduce((most, us, index) => Math.max(most, us - (answers[index - 1] ?? us)), 0);
}

/**
 * µs from when the server had all that it needed, the notice accepted and a connection of its device open, to the device's
 * socket: without the time in which sender or device found nobody, or waited before they tried again.
 */
export function withBothUs({ load, arrived, firstMeasured }: RunEvidence): Percentiles {
  const waits: number[] = [];
  arrived.receivedUs.forEach((receivedUs, index) => {
    if (receivedUs === 0 || index < firstMeasured) return;
    const acceptedUs = load.answeredUs[index] || (load.sentUs[index] ?? 0);
    // A server may push before it answers.
    waits.push(Math.max(0, receivedUs - Math.max(acceptedUs, arrived.openedUs[index] ?? 0)));
  });
  return percentilesOf(waits);
}

/** Whatever had no more to give, or took what it should not: then the figure says little about the server. */
export function limitedBy(outcome: RunOutcome): string {
  const limits = [
    outcome.sender.cpuShare > 0.9 || outcome.sender.lateP99Us > 10_000 ? 'sender' : '',
    outcome.fleet.cpuShare > 1.2 || outcome.fleet.lateP99Ms > 20 ? 'fleet' : '',
    outcome.pumpShares.some((share) => share > 0.7) ? 'pump' : '',
    outcome.machineIdleShare < 0.05 ? 'machine' : '',
    outcome.othersShare > 0.1 ? 'other programs' : '',
  ];
  return limits.filter(Boolean).join('+') || '–';
}

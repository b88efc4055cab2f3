import { type Percentiles, percentilesOf } from '../../bench/percentiles.ts';

export const PHASES = ['before', 'during', 'after'] as const;
export type Phase = (typeof PHASES)[number];

/** One test payment and what became of it; Unix ms of one machine's clock. */
export interface DrillPayment {
  readonly sn: string;
  readonly sentAtMs: number;
  /** The relay answered `success`. */
  readonly acceptedAtMs?: number;
  /** The speaker had it on its disk, as the relay was told. */
  readonly storedAtMs?: number;
  /** Its announcement began for the first time. */
  readonly heardAtMs?: number;
}

export interface FaultTime {
  readonly beganAtMs: number;
  /** Its cause was gone; what it left behind may last. */
  readonly endedAtMs: number;
}

export interface PhaseFigures {
  readonly phase: Phase;
  readonly payments: number;
  readonly accepted: number;
  readonly heard: number;
  /** From the payment to the core's `success`, its repeats included. */
  readonly toSuccessMs: Percentiles;
  /** From the payment to the speaker’s disk, and the word of it back at the relay. */
  readonly toDiskMs: Percentiles;
  /** From the payment to the first sample of sound. */
  readonly toSoundMs: Percentiles;
}

/** Service before, during and after the fault; a payment belongs where it was made. */
export function phaseFigures(payments: readonly DrillPayment[], fault: FaultTime): PhaseFigures[] {
  return PHASES.map((phase) => {
    const own = payments.filter(({ sentAtMs }) => phaseOf(sentAtMs, fault) === phase);
    const waits = (end: (payment: DrillPayment) => number | undefined): number[] =>
      own.flatMap((payment) => {
        const atMs = end(payment);
        return atMs === undefined ? [] : [Math.max(0, atMs - payment.sentAtMs)];
      });
    const toSuccess = waits(({ acceptedAtMs }) => acceptedAtMs);
    const toDisk = waits(({ storedAtMs }) => storedAtMs);
    const toSound = waits(({ heardAtMs }) => heardAtMs);
    return {
      phase,
      payments: own.length,
      accepted: toSuccess.length,
      heard: toSound.length,
      toSuccessMs: percentilesOf(toSuccess),
      toDiskMs: percentilesOf(toDisk),
      toSoundMs: percentilesOf(toSound),
    };
  });
}

const phaseOf = (atMs: number, { beganAtMs, endedAtMs }: FaultTime): Phase =>
  atMs < beganAtMs ? 'before' : atMs < endedAtMs ? 'during' : 'after';

export interface Recovery {
  /** Until new payments were heard at once again: when the last one was made that had to wait. */
  readonly serviceMs: number;
  /** Until nobody waited any more: when the last one was heard that had had to wait. `null`: one never was. */
  readonly backlogMs: number | null;
}

/** How long after the fault's end the shop still felt it; who waits up to `normalMs` feels nothing. */
export function recoveryOf(
  payments: readonly DrillPayment[],
  { endedAtMs }: FaultTime,
  normalMs: number,
): Recovery {
  const waited = payments.filter(
    ({ sentAtMs, heardAtMs }) => heardAtMs === undefined || heardAtMs - sentAtMs > normalMs,
  );
  const isOpen = waited.some(({ heardAtMs }) => heardAtMs === undefined);
  return {
    serviceMs: Math.max(0, ...waited.map(({ sentAtMs }) => sentAtMs - endedAtMs)),
    backlogMs: isOpen ? null : Math.max(0, ...waited.map(({ heardAtMs = 0 }) => heardAtMs - endedAtMs)),
  };
}

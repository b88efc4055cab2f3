/** How fast an upload goes. Pure: time is given. */
export interface UploadPace {
  readonly beganAtMs: number;
  readonly beganAtByte: number;
  readonly atMs: number;
  readonly atByte: number;
  readonly ofBytes: number;
}

/** Before that a rate says nothing yet. */
const LEAST_MS = 400;

/** A byte behind the last one means that the board has begun anew; and so does the pace. */
export function stepPace(
  pace: UploadPace | undefined,
  atByte: number,
  ofBytes: number,
  nowMs: number,
): UploadPace {
  if (pace === undefined || atByte < pace.atByte)
    return { beganAtMs: nowMs, beganAtByte: atByte, atMs: nowMs, atByte, ofBytes };
  return { ...pace, atMs: nowMs, atByte, ofBytes };
}

/** Bytes per second; undefined while it is too early to tell. */
export function rateOf({ beganAtMs, beganAtByte, atMs, atByte }: UploadPace): number | undefined {
  const passedMs = atMs - beganAtMs;
  return passedMs < LEAST_MS || atByte <= beganAtByte
    ? undefined
    : ((atByte - beganAtByte) / passedMs) * 1_000;
}

/** Undefined while it is too early to tell. */
export function leftMsOf(pace: UploadPace): number | undefined {
  const rate = rateOf(pace);
  return rate === undefined ? undefined : ((pace.ofBytes - pace.atByte) / rate) * 1_000;
}

/** `8.4 kB/s, 12 s left` */
export function paceText(pace: UploadPace): string {
  const rate = rateOf(pace);
  const leftMs = leftMsOf(pace);
  if (rate === undefined || leftMs === undefined) return '…';
  const seconds = Math.ceil(leftMs / 1_000);
  const left = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${(rate / 1_000).toFixed(1)} kB/s, ${left} left`;
}

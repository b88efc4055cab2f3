import type { VirtualTime } from './virtual-time.ts';

export interface TraceLine {
  readonly atMs: number;
  readonly who: string;
  readonly text: string;
  /** The orders that it is about; none: it concerns everybody. */
  readonly sns: readonly string[];
}

/** What happened in a world. Kept only when somebody wants to read it: telling costs more than happening. */
export class Trace {
  readonly lines: TraceLine[] = [];
  readonly #time: VirtualTime;
  readonly #isKept: boolean;

  constructor(time: VirtualTime, isKept: boolean) {
    this.#time = time;
    this.#isKept = isKept;
  }

  tell(who: string, text: () => string, sns: () => readonly string[] = () => []): void {
    if (this.#isKept) this.lines.push({ atMs: this.#time.nowMs, who, text: text(), sns: sns() });
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `d1 08:30:05.123`: day of the run and UTC time. */
export function traceTime(atMs: number, startMs: number): string {
  const day = Math.floor(atMs / 86_400_000) - Math.floor(startMs / 86_400_000) + 1;
  const ms = ((atMs % 86_400_000) + 86_400_000) % 86_400_000;
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return `d${day} ${two(hours)}:${two(minutes)}:${((ms % 60_000) / 1_000).toFixed(3).padStart(6, '0')}`;
}

/** Lines for a person; with `sn` only those of one order, and what concerns everybody. */
export function traceText(lines: readonly TraceLine[], startMs: number, sn?: string): string {
  return lines
    .filter(({ sns }) => sn === undefined || sns.length === 0 || sns.includes(sn))
    .map(({ atMs, who, text }) => `${traceTime(atMs, startMs)}  ${who.padEnd(8)} ${text}`)
    .join('\n');
}

import { readFileSync } from 'node:fs';

/** `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that Node runs on (proc(5)). */
const TICKS_PER_S = 100;

/** User and system time that a process has used with all its threads, ms (proc(5): fields 14 and 15 of `stat`). */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may itself hold spaces and parentheses; field 3 comes after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_S;
}

/** Bytes of a process that lie in memory. */
export const residentBytesOf = (pid: number): number => statusBytes(pid, 'VmRSS');
/** The most it ever had. */
export const peakResidentBytesOf = (pid: number): number => statusBytes(pid, 'VmHWM');

function statusBytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024;
}

/** CPU time that was used up to now, ms over all cores. */
export interface Times {
  readonly serverMs: number;
  /** By the bench's own processes. */
  readonly benchMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

export function timesOf(serverMs: number, benchPids: readonly number[]): Times {
  // Columns of the first line: user nice system idle iowait irq softirq steal (proc(5), `/proc/stat`).
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return {
    serverMs,
    benchMs: benchPids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
    idleMs: (((ticks[3] ?? 0) + (ticks[4] ?? 0)) * 1_000) / TICKS_PER_S,
    totalMs: (ticks.reduce((sum, one) => sum + one, 0) * 1_000) / TICKS_PER_S,
  };
}

/** What was used in between. */
export const timesBetween = (before: Times, after: Times): Times => ({
  serverMs: after.serverMs - before.serverMs,
  benchMs: after.benchMs - before.benchMs,
  idleMs: after.idleMs - before.idleMs,
  totalMs: after.totalMs - before.totalMs,
});

export const idleShareOf = ({ idleMs, totalMs }: Times): number => idleMs / totalMs;

/** The share of the machine that programs took which have nothing to do with the measurement. */
export const othersShareOf = ({ serverMs, benchMs, idleMs, totalMs }: Times): number =>
  Math.max(0, totalMs - idleMs - serverMs - benchMs) / totalMs;

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

/** How long all cores together did nothing, and how long they were there at all, ms. */
export function machineTimesMs(): { readonly idleMs: number; readonly totalMs: number } {
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, one) => sum + one, 0);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { idleMs: (idle * 1_000) / TICKS_PER_S, totalMs: (total * 1_000) / TICKS_PER_S };
}

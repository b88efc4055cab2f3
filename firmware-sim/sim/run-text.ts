import type { RunResult } from './run.ts';
import { traceText } from './trace.ts';

const FINDINGS_SHOWN = 12;

/** What a person needs to see a failure again and to understand it: the trace of the first order concerned. */
export function failureText(
  { seed, faults, findings, trace, startMs }: RunResult,
  commit: string,
  days: number,
  canary?: string,
): string {
  const sn = findings.find((finding) => finding.sn !== undefined)?.sn;
  const again = `npm run sim -- --seed ${seed} --runs 1${days === 1 ? '' : ` --days ${days}`}${canary === undefined ? '' : ` --canary ${canary}`}`;
  return [
    `seed ${seed} fails at commit ${commit}`,
    `faults: ${faults.join(', ') || 'none'}`,
    ...findings
      .slice(0, FINDINGS_SHOWN)
      .map((one) => `  ${one.finding}: ${[one.sn, one.device].filter(Boolean).join(' ')} ${one.detail}`),
    sn === undefined ? 'what happened, without the single orders:' : `what happened to ${sn}:`,
    traceText(trace, startMs, sn ?? ''),
    `again: ${again}, with --trace for everything`,
  ].join('\n');
}

export function summaryText(results: readonly RunResult[], days: number, tookMs: number): string {
  const sum = (of: (result: RunResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const failed = results.filter(({ findings }) => findings.length > 0);
  const perMinute = Math.round((results.length * days * 60_000) / Math.max(1, tookMs));
  const hours = Math.round(sum(({ virtualMs }) => virtualMs) / 3_600_000);
  return [
    `${results.length} seeds, ${failed.length} failed`,
    `${sum(({ orders }) => orders)} orders, ${sum(({ utterances }) => utterances)} utterances, ${hours} hours of the shops`,
    `${perMinute} shop-days a minute`,
    ...(failed.length === 0
      ? []
      : [
          `failed: ${failed
            .map(({ seed }) => seed)
            .slice(0, 40)
            .join(' ')}`,
        ]),
  ].join('\n');
}

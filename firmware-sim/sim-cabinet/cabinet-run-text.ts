import { traceText } from '../sim/trace.ts';
import type { CabinetRunResult } from './cabinet-run.ts';

const FINDINGS_SHOWN = 12;

/** What a person needs to see a failure again and to understand it: the life of the first rental or bank concerned. */
export function cabinetFailureText(
  { seed, faults, findings, trace, startMs }: CabinetRunResult,
  commit: string,
  days: number,
  canary?: string,
): string {
  const subject = findings.find((finding) => finding.subject !== undefined)?.subject;
  const also = `${days === 1 ? '' : ` --days ${days}`}${canary === undefined ? '' : ` --canary ${canary}`}`;
  return [
    `cabinet seed ${seed} fails at commit ${commit}`,
    `faults: ${faults.join(', ') || 'none'}`,
    ...findings
      .slice(0, FINDINGS_SHOWN)
      .map((one) => `  ${one.finding}: ${[one.subject].filter(Boolean).join(' ')} ${one.detail}`),
    subject === undefined
      ? 'what happened, without single rentals and banks:'
      : `what happened to ${subject}:`,
    traceText(trace, startMs, subject ?? ''),
    `again: npm run sim -- --cabinet --seed ${seed} --runs 1${also}, with --trace for everything`,
  ].join('\n');
}

export function cabinetSummaryText(results: readonly CabinetRunResult[], tookMs: number): string {
  const sum = (of: (result: CabinetRunResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const failed = results.filter(({ findings }) => findings.length > 0);
  const hours = Math.round(sum(({ virtualMs }) => virtualMs) / 3_600_000);
  const perMinute = Math.round((results.length * 60_000) / Math.max(1, tookMs));
  const seeds = failed.slice(0, 40).map(({ seed }) => seed);
  return [
    `${results.length} seeds, ${failed.length} failed`,
    `${sum(({ rentals }) => rentals)} rentals, ${sum(({ departures }) => departures)} banks left, ${sum(({ returns }) => returns)} returns, ${hours} hours of the cabinets`,
    `${perMinute} runs a minute`,
    ...(failed.length === 0 ? [] : [`failed: ${seeds.join(' ')}`]),
  ].join('\n');
}

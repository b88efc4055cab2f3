import type { Percentiles } from '../percentiles.ts';
import {
  DEADLINE_MS,
  type LateNotices,
  limitedBy,
  type RunOutcome,
  sentPerAccepted,
} from '../run-outcome.ts';
import { figure, milliseconds, percent, type Table } from '../table.ts';
import type { Row } from './contestants.ts';
import type { LatencyCurve } from './scenario.ts';

const COLUMNS = [
  'situation',
  'server',
  'devices',
  'rate/s',
  'p50 ms',
  'p99',
  'p99.9',
  'p99.99',
  'lost',
  'doubled',
  'not accepted',
  'sent/accepted',
  'CPU µs/notice',
  'KiB/connection',
  'limited by',
  'besides',
];

/** All that was measured under load, in one shape: what happened meanwhile stands in the first and the last column. */
export function outcomeTable(
  situation: string,
  rows: readonly Row[],
  bytesPerConnection: ReadonlyMap<Row, number> = new Map(),
): Table {
  return {
    columns: COLUMNS,
    rows: rows.map((row) => {
      const { network, name } = row.contestant;
      const begin = [situation === '' ? network.name : `${situation}, ${network.name}`, name];
      if ('failed' in row) return [...begin, row.failed];
      return [...begin, ...cells(row.result, bytesPerConnection.get(row)), row.besides];
    }),
  };
}

const cells = (outcome: RunOutcome, bytes = Number.NaN): string[] => {
  const { p50, p99, p999, p9999 } = outcome.latencyUs;
  return [
    String(outcome.devices),
    String(outcome.ratePerS),
    ...[p50, p99, p999, p9999].map(milliseconds),
    String(outcome.lost),
    String(outcome.doubled),
    String(outcome.refused + outcome.unanswered),
    sentPerAccepted(outcome).toFixed(2).replace('NaN', '–'),
    figure(outcome.serverCpuUsPerNotice),
    figure(bytes / 1_024),
    limitedBy(outcome),
  ];
};

/** What else was seen in each run: doubts about the measurement first. */
export const remarksOn = (rows: readonly Row[]): string[] =>
  rows.flatMap((row) => {
    if ('failed' in row) return [];
    const { network, name } = row.contestant;
    return remarks(`${network.name}, ${name}`, row.result);
  });

function remarks(title: string, outcome: RunOutcome): string[] {
  const { sender, fleet, own, answerUs, arrivalUs, pumpShares, latencyUs, late } = outcome;
  const pumps =
    pumpShares.length === 0 ? '' : `, each packet pump for at most ${percent(Math.max(...pumpShares))}`;
  const lines = [
    `${title}: ${latencyUs.samples} notices measured, slowest ${milliseconds(latencyUs.max)} ms. p50 and p99.9 to the sender’s answer ${stage(answerUs)}, to the device’s socket ${stage(arrivalUs)}, to its disk ${stage(latencyUs)} ms. Later than ${DEADLINE_MS} ms: ${lateText(late)}. ` +
      `Sender late by ${milliseconds(sender.lateP99Us)} ms at p99 and busy for ${percent(sender.cpuShare)} of a core, ` +
      `fleet busy for ${percent(fleet.cpuShare)}, late by ${figure(fleet.lateP99Ms)} ms at p99${pumps}; machine idle for ${percent(outcome.machineIdleShare)}, taken for ${percent(outcome.othersShare)} by other programs.`,
  ];
  if (outcome.repeats > 0) lines.push(`${title}: ${outcome.repeats} notices came again and were put aside.`);
  if (outcome.disconnects > 0)
    lines.push(`${title}: ${outcome.disconnects} connections of devices were lost.`);
  if (own !== undefined) {
    lines.push(
      `${title}, by its own histogram (since its last start), to *stored* back at the relay: p50 ≤ ${figure(own.p50Ms)}, p99 ≤ ${figure(own.p99Ms)}, p99.9 ≤ ${figure(own.p999Ms)} ms; ` +
        `${countsText('sent', own.pushes)}${countsText('refused by its push side', own.refusals)}ledger ${own.balanced ? 'balanced' : 'NOT BALANCED'}, ${own.announced} announced of ${outcome.answered} accepted.`,
    );
  }
  return lines;
}

const stage = ({ p50, p999 }: Percentiles): string => `${milliseconds(p50)} and ${milliseconds(p999)}`;

function countsText(what: string, counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([label, count]) => `${count} ${label}`);
  return parts.length === 0 ? '' : `${what}: ${parts.join(', ')}; `;
}

function lateText({ intake, way, device, never }: LateNotices): string {
  const all = intake + way + device + never;
  if (all === 0) return 'none';
  return `${all}, most of it before the answer for ${intake}, on the way for ${way}, in the devices for ${device}; ${never} never came`;
}

/** One panel of the plot. */
export const curvesOf = (panel: string, rows: readonly Row[]): LatencyCurve[] =>
  rows.flatMap((row) =>
    'failed' in row ? [] : [{ panel, server: row.contestant.name, tail: row.result.latencyTail }],
  );

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { latencyPlot } from './latency-plot.ts';
import { type Machine, machineLine } from './machine.ts';
import type { ScenarioReport } from './scenarios/scenario.ts';
import { joinTables, markdownTable, type Table, textTable } from './table.ts';

export interface FinishedScenario {
  readonly name: string;
  readonly title: string;
  readonly report: ScenarioReport;
}

export interface BenchReport {
  readonly command: string;
  readonly commit: string;
  readonly begunAt: string;
  readonly machine: Machine;
  readonly scenarios: readonly FinishedScenario[];
}

/** A scenario for the terminal. */
export function scenarioText({ name, title, report }: FinishedScenario): string {
  return [
    `\n${name}: ${title}`,
    ...report.explanation.map((line) => `  ${line}`),
    '',
    textTable(report.table),
    '',
    ...report.remarks.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** Tables of one shape under each other: what was measured under load, whatever happened meanwhile. */
function tableOfAll(scenarios: readonly FinishedScenario[]): Table | undefined {
  const loads = scenarios.filter(({ report }) => report.curves !== undefined);
  return loads.length > 1 ? joinTables(loads.map(({ report }) => report.table)) : undefined;
}

export function reportMarkdown(bench: BenchReport): string {
  const all = tableOfAll(bench.scenarios);
  const sections = bench.scenarios.map(({ name, title, report }) =>
    [
      `## ${name}: ${title}`,
      ...report.explanation,
      // It stands in the table of all already.
      all !== undefined && report.curves !== undefined ? '' : markdownTable(report.table),
      report.remarks.map((line) => `- ${line}`).join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  const head = [
    `# Measured ${bench.begunAt}`,
    `\`${bench.command}\` at commit ${bench.commit}, on ${machineLine(bench.machine)}.`,
    ...(all === undefined ? [] : [markdownTable(all)]),
    ...(curvesOf(bench).length === 0 ? [] : ['![Time to the device’s disk](latency.svg)']),
  ];
  return `${[...head, ...sections].join('\n\n')}\n`;
}

const curvesOf = ({ scenarios }: BenchReport) => scenarios.flatMap(({ report }) => report.curves ?? []);

/** Writes `bench.json`, `bench.md` and `latency.svg`; called after each scenario, so that a run cut short leaves what it has. */
export function writeReport(folder: string, bench: BenchReport): void {
  mkdirSync(folder, { recursive: true });
  // JSON has no Infinity: what never arrived must not turn into null.
  const json = JSON.stringify(
    bench,
    (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'never' : value),
    2,
  );
  writeFileSync(join(folder, 'bench.json'), `${json}\n`);
  writeFileSync(join(folder, 'bench.md'), reportMarkdown(bench));
  const curves = curvesOf(bench);
  if (curves.length === 0) return;
  const caption = `${bench.command} at commit ${bench.commit}\n${machineLine(bench.machine)}`;
  writeFileSync(join(folder, 'latency.svg'), latencyPlot(curves, caption));
}

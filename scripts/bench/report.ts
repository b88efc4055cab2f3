import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, machineLine } from './machine.ts';
import type { ScenarioReport } from './scenarios/scenario.ts';
import { markdownTable, textTable } from './table.ts';

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

export function reportMarkdown(bench: BenchReport): string {
  const sections = bench.scenarios.map(({ name, title, report }) =>
    [
      `## ${name}: ${title}`,
      ...report.explanation,
      markdownTable(report.table),
      report.remarks.map((line) => `- ${line}`).join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  const head = [
    `# Measured ${bench.begunAt}`,
    `\`${bench.command}\` at commit ${bench.commit}, on ${machineLine(bench.machine)}.`,
  ];
  return `${[...head, ...sections].join('\n\n')}\n`;
}

/** Writes `bench.json` and `bench.md`; called after each scenario, so that a run cut short leaves what it has. */
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
}

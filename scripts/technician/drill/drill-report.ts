import { type Table, textTable } from '../../bench/table.ts';
import { durationText, type Paint } from '../../terminal-text.ts';
import { PHASES, type PhaseFigures, type Recovery } from './drill-figures.ts';
import type { Drill } from './drill-kinds.ts';

/** What a drill came to; as it is, it is the JSON document. */
export interface DrillReport {
  readonly drill: Drill;
  /** What exactly was done. */
  readonly injected: readonly string[];
  readonly tookMs: number;
  readonly phases: readonly PhaseFigures[];
  readonly recovery: Recovery;
  /** Programs that nobody had killed, and how they ended. */
  readonly endedByThemselves: readonly string[];
  /** Announced a second time and said so, which is allowed where speech was cut off. */
  readonly repeatsMarked: number;
  /** What the auditor found. */
  readonly findings: readonly { readonly finding: string; readonly sn?: string; readonly detail: string }[];
  /** Business is still normal. */
  readonly isNormal: boolean;
}

const FINDINGS_SHOWN = 10;

/** The report for a person. */
export function drillText(report: DrillReport, paint: Paint): string {
  const { drill, injected, phases, recovery, endedByThemselves, repeatsMarked, findings, isNormal } = report;
  const row = (name: string, text: string): string => `  ${name.padEnd(12)} ${text}`;
  const [first = '', ...more] = injected;
  const shown = findings.slice(0, FINDINGS_SHOWN).map(({ finding, sn = '', detail }) => {
    return `    ${finding} ${sn === '' ? '' : `${sn}: `}${detail}`;
  });
  return [
    paint(`drill ${drill}`, 'bold'),
    row('injected', first),
    ...more.map((line) => row('', line)),
    '',
    ...textTable(serviceTable(phases))
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    row('recovery', serviceText(recovery)),
    row('', backlogText(recovery)),
    row('by itself', endedByThemselves.join('; ') || 'no program ended'),
    row('repeats', `${repeatsMarked}, each said to be one`),
    row('verdict', paint(verdictText(isNormal, findings.length), isNormal ? 'green' : 'red')),
    ...shown,
    ...(findings.length > shown.length ? [`    … and ${findings.length - shown.length} more`] : []),
  ].join('\n');
}

function serviceText({ serviceMs }: Recovery): string {
  return serviceMs === 0
    ? 'new payments: heard at once as soon as the fault was over'
    : `new payments: heard at once again ${durationText(serviceMs)} after the fault was over`;
}

/** The waits are the core's own, so that a relay that is back sooner still hears of them no sooner. */
function backlogText({ backlogMs }: Recovery): string {
  if (backlogMs === null) return 'backlog: not recovered, there are payments that were never heard';
  if (backlogMs === 0) return 'backlog: none was left';
  return `backlog: all heard ${durationText(backlogMs)} after it (the core calls again after 1, 5 and 30 s)`;
}

function verdictText(isNormal: boolean, findings: number): string {
  return isNormal
    ? 'business as usual: nothing accepted was lost, nothing was heard twice unmarked'
    : `business is not as usual${findings === 0 ? '' : `: ${findings} findings`}`;
}

function serviceTable(phases: readonly PhaseFigures[]): Table {
  const cells = (cell: (figures: PhaseFigures) => string): string[] =>
    PHASES.map((name) => {
      const figures = phases.find(({ phase }) => phase === name);
      return figures === undefined ? '–' : cell(figures);
    });
  const waits = (what: 'toSuccessMs' | 'toDiskMs' | 'toSoundMs', figure: 'p50' | 'p99' | 'max'): string[] =>
    cells((figures) => (figures[what].samples === 0 ? '–' : durationText(figures[what][figure])));
  return {
    columns: ['', ...PHASES],
    rows: [
      ['payments', ...cells(({ payments }) => `${payments}`)],
      ['accepted', ...cells(({ accepted }) => `${accepted}`)],
      ['heard', ...cells(({ heard }) => `${heard}`)],
      ['to success p50', ...waits('toSuccessMs', 'p50')],
      ['           p99', ...waits('toSuccessMs', 'p99')],
      ['           max', ...waits('toSuccessMs', 'max')],
      ['to disk    p50', ...waits('toDiskMs', 'p50')],
      ['           p99', ...waits('toDiskMs', 'p99')],
      ['           max', ...waits('toDiskMs', 'max')],
      ['to sound   p50', ...waits('toSoundMs', 'p50')],
      ['           p99', ...waits('toSoundMs', 'p99')],
      ['           max', ...waits('toSoundMs', 'max')],
    ],
  };
}

import { closeSync, existsSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { integerSetting } from '../../../shared/settings.ts';
import { technicianCommand } from '../technician-command.ts';
import { clockOf, type DaySummary, planDay } from './plan-day.ts';

const SLOTS_MOST = limits.busModules * limits.slotsPerModule;

const OPTIONS = {
  hours: {
    placeholder: 'HOURS',
    help: 'how long, from 06:00 on, 1 to 72; default 24',
    parse: integerSetting(1, 72, 'hours'),
  },
  out: { placeholder: 'FILE', help: 'the plot is written there, as SVG', parse: svgFile },
  slots: {
    placeholder: 'COUNT',
    help: `slots of the cabinet, 1 to ${SLOTS_MOST}; default 24`,
    parse: integerSetting(1, SLOTS_MOST, 'slots'),
  },
  budget: {
    placeholder: 'WATTS',
    help: 'for all charging together, 10 to 2000 W; default 200',
    parse: integerSetting(
      limits.chargeBudgetLeastMilliwatts / 1_000,
      limits.chargeBudgetMostMilliwatts / 1_000,
      'W',
    ),
  },
  ready: {
    placeholder: 'COUNT',
    help: `banks that shall be ready in business hours, 0 to ${SLOTS_MOST}; default 4`,
    parse: integerSetting(0, SLOTS_MOST, 'banks'),
  },
  ambient: {
    placeholder: 'CELSIUS',
    help: 'mean temperature of the room, -20 to 50 °C; default 25',
    parse: integerSetting(-20, 50, '°C'),
  },
  seed: {
    placeholder: 'NUMBER',
    help: 'of the people who rent and return; default 1',
    parse: integerSetting(0, 4_294_967_295, ''),
  },
};

/** @throws Failure `usage` unless it is the name of an SVG file */
function svgFile(text: string): string {
  if (/\.svg$/i.test(text)) return text;
  throw new Failure('usage', 'wants a file that ends in .svg');
}

export const CABINET_PLAN_COMMAND = technicianCommand({
  path: ['cabinet', 'plan'],
  summary: 'Lets a cabinet live through a simulated day, and plots levels, power and temperatures',
  options: OPTIONS,
  examples: [
    'npx tillbell cabinet plan --hours 24 --out plan.svg',
    'npx tillbell cabinet plan --slots 80 --budget 300 --ready 12 --ambient 35 --out hot.svg',
    'npx tillbell cabinet plan --seed 7 --json',
  ],
  async run(_none, values, terminal) {
    const { out } = values;
    if (out === undefined) await terminal.say('no --out FILE: nothing is plotted');
    else mustBeWritable(out);
    const wishes = {
      hours: values.hours ?? 24,
      slots: values.slots ?? 24,
      budgetWatts: values.budget ?? 200,
      readyBanks: values.ready ?? 4,
      ambientCelsius: values.ambient ?? 25,
      seed: values.seed ?? 1,
    };
    await terminal.say(`planning ${wishes.hours} h of ${wishes.slots} slots …`);
    const day = await planDay(wishes, async (hour) => {
      if (hour % 6 === 0 || hour === wishes.hours) await terminal.say(`${hour} of ${wishes.hours} h planned`);
      // A chance for Ctrl-C to be heard: the plan itself never waits.
      await new Promise((resolve) => setImmediate(resolve));
      return !terminal.stopped.aborted;
    });
    if (terminal.stopped.aborted) throw new Failure('stopped', 'stopped; nothing is written');
    if (out !== undefined) {
      // Loaded when it is used: no other command should wait for it.
      const { planSvg } = await import('./plan-chart.ts');
      write(out, planSvg(day));
    }
    return {
      exitCode: 0,
      text: summaryText(day.summary, out),
      document: { ...day.summary, out: out ?? null },
    };
  },
});

/** @throws Failure saying why the file cannot be written; before minutes of planning, not after. An existing file is not touched. */
function mustBeWritable(path: string): void {
  const isThere = existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
    if (!isThere) unlinkSync(path);
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  }
}

const cannotWrite = (path: string, thrown: unknown): Failure =>
  new Failure('store_unavailable', `cannot write ${path}: ${describeThrown(thrown)}`, { cause: thrown });

function summaryText(day: DaySummary, out: string | undefined): string {
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  const rows = [
    ['rented', `${day.rented}, turned away ${day.turnedAway}`],
    ['promise', `${day.readyBanks} banks ready in ${percent(1 - day.shortShare)} of business hours`],
    [
      'energy',
      `${day.wattHours.toFixed(0)} Wh, at most ${day.peakWatts.toFixed(1)} W of ${day.budgetWatts} W`,
    ],
    [
      'hottest',
      `${day.hottestCelsius.toFixed(1)} °C; under charge at 40 °C or more: ${day.hotChargingMinutes} minutes`,
    ],
    ['trips', day.trips.length === 0 ? 'none' : `${day.trips.length}`],
    ...day.trips.slice(0, 10).map(({ minute, slot, rule }) => ['', `${clockOf(minute)} ${slot} ${rule}`]),
    ...day.coolingProblems.map((problem) => ['cooling', problem]),
    ...(out === undefined ? [] : [['plot', out]]),
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(9)}${value}`).join('\n');
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeThrown } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { integerSetting } from '../../../shared/settings.ts';
import { describeMachine, machineLine } from '../machine.ts';
import { percentilesOf } from '../percentiles.ts';
import { figure, markdownTable, mebibytes, percent, type Table, textTable } from '../table.ts';
import { type LiveFigures, measureLive } from './live-figures.ts';
import { measureTripTimes, type TripTime } from './trip-times.ts';

/** Promise 11: from the request to the motor. */
const MOTOR_MS = 150;
const MODULES = [1, 5, 10];
const RENTALS = 10;

const HELP = `Usage: npm run bench -- --cabinet [--rentals COUNT] [--out FOLDER]

Measures the power-bank cabinet: polls, from POST /v1/rentals to the motor, the nine protections, CPU and memory.

  --rentals COUNT  for each size of cabinet, 1 to 1000; default ${RENTALS}
  --out FOLDER     for cabinet.md and cabinet.json, and for the databases while it runs; default data/bench
`;

export interface CabinetBenchResult {
  readonly live: readonly LiveFigures[];
  readonly trips: readonly TripTime[];
}

/** `npm run bench -- --cabinet`. @returns the exit code: 2 for wrong usage */
export async function benchCabinet(argv: readonly string[]): Promise<number> {
  let wishes: { rentals: number; out: string };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        cabinet: { type: 'boolean' },
        rentals: { type: 'string', default: String(RENTALS) },
        out: { type: 'string', default: 'data/bench' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    const rentals = integerSetting(1, 1_000, 'rentals')(values.rentals);
    wishes = { rentals, out: resolve(values.out) };
  } catch (thrown) {
    process.stderr.write(`bench --cabinet: ${describeThrown(thrown).split('\n')[0]}\n`);
    return 2;
  }
  mkdirSync(wishes.out, { recursive: true });
  const folder = mkdtempSync(join(wishes.out, 'cabinet-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const live: LiveFigures[] = [];
  for (const modules of MODULES) {
    process.stderr.write(`${modules * limits.slotsPerModule} slots …\n`);
    const own = join(folder, String(modules));
    mkdirSync(own);
    live.push(await measureLive(own, modules, wishes.rentals));
  }
  process.stderr.write('the nine protections, on virtual time …\n');
  const trips = measureTripTimes();
  const machine = machineLine(describeMachine(folder));
  const tables = [liveTable(live), tripTable(trips)];
  process.stdout.write(`\n${tables.map(textTable).join('\n\n')}\n\n${machine}\n`);
  writeFileSync(join(wishes.out, 'cabinet.md'), `${tables.map(markdownTable).join('\n\n')}\n\n${machine}\n`);
  writeFileSync(join(wishes.out, 'cabinet.json'), JSON.stringify({ machine, live, trips }, undefined, 2));
  const broken = brokenPromises({ live, trips });
  for (const line of broken) process.stdout.write(`not kept: ${line}\n`);
  return 0;
}

export function liveTable(live: readonly LiveFigures[]): Table {
  return {
    columns: ['slots', 'poll p50 ms', 'p99', 'max', 'motor p50 ms', 'p99', 'max', 'rentals', 'CPU', 'MiB'],
    rows: live.map(({ slots, cyclesMs, motorMs, cpuShare, residentBytes }) => {
      const [cycle, motor] = [percentilesOf(cyclesMs), percentilesOf(motorMs)];
      return [
        String(slots),
        ...[cycle.p50, cycle.p99, cycle.max, motor.p50, motor.p99, motor.max].map(figure),
        ...[String(motor.samples), percent(cpuShare), mebibytes(residentBytes)],
      ];
    }),
  };
}

export function tripTable(trips: readonly TripTime[]): Table {
  const span = (ones: readonly number[]): string =>
    ones.length === 0 ? '–' : `${figure(Math.min(...ones))}–${figure(Math.max(...ones))}`;
  return {
    columns: ['protection', 'what is wrong', 'off after ms', 'told after ms', 'tripped first'],
    rows: trips.map(({ protection, what, offMs, toldMs, first }) => [
      protection,
      what,
      ...[span(offMs), span(toldMs), first],
    ]),
  };
}

/** What was promised and is not so. */
export function brokenPromises({ live, trips }: CabinetBenchResult): string[] {
  return [
    ...live.flatMap(({ slots, cyclesMs, motorMs }) => {
      const [cycle, motor] = [percentilesOf(cyclesMs), percentilesOf(motorMs)];
      return [
        ...(cycle.p99 > limits.pollCycleMs ? [`${slots} slots: poll p99 ${figure(cycle.p99)} ms`] : []),
        ...(motor.samples === 0 || motor.p99 > MOTOR_MS
          ? [`${slots} slots: motor p99 ${figure(motor.p99)} ms`]
          : []),
      ];
    }),
    ...trips
      .filter(({ first }) => first === 'none')
      .map(({ protection, what }) => `${protection} has not tripped: ${what}`),
  ];
}

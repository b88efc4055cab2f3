import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cabinetVerdictText } from '../../../firmware-sim/live-cabinet/cabinet-auditor.ts';
import { Failure } from '../../../shared/failure.ts';
import type { CabinetMeans } from './cabinet-faults.ts';
import { KILL_TARGETS } from './cabinet-tormentor.ts';
import { type CabinetTortureResult, tortureCabinet } from './cabinet-torture.ts';

export interface CabinetTortureWishes {
  readonly seed: number;
  readonly minutes: number;
  /** An empty folder; default a temporary one, removed when all is well. */
  readonly data: string | undefined;
  /** The verdict as one JSON document on stdout, all else on stderr. */
  readonly isJson: boolean;
  readonly means: CabinetMeans;
}

/** `npm run torture -- --cabinet`. @returns the exit code: 0 when it is clean */
export async function runCabinetTorture(wishes: CabinetTortureWishes): Promise<number> {
  const { seed, minutes, data, isJson, means } = wishes;
  if (data !== undefined && existsSync(data) && readdirSync(data).length > 0) {
    throw new Failure('usage', `--data "${data}": wants an empty folder`);
  }
  const folder = data ?? mkdtempSync(join(tmpdir(), 'tillbell-torture-'));
  const say = isJson ? console.error : console.log;
  const result = await tortureCabinet({
    folder,
    seed,
    spanMs: minutes * 60_000,
    means,
    report: (line) => say(line),
  });
  const { verdict, crashes, isSettled, kills, faults, tookMs } = result;
  const isWell = verdict.clean && crashes.length === 0 && isSettled;
  if (isJson) {
    const skipped = Object.fromEntries(means.skipped);
    console.log(
      JSON.stringify({
        ...{ isWell, seed, ...verdict, kills, unreached: unreached(kills), faults, skipped, crashes, tookMs },
      }),
    );
  } else say(cabinetTortureText(result, means));
  if (isWell && data === undefined) rmSync(folder, { recursive: true, force: true });
  else say(`  everything is in     ${folder}, what was judged in evidence.json`);
  return isWell ? 0 : 1;
}

/** The steps at which the controller was not killed in this run. */
const unreached = (kills: Readonly<Record<string, number>>): string[] =>
  KILL_TARGETS.filter((target) => kills[target] === undefined);

export function cabinetTortureText(
  result: CabinetTortureResult,
  { skipped }: Pick<CabinetMeans, 'skipped'>,
): string {
  const { verdict, kills, faults, crashes, isSettled, tookMs } = result;
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const reached = KILL_TARGETS.filter((target) => kills[target] !== undefined);
  return [
    cabinetVerdictText(verdict),
    `  kill -9 at           ${reached.length} of ${KILL_TARGETS.length} steps: ${counts(Object.fromEntries(reached.map((target) => [target, kills[target] ?? 0])))}`,
    `  not killed at        ${unreached(kills).join(', ') || 'none'}`,
    `  other faults         ${counts(faults)}`,
    `  skipped              ${[...skipped].map(([fault, reason]) => `${fault} (${reason})`).join('; ') || 'none'}`,
    `  ended by themselves  ${crashes.join('; ') || 'none'}`,
    ...(isSettled ? [] : ['  something never ended']),
    `  took                 ${Math.round(tookMs / 1_000)} s`,
  ].join('\n');
}

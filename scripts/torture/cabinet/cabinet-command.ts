import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cabinetVerdictText } from '../../../firmware-sim/live-cabinet/cabinet-auditor.ts';
import { Failure } from '../../../shared/failure.ts';
import { type CabinetTortureResult, tortureCabinet } from './cabinet-torture.ts';

export interface CabinetTortureWishes {
  readonly seed: number;
  readonly minutes: number;
  /** An empty folder; default a temporary one, removed when all is well. */
  readonly data: string | undefined;
  /** The verdict as one JSON document on stdout, all else on stderr. */
  readonly isJson: boolean;
}

/** `npm run torture -- --cabinet`. @returns the exit code: 0 when it is clean */
export async function runCabinetTorture(wishes: CabinetTortureWishes): Promise<number> {
  const { seed, minutes, data, isJson } = wishes;
  if (data !== undefined && existsSync(data) && readdirSync(data).length > 0) {
    throw new Failure('usage', `--data "${data}": wants an empty folder`);
  }
  const folder = data ?? mkdtempSync(join(tmpdir(), 'tillbell-torture-'));
  const say = isJson ? console.error : console.log;
  const result = await tortureCabinet({
    folder,
    seed,
    spanMs: minutes * 60_000,
    report: (line) => say(line),
  });
  const { verdict, crashes, isSettled, kills, faults, tookMs } = result;
  const isWell = verdict.clean && crashes.length === 0 && isSettled;
  if (isJson) console.log(JSON.stringify({ isWell, seed, ...verdict, kills, faults, crashes, tookMs }));
  else say(cabinetTortureText(result));
  if (isWell && data === undefined) rmSync(folder, { recursive: true, force: true });
  else say(`  everything is in     ${folder}, what was judged in evidence.json`);
  return isWell ? 0 : 1;
}

export function cabinetTortureText(result: CabinetTortureResult): string {
  const { verdict, kills, faults, crashes, isSettled, tookMs } = result;
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  return [
    cabinetVerdictText(verdict),
    `  kill -9 at           ${counts(kills)}`,
    `  other faults         ${counts(faults)}`,
    `  ended by themselves  ${crashes.join('; ') || 'none'}`,
    ...(isSettled ? [] : ['  something never ended']),
    `  took                 ${Math.round(tookMs / 1_000)} s`,
  ].join('\n');
}

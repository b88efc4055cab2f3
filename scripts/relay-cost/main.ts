import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, spanOf, timeByStage } from './stages.ts';

/**
 * `npx tsx scripts/relay-cost/main.ts FOLDER [RATE]`: what a notice costs in the relay, stage by stage, from the CPU
 * profiles that `npm run bench -- --scenario push --peers ours --cpu-profile --out FOLDER` leaves.
 */
const [folder, rateText = '2000'] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('relay-cost: name the folder with the .cpuprofile files\n');
  process.exit(2);
}
const ratePerS = Number(rateText);
/** The bench warms up for 3 s, and the last second is draining. */
const WARM_UP_US = 3_000_000;
const DRAIN_US = 1_000_000;

const profiles = readdirSync(folder)
  .filter((name) => name.endsWith('.cpuprofile'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile);

let isFound = false;
for (const [thread, sign] of [
  ['main loop', 'verifyOneShot'],
  ['store thread', 'exec'],
] as const) {
  for (const profile of profiles) {
    const span = spanOf(profile, sign);
    if (span === undefined || span[1] - span[0] < WARM_UP_US + DRAIN_US) continue;
    isFound = true;
    const [fromUs, toUs] = [span[0] + WARM_UP_US, span[1] - DRAIN_US];
    const notices = (ratePerS * (toUs - fromUs)) / 1e6;
    const rows = [...timeByStage(profile, fromUs, toUs)].sort(([, one], [, other]) => other - one);
    const busyUs = rows.reduce((sum, [stage, us]) => sum + (stage === 'idle' ? 0 : us), 0);
    process.stdout.write(`\n| ${thread} | µs/notice |\n|---|---:|\n`);
    for (const [stage, us] of rows) {
      if (stage !== 'idle' && us / notices >= 0.3)
        process.stdout.write(`| ${stage} | ${(us / notices).toFixed(1)} |\n`);
    }
    process.stdout.write(`| **all but idle** | **${(busyUs / notices).toFixed(1)}** |\n`);
  }
}
if (!isFound) {
  process.stderr.write(`relay-cost: no profile of a loaded relay in ${folder}\n`);
  process.exit(1);
}

import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingFor } from '../../firmware-sim/capabilities.ts';
import { openCoreKeys } from '../../firmware-sim/core/key.ts';
import { isInOwnWorld, runInOwnWorld } from '../../firmware-sim/own-world.ts';
import { describeThrown, Failure, isFailure } from '../../shared/failure.ts';
import { type BenchSettings, readBenchSettings } from './bench-settings.ts';
import { Loads } from './load/loads.ts';
import { describeMachine, firstLineOf, machineLine } from './machine.ts';
import { capabilitiesFor, NETWORKS } from './network/networks.ts';
import { PEERS } from './peers/peers.ts';
import { Progress } from './progress.ts';
import { type FinishedScenario, scenarioText, writeReport } from './report.ts';
import type { Scenario, Stage } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';
import { newWorkFolder, Workspace } from './workspace.ts';

async function bench(
  settings: BenchSettings,
  scenarios: readonly Scenario[],
  command: string,
): Promise<void> {
  const folder = resolve(settings.outFolder);
  const workspace = new Workspace(folder);
  const progress = new Progress();
  const machine = describeMachine(workspace.folder);
  const coreKeys = openCoreKeys(workspace.newFolder('core'));
  const loads = new Loads(workspace, coreKeys, progress);
  const stage: Stage = {
    settings: { ...settings, outFolder: folder },
    peers: PEERS.filter(({ name }) => settings.peers.includes(name)),
    ...{ workspace, coreKeys, loads, progress, machine },
    networks: [],
  };
  const networks = NETWORKS.filter(({ name }) => settings.networks.includes(name));
  const begunAt = new Date().toISOString();
  const commit = firstLineOf('git', ['rev-parse', '--short', 'HEAD']) ?? 'unknown';
  progress.line(machineLine(machine));
  const finished: FinishedScenario[] = [];
  for (const scenario of scenarios) {
    const { name, title } = scenario;
    progress.line(`${name} …`);
    const report = await scenario.run({
      ...stage,
      networks: scenario.runsOn === 'all' ? networks : networks.slice(0, 1),
    });
    finished.push({ name, title, report });
    process.stdout.write(scenarioText({ name, title, report }));
    writeReport(folder, { command, commit, begunAt, machine, scenarios: finished });
  }
  loads.close();
  workspace.close();
  process.stdout.write(
    `\n${machineLine(machine)}\nWritten to ${folder}: bench.md, bench.json, latency.svg\n`,
  );
}

/**
 * What was asked for by name must be possible, or nothing begins; what only belongs to "everything" is left out by name.
 *
 * @throws Failure `unreachable` with what is missing, `usage` for what would measure something else
 */
async function whatCanRun(settings: BenchSettings): Promise<readonly Scenario[]> {
  const wanted = SCENARIOS.filter(({ name }) => settings.scenarios.includes(name));
  const networks = NETWORKS.filter(({ name }) => settings.networks.includes(name));
  for (const network of networks) {
    const missing = await missingFor(capabilitiesFor(network));
    if (missing !== undefined) throw new Failure('unreachable', `--network ${network.name}: ${missing}`);
  }
  const can: Scenario[] = [];
  for (const scenario of wanted) {
    if (scenario.notOn !== undefined && scenario.notOn === networks[0]?.kind)
      throw new Failure('usage', `--scenario ${scenario.name} cannot be measured on ${networks[0].name}`);
    const missing = await missingFor(scenario.needs);
    if (missing === undefined) can.push(scenario);
    else if (wanted.length === SCENARIOS.length)
      process.stderr.write(`${scenario.name}: skipped: ${missing}\n`);
    else throw new Failure('unreachable', `--scenario ${scenario.name}: ${missing}`);
  }
  return can;
}

const needsOwnWorld = (settings: BenchSettings, scenarios: readonly Scenario[]): boolean =>
  scenarios.some(({ needs }) => needs.length > 0) ||
  NETWORKS.some((network) => settings.networks.includes(network.name) && capabilitiesFor(network).length > 0);

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  // A bench of its own: there is no other server to measure a cabinet beside.
  if (argv.includes('--cabinet')) return (await import('./cabinet/cabinet-bench.ts')).benchCabinet(argv);
  const result = readBenchSettings(argv, {
    scenarios: SCENARIOS,
    networks: NETWORKS,
    peers: PEERS.map(({ name }) => name),
  });
  if (!result.run) {
    (result.exitCode === 0 ? process.stdout : process.stderr).write(result.output);
    return result.exitCode;
  }
  const { settings } = result;
  const scenarios = await whatCanRun(settings);
  if (needsOwnWorld(settings, scenarios) && !isInOwnWorld()) {
    // Whatever ends it, also when it has no time to clean up itself.
    const folder = newWorkFolder(resolve(settings.outFolder));
    try {
      return await runInOwnWorld(fileURLToPath(import.meta.url), argv);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  await bench(settings, scenarios, ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '));
  return 0;
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    process.stderr.write(`bench: ${describeThrown(thrown)}\n`);
    process.exit(isFailure(thrown, 'usage') ? 2 : 1);
  },
);

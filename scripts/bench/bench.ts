import { resolve } from 'node:path';
import { openCoreKeys } from '../../firmware-sim/core/key.ts';
import { describeThrown } from '../../shared/failure.ts';
import { type BenchSettings, readBenchSettings } from './bench-settings.ts';
import { Loads } from './load/loads.ts';
import { describeMachine, firstLineOf, machineLine } from './machine.ts';
import { PEERS } from './peers/peers.ts';
import { Progress } from './progress.ts';
import { type FinishedScenario, scenarioText, writeReport } from './report.ts';
import type { Stage } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';
import { Workspace } from './workspace.ts';

async function bench(settings: BenchSettings, command: string): Promise<void> {
  const folder = resolve(settings.outFolder);
  const workspace = new Workspace(folder);
  const progress = new Progress();
  const machine = describeMachine(workspace.folder);
  const coreKeys = openCoreKeys(workspace.newFolder('core'));
  const loads = new Loads(workspace, coreKeys, progress);
  const peers = PEERS.filter(({ name }) => settings.peers.includes(name));
  const stage: Stage = {
    settings: { ...settings, outFolder: folder },
    workspace,
    coreKeys,
    loads,
    peers,
    progress,
    machine,
  };
  const begunAt = new Date().toISOString();
  const commit = firstLineOf('git', ['rev-parse', '--short', 'HEAD']) ?? 'unknown';
  progress.line(machineLine(machine));
  const scenarios: FinishedScenario[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => settings.scenarios.includes(name))) {
    progress.line(`${scenario.name} …`);
    const { name, title } = scenario;
    const finished = { name, title, report: await scenario.run(stage) };
    scenarios.push(finished);
    process.stdout.write(scenarioText(finished));
    writeReport(folder, { command, commit, begunAt, machine, scenarios });
  }
  loads.close();
  workspace.close();
  process.stdout.write(`\n${machineLine(machine)}\nWritten to ${folder}: bench.md, bench.json\n`);
}

const argv = process.argv.slice(2);
const result = readBenchSettings(argv, { scenarios: SCENARIOS, peers: PEERS.map(({ name }) => name) });
if (!result.run) {
  (result.exitCode === 0 ? process.stdout : process.stderr).write(result.output);
  process.exit(result.exitCode);
}
try {
  await bench(result.settings, ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '));
  process.exit(0);
} catch (thrown) {
  process.stderr.write(`bench: ${describeThrown(thrown)}\n`);
  process.exit(1);
}

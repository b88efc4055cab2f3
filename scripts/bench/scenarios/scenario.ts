import type { CoreKeys } from '../../../firmware-sim/core/key.ts';
import type { BenchSettings } from '../bench-settings.ts';
import type { Loads } from '../load/loads.ts';
import type { Machine } from '../machine.ts';
import type { Peer, StartOptions } from '../peers/peer.ts';
import type { Progress } from '../progress.ts';
import type { Table } from '../table.ts';
import type { Workspace } from '../workspace.ts';

/** What every scenario is given. */
export interface Stage {
  readonly settings: BenchSettings;
  readonly workspace: Workspace;
  readonly coreKeys: CoreKeys;
  readonly loads: Loads;
  readonly peers: readonly Peer[];
  readonly progress: Progress;
  readonly machine: Machine;
}

export interface ScenarioReport {
  /** What was done and how, for a reader of the table alone. */
  readonly explanation: readonly string[];
  readonly table: Table;
  /** What was seen besides: doubts, skips, failures. */
  readonly remarks: readonly string[];
  /** Everything that was measured, for machines. */
  readonly data: unknown;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  run(stage: Stage): Promise<ScenarioReport>;
}

/** How a server is started for this stage. */
export const startOptions = ({ workspace, coreKeys, settings }: Stage, devices: number): StartOptions => ({
  workspace,
  devices,
  coreKeyFile: coreKeys.files.publicKey,
  ...(settings.cpuProfile ? { cpuProfileFolder: settings.outFolder } : {}),
});

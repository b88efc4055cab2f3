import type { Capability } from '../../../firmware-sim/capabilities.ts';
import type { CoreKeys } from '../../../firmware-sim/core/key.ts';
import type { BenchSettings } from '../bench-settings.ts';
import type { Loads } from '../load/loads.ts';
import type { Machine } from '../machine.ts';
import type { BenchNetwork } from '../network/networks.ts';
import type { Peer, StartOptions } from '../peers/peer.ts';
import type { TailPoint } from '../percentiles.ts';
import type { Progress } from '../progress.ts';
import type { Table } from '../table.ts';
import type { Workspace } from '../workspace.ts';

/** A relay in service is warm; the first second of a Node process is not what its shops live with. */
export const WARM_UP_SECONDS = 3;

/** What every scenario is given. */
export interface Stage {
  readonly settings: BenchSettings;
  readonly workspace: Workspace;
  readonly coreKeys: CoreKeys;
  readonly loads: Loads;
  readonly peers: readonly Peer[];
  readonly networks: readonly BenchNetwork[];
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
  /** What is drawn. */
  readonly curves?: readonly LatencyCurve[];
}

/** One line of the plot. */
export interface LatencyCurve {
  /** Those of one panel are looked at side by side. */
  readonly panel: string;
  readonly server: string;
  /** µs. */
  readonly tail: readonly TailPoint[];
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What it needs of the machine besides what its network needs. */
  readonly needs: readonly Capability[];
  /** `all` networks that were asked for, the `first` of them, or none but this machine’s `loopback`. */
  readonly runsOn: 'all' | 'first' | 'loopback';
  /** A network on which it would measure the network. */
  readonly notOn?: BenchNetwork['kind'];
  run(stage: Stage): Promise<ScenarioReport>;
}

/** How a server is started for this stage. */
export const startOptions = (
  { workspace, coreKeys, settings }: Stage,
  devices: number,
): Omit<StartOptions, 'listenHost'> => ({
  workspace,
  devices,
  coreKeyFile: coreKeys.files.publicKey,
  ...(settings.cpuProfile ? { cpuProfileFolder: settings.outFolder } : {}),
});

/** The load of a run: what was asked for, or else what suits the network. */
export const loadOn = (
  usual: { readonly devices: number; readonly ratePerS: number },
  { devices, ratePerS }: Pick<BenchSettings, 'devices' | 'ratePerS'>,
): { readonly devices: number; readonly ratePerS: number } => ({
  devices: devices ?? usual.devices,
  ratePerS: ratePerS ?? usual.ratePerS,
});

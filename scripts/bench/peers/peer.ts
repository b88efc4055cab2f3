import type { Seat, Wire } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import type { ServerProcess } from './server-process.ts';

/** What a server that runs says of itself. */
export interface Server {
  readonly process: ServerProcess;
  /** Where the devices connect; the address is that of their path. */
  readonly devicePort: number;
  /** Where notices are put in, on this machine's loopback. */
  readonly senderPort: number;
  readonly seats: readonly Seat[];
  /** Our own relay's view of the run that is over; others have none. */
  readonly ownFigures?: () => Promise<OwnFigures>;
  stop(): Promise<void>;
}

export interface OwnFigures {
  /** Callback's last byte to *stored* back at the relay, ms, as its histogram has it: the upper bounds of buckets. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly balanced: boolean;
  readonly announced: number;
  /** Notices that went out, by its label: for the first time, and again (on the next path, or after a while). */
  readonly pushes: Readonly<Record<string, number>>;
  /** What its push side refused, by its own code: copies that were beyond the budget, devices that read no more. */
  readonly refusals: Readonly<Record<string, number>>;
}

export interface StartOptions {
  readonly workspace: Workspace;
  readonly devices: number;
  /** What to listen on for devices. */
  readonly listenHost: string;
  /** PEM file of the payment core's public key, for a server that checks signatures. */
  readonly coreKeyFile: string;
  /** Where a CPU profile of a Node server is to go when it stops. */
  readonly cpuProfileFolder?: string;
}

/** A server that can stand between sender and devices. */
export interface Peer {
  readonly name: string;
  readonly wire: Wire;
  /** What its acknowledgement to the sender is worth. */
  readonly keeps: string;
  /** Another configuration of a server that is measured anyway. */
  readonly isVariant: boolean;
  /** Why it cannot run here, if so. */
  missing(): string | undefined;
  start(options: StartOptions): Promise<Server>;
}

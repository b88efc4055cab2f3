import type { DeviceId } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { HostPort } from '../../shared/settings.ts';
import type { DeviceState } from '../device-state.ts';
import type { LoggedNotice, RelayStore } from '../store.ts';
import type { PushObserver } from './push-observer.ts';

export interface BrokerLinkOptions {
  readonly listen: HostPort;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  readonly store: RelayStore;
  readonly log: Log;
  readonly observer: PushObserver;
}

/** The relay's side of every device connection: what is committed goes out, what devices say comes in. */
export interface BrokerLink {
  /** Where it listens, with the port that the system chose. */
  readonly address: HostPort;
  /**
   * Sends freshly committed notices to the devices that are connected; what cannot go out now is fetched by the
   * device's own sync. Call it in the order of the logs, once per commit.
   *
   * @param lastByteAtMs `performance.now()` at the last byte of the callback that made them
   */
  deliver(notices: readonly LoggedNotice[], lastByteAtMs: number): void;
  deviceStates(): ReadonlyMap<DeviceId, DeviceState>;
  /** Reads the roster again and ends the sessions of devices that were deleted or got another key. */
  rosterChanged(): Promise<void>;
  /** How long the longest-waiting thing in the push side has waited; high means that the relay is overloaded. */
  readonly oldestUnsentAgeMs: number;
  /** Stops accepting, ends every connection, resolves when what was under way in the store has ended. */
  close(): Promise<void>;
}

/** @throws Failure `unreachable` when the address cannot be listened on */
export async function openBrokerLink(_options: BrokerLinkOptions): Promise<BrokerLink> {
  throw new Error('under construction');
}

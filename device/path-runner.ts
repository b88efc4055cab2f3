import { connectPassword, type DeviceKeys } from '../shared/device-key.ts';
import { isFailure } from '../shared/failure.ts';
import { openDown, sealUp } from '../shared/frame.ts';
import type { DeviceId } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { DownMessage } from '../shared/messages.ts';
import type { PathAction } from './paths.ts';

/** One path to the relay: one connection at a time, or none. */
export interface PathLink {
  connect(password: string): void;
  disconnect(): void;
  send(frame: Buffer): unknown;
}

/** What a path tells. */
export interface PathEvents {
  onSubscribed(): void;
  onClosed(reason: string): void;
  onFrame(frame: Buffer): void;
}

/** What a path tells, opened. */
export type PathInput =
  | { readonly type: 'subscribed' | 'closed'; readonly path: number }
  /** A frame whose seal was good. */
  | { readonly type: 'message'; readonly path: number; readonly message: DownMessage }
  /** A frame that was none, or whose seal was not good; `why` is a failure code. */
  | { readonly type: 'frame_refused'; readonly why: string };

export interface PathRunnerOptions {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
  readonly paths: number;
  readonly log: Log;
  openPath(path: number, events: PathEvents): PathLink;
  take(input: PathInput): void;
}

/** Runs what {@link Paths} decides: seals what goes out on each link, opens what comes in, and tells it. */
export class PathRunner {
  readonly #options: PathRunnerOptions;
  readonly #links: readonly PathLink[];

  constructor(options: PathRunnerOptions) {
    this.#options = options;
    this.#links = Array.from({ length: options.paths }, (_, path) =>
      options.openPath(path, this.#eventsOf(path)),
    );
  }

  run(action: PathAction): void {
    const { id, keys } = this.#options;
    const link = this.#links[action.path];
    switch (action.type) {
      case 'connect': {
        const { issuedAtMs, nonce } = action;
        link?.connect(connectPassword(keys, { deviceId: id, issuedAtMs, nonce }));
        return;
      }
      case 'disconnect':
        link?.disconnect();
        return;
      case 'send':
        link?.send(sealUp(keys, id, action.message));
        return;
    }
  }

  /** Ends all of them. */
  close(): void {
    for (const link of this.#links) link.disconnect();
  }

  #eventsOf(path: number): PathEvents {
    const { id, keys, log, take } = this.#options;
    return {
      onSubscribed: () => take({ type: 'subscribed', path }),
      onClosed: (reason) => {
        log.info({ path, reason }, 'no connection');
        take({ type: 'closed', path });
      },
      onFrame: (frame) => {
        try {
          take({ type: 'message', path, message: openDown(keys, id, frame) });
        } catch (thrown) {
          if (!isFailure(thrown)) throw thrown;
          take({ type: 'frame_refused', why: thrown.code });
        }
      },
    };
  }
}

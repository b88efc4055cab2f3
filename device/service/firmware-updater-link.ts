import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { connectPassword, type DeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { Failure, isFailure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import { BoardTalk } from '../../shared/smp/board-talk-link.ts';
import { type FlashVerdict, planFlash } from '../../shared/smp/flash-plan.ts';
import { runFlash } from '../../shared/smp/flash-run-link.ts';
import type { FlashStage } from '../../shared/smp/flash-state.ts';
import { SerialSmpPort } from '../../shared/smp/serial-smp-port.ts';
import { identify } from '../../shared/smp/service.ts';
import { deviceMachine } from '../machine-port.ts';
import { type FirmwareOrder, firmwareWord } from './firmware-errand.ts';
import { FirmwareLink } from './firmware-link.ts';
import type { RoleService } from './role-service.ts';

export interface FirmwareUpdaterOptions {
  readonly id: DeviceId;
  readonly keys: DeviceKeys;
  readonly data: string;
  /** The relay's HTTP address. */
  readonly url: URL;
  /** The board's serial port. */
  readonly board: string;
  readonly baudRate: number;
  readonly trustedKeys: readonly KeyObject[];
  readonly role: Pick<RoleService, 'isBusy' | 'relayNowMs'>;
  readonly log: Log;
}

const describeVerdict = (verdict: FlashVerdict): string =>
  verdict.kind === 'failed' ? verdict.failure.message.slice(0, 120) : verdict.kind;

const LOOK_MS = 200;
/** A board that restarts by itself is asked again. */
const IDENTIFY_MS = 1_000;
const IDENTIFY_TRIES = 5;

/**
 * Keeps the device's own board at the firmware that the relay wants: asks, fetches, flashes with the same session as the
 * technician's CLI, tells. Payments come first: nothing is fetched or uploaded while one waits or is said. Nothing of it
 * has to be remembered: the relay repeats its order, the image's pieces are on disk, and the board knows how far it is.
 */
export class FirmwareUpdater {
  readonly #options: FirmwareUpdaterOptions;
  readonly #link: FirmwareLink;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #busyAtMs = Number.NEGATIVE_INFINITY;
  #problem = '';

  constructor(options: FirmwareUpdaterOptions) {
    const { url, data, id, keys, role } = options;
    this.#options = options;
    this.#link = new FirmwareLink({
      url,
      folder: join(data, 'firmware'),
      id,
      password: () =>
        connectPassword(keys, {
          deviceId: id,
          issuedAtMs: Math.round(role.relayNowMs()) as UnixMs,
          nonce: nonceFrom(deviceMachine.drawBytes(8)),
        }),
      stopped: this.#stop.signal,
    });
    this.#ended = this.#run();
  }

  /** Ends at once; the board starts a whole image whenever that happens. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#round();
        this.#problem = '';
      } catch (thrown) {
        this.#tellProblem(thrown);
      }
      // Not all devices at the same moment.
      await this.#sleep(limits.firmwareAskMs * (0.5 + deviceMachine.random()));
    }
  }

  async #round(): Promise<void> {
    const boardId = await this.#askBoard();
    const order = await this.#link.ask(boardId);
    if (order === undefined) return this.#link.forget();
    this.#options.log.info({ ...order }, 'firmware ordered');
    const word = await this.#carryOut(order);
    await this.#link.tell(order.campaign, word.state, word.detail);
    this.#options.log.info({ campaign: order.campaign, ...word }, 'firmware told');
    await this.#link.forget();
  }

  async #askBoard(): Promise<string> {
    const link = this.#openLink();
    try {
      await link.connect();
      const talk = new BoardTalk(link, deviceMachine);
      return (await talk.ask(identify(), IDENTIFY_MS, IDENTIFY_TRIES)).boardId;
    } finally {
      await link.close();
    }
  }

  async #carryOut(order: FirmwareOrder) {
    await this.#link.tell(order.campaign, 'fetching', '');
    const image = await this.#link.fetch(order, () => this.#quiet());
    const plan = planFlash(image, this.#options.trustedKeys);
    if ('kind' in plan) return { state: 'failed', detail: plan.text };
    for (let failures = 0; ; ) {
      await this.#quiet();
      await this.#link.tell(order.campaign, 'flashing', '');
      const verdict = await this.#flash(plan);
      const word = firmwareWord(verdict);
      if (word !== undefined) return word;
      // Breaking off for a payment is no failure; a board that is not there any more may well be the new image's.
      if (verdict.kind === 'failed' && verdict.failure.code !== 'stopped') failures += 1;
      if (failures >= limits.firmwareFailures)
        return { state: 'failed', detail: `${failures} times broken off: ${describeVerdict(verdict)}` };
      await this.#sleep(limits.boardReachPauseMs);
      if (this.#stop.signal.aborted) throw new Failure('stopped', 'the device is stopping');
    }
  }

  /** Broken off while a payment is to be said, and only while bytes go over the line: a test that has begun is ended. */
  async #flash(plan: Parameters<typeof runFlash>[0]): Promise<FlashVerdict> {
    const breaking = new AbortController();
    const signal = AbortSignal.any([breaking.signal, this.#stop.signal]);
    let stage: FlashStage = 'idle';
    const watch = deviceMachine.every(LOOK_MS, () => {
      if (stage === 'uploading' && this.#options.role.isBusy()) breaking.abort();
    });
    try {
      return await runFlash(plan, {
        open: () => this.#openLink(),
        machine: deviceMachine,
        signal,
        onEvent: (event) => {
          if (event.kind === 'stage') ({ stage } = event);
        },
      });
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      return { kind: 'failed', failure: thrown };
    } finally {
      watch.cancel();
    }
  }

  #openLink(): SerialSmpPort {
    const { board, baudRate } = this.#options;
    return new SerialSmpPort({ path: board, baudRate });
  }

  /** Resolves when nothing was to be said for a while. @throws Failure `stopped` */
  async #quiet(): Promise<void> {
    for (;;) {
      const nowMs = deviceMachine.steadyMs();
      if (this.#options.role.isBusy()) this.#busyAtMs = nowMs;
      if (this.#stop.signal.aborted) throw new Failure('stopped', 'the device is stopping');
      if (nowMs - this.#busyAtMs >= limits.firmwareQuietMs) return;
      await this.#sleep(LOOK_MS);
    }
  }

  #sleep(ms: number): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) return Promise.resolve();
    return new Promise((wake) => {
      const end = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', end);
        wake();
      };
      const timer = deviceMachine.after(ms, end);
      signal.addEventListener('abort', end);
    });
  }

  /** Once for each occurrence: a board that is not there would fill the log. */
  #tellProblem(thrown: unknown): void {
    const problem = isFailure(thrown) ? thrown.message : String(thrown);
    if (problem !== this.#problem && !this.#stop.signal.aborted)
      this.#options.log.warn({ problem }, 'firmware');
    this.#problem = problem;
  }
}

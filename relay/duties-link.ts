import { describeThrown, isFailure } from '../shared/failure.ts';
import type { DeviceId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { Log } from '../shared/log.ts';
import type { Machine, Timer } from '../shared/machine.ts';
import { unixMs } from '../shared/quantities.ts';
import {
  type AlarmMemory,
  beginRound,
  type DeviceStates,
  endRound,
  judgeSome,
  rememberAlarms,
} from './device-alarms.ts';
import type { DeviceEntry, RelayStore } from './store.ts';

export interface DutiesOptions {
  readonly store: Pick<
    RelayStore,
    | 'readAlarms'
    | 'readDevices'
    | 'readDevice'
    | 'raiseAlarms'
    | 'clearAlarms'
    | 'handOverUnstored'
    | 'readOverdue'
  >;
  readonly deviceStates: () => DeviceStates;
  readonly log: Log;
  readonly machine: Machine;
  alarmRaised(kind: string): void;
  noticesOverdue(count: number): void;
}

/** How late the relay may notice that something is wrong with a device. */
const DEVICE_ROUND_MS = 5_000;
/** How late a notice that nobody can announce any more is handed over. */
const LEDGER_ROUND_MS = 60_000;

/** What the relay must look after by itself: alarms of devices, and notices that get old. */
export class Duties {
  readonly #options: DutiesOptions;
  readonly #timers: Timer[];
  #memory: AlarmMemory;
  /** Read as a whole once only: ten thousand devices keep the store, and what is to be committed, for 50 ms. */
  #roster: Map<DeviceId, DeviceEntry> | undefined;
  /** What has changed there since. */
  readonly #changed = new Set<DeviceId>();
  #overdue: ReadonlyMap<DeviceId, number> = new Map();
  #underWay: Promise<void> = Promise.resolve();
  readonly #busy = new Set<string>();

  private constructor(options: DutiesOptions, memory: AlarmMemory) {
    this.#options = options;
    this.#memory = memory;
    const { machine } = options;
    this.#timers = [
      machine.every(DEVICE_ROUND_MS, () => this.#run('devices', () => this.#judgeDevices())),
      machine.every(LEDGER_ROUND_MS, () => this.#run('ledger', () => this.#lookAtLedger())),
    ];
    this.#run('ledger', () => this.#lookAtLedger());
  }

  static async begin(options: DutiesOptions): Promise<Duties> {
    return new Duties(options, rememberAlarms(await options.store.readAlarms(limits.alarmsRemembered)));
  }

  rosterChanged(device: DeviceId): void {
    this.#changed.add(device);
  }

  /** Resolves when no duty is under way any more. */
  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    await this.#underWay;
  }

  /** Duties run one after another, and one that is late is not piled up. */
  #run(name: string, duty: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    this.#underWay = this.#underWay.then(async () => {
      try {
        await duty();
      } catch (thrown) {
        const code = isFailure(thrown) ? thrown.code : 'internal';
        this.#options.log.warn(
          { duty: name, code, error: describeThrown(thrown) },
          'a duty failed; it is tried again',
        );
      } finally {
        this.#busy.delete(name);
      }
    });
  }

  async #judgeDevices(): Promise<void> {
    const { store, deviceStates, alarmRaised } = this.#options;
    const entries = await this.#readRoster();
    const nowMs = this.#options.machine.wallMs();
    const states = deviceStates();
    const underWay = beginRound();
    // Ten thousand in one go would keep a payment waiting for 50 ms.
    for (const roster of inBatches([...entries.values()], limits.devicesPerTurn)) {
      judgeSome(underWay, this.#memory, { roster, states, overdue: this.#overdue }, nowMs);
      await new Promise<void>((resolve) => this.#options.machine.nextTurn(resolve));
    }
    const { raise, clear, memory } = endRound(underWay, this.#memory);
    // The memory is renewed last: what the store refused is judged anew in the next round.
    for (const batch of inBatches(raise, limits.alarmsPerOperation)) await store.raiseAlarms(batch, nowMs);
    for (const batch of inBatches(clear, limits.alarmsPerOperation)) await store.clearAlarms(batch, nowMs);
    this.#memory = memory;
    for (const { kind } of raise) alarmRaised(kind);
  }

  async #readRoster(): Promise<ReadonlyMap<DeviceId, DeviceEntry>> {
    const { store } = this.#options;
    this.#roster ??= new Map((await store.readDevices()).map((entry) => [entry.id, entry]));
    for (const device of [...this.#changed]) {
      // Forgotten first: it may change again while it is read.
      this.#changed.delete(device);
      try {
        const entry = await store.readDevice(device);
        if (entry === undefined) this.#roster.delete(device);
        else this.#roster.set(device, entry);
      } catch (thrown) {
        this.#changed.add(device);
        throw thrown;
      }
    }
    return this.#roster;
  }

  async #lookAtLedger(): Promise<void> {
    const { store, log, noticesOverdue } = this.#options;
    const nowMs = this.#options.machine.wallMs();
    for (;;) {
      const madeBeforeMs = unixMs(Math.max(0, nowMs - limits.handOverAgeMs));
      const count = await store.handOverUnstored(madeBeforeMs, nowMs, limits.handOverNotices);
      if (count > 0) log.warn({ count }, 'notices that no device has stored were handed over');
      if (count < limits.handOverNotices) break;
    }
    const overdue = await store.readOverdue(unixMs(Math.max(0, nowMs - limits.receiptOverdueMs)));
    this.#overdue = new Map(overdue.map(({ deviceId, count }) => [deviceId, count]));
    noticesOverdue(overdue.reduce((sum, { count }) => sum + count, 0));
  }
}

/** Batches that are small enough not to hold up the payments behind them. */
function inBatches<Row>(rows: readonly Row[], most: number): readonly (readonly Row[])[] {
  const count = Math.ceil(rows.length / most);
  return Array.from({ length: count }, (_, index) => rows.slice(index * most, (index + 1) * most));
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { nowUs, sleep, until } from '../clock.ts';
import { indexOf, type Seat, type Wire } from '../wire.ts';
import { FleetDevice } from './fleet-device.ts';
import { FleetInbox } from './fleet-inbox.ts';

export interface ConnectOrder {
  readonly wire: Wire;
  readonly host: string;
  readonly port: number;
  readonly seats: readonly Seat[];
  readonly inboxFile: string;
  /** Notices that the run will send. */
  readonly count: number;
}

export interface FinishOrder {
  /** How long to wait for so many notices. */
  readonly expected: number;
  readonly withinMs: number;
}

export interface FleetResult {
  /** By notice number: µs of the host's monotonic clock at which the device read it, 0: it never came. */
  readonly receivedUs: Float64Array;
  /** By notice number: the same for its commit. */
  readonly storedUs: Float64Array;
  /** By notice number: rows in the inbox, as read back from the disk. */
  readonly rows: Uint16Array;
  /** Arrivals of what was there already, which the inbox put aside. */
  readonly repeats: number;
  readonly disconnects: number;
  /** Receipts that were never confirmed. */
  readonly openReceipts: number;
  /** Of one core, from `watch` to `finish`; commits included. */
  readonly cpuShare: number;
  /** How late its event loop was. */
  readonly lateP99Ms: number;
}

export type FleetOrders = {
  /** Resolves to how long it took, ms, when every device may be told. */
  readonly connect: (order: ConnectOrder) => Promise<number>;
  /** From here on the fleet's own load is measured. */
  readonly watch: (order: null) => void;
  readonly finish: (order: FinishOrder) => Promise<FleetResult>;
};

/** Handshakes under way at once: a storm of them is another measurement. */
const CONNECTING_AT_ONCE = 100;
const CONNECT_WITHIN_MS = 120_000;
/** A device tells its receipts this often; what it has heard since goes in one message. */
const RECEIPTS_INTERVAL_MS = 5_000;
const WHEEL_TICK_MS = 50;
/** Node's histogram holds the time between two checks, this one included. */
const LOOP_CHECK_MS = 5;

/** Thousands of devices in one process, with one disk. */
export class Fleet {
  #devices: FleetDevice[] = [];
  #inbox: FleetInbox | undefined;
  #receivedUs = new Float64Array(0);
  #storedUs = new Float64Array(0);
  #stored = 0;
  #repeats = 0;
  #disconnects = 0;
  #cpu = process.cpuUsage();
  #watchedFromUs = nowUs();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: LOOP_CHECK_MS });

  async connect(order: ConnectOrder): Promise<number> {
    const begun = performance.now();
    this.#receivedUs = new Float64Array(order.count);
    this.#storedUs = new Float64Array(order.count);
    const inbox = await FleetInbox.open(order.inboxFile);
    this.#inbox = inbox;
    this.#devices = order.seats.map(
      (seat, place) =>
        new FleetDevice({
          ...order,
          place,
          seat,
          inbox,
          onStored: (sn, receivedUs) => this.#onStored(sn, receivedUs),
          onRepeat: () => {
            this.#repeats++;
          },
          onDisconnect: () => {
            this.#disconnects++;
          },
        }),
    );
    await this.#connectAll();
    this.#turnWheel();
    return performance.now() - begun;
  }

  watch(): void {
    this.#loopDelay.enable();
    this.#loopDelay.reset();
    this.#cpu = process.cpuUsage();
    this.#watchedFromUs = nowUs();
  }

  async finish({ expected, withinMs }: FinishOrder): Promise<FleetResult> {
    const cpu = process.cpuUsage(this.#cpu);
    const cpuShare = (cpu.user + cpu.system) / (nowUs() - this.#watchedFromUs);
    await until(withinMs, 20, () => (this.#stored >= expected ? true : undefined));
    const open = (): number => this.#devices.reduce((sum, device) => sum + device.openReceipts, 0);
    await until(withinMs, 100, () => (open() === 0 ? true : undefined));
    const openReceipts = open();
    for (const device of this.#devices) device.close();
    return {
      receivedUs: this.#receivedUs,
      storedUs: this.#storedUs,
      rows: (await this.#inbox?.countRows(this.#storedUs.length)) ?? new Uint16Array(0),
      repeats: this.#repeats,
      disconnects: this.#disconnects,
      openReceipts,
      cpuShare,
      lateP99Ms: Math.max(0, this.#loopDelay.percentile(99) / 1e6 - LOOP_CHECK_MS),
    };
  }

  #onStored(sn: string, receivedUs: number): void {
    const index = indexOf(sn);
    if (index === undefined || index >= this.#storedUs.length || this.#storedUs[index] !== 0) return;
    this.#receivedUs[index] = receivedUs;
    this.#storedUs[index] = nowUs();
    this.#stored++;
  }

  async #connectAll(): Promise<void> {
    const waiting = this.#devices.values();
    let connected = 0;
    const work = async (): Promise<void> => {
      for (const device of waiting) {
        await device.connect();
        connected++;
      }
    };
    const all = Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, work)).then(() => true);
    const inTime = await Promise.race([all, sleep(CONNECT_WITHIN_MS).then(() => false)]);
    if (inTime) return;
    throw new Failure('timed_out', `${connected} of ${this.#devices.length} devices could connect`);
  }

  /** Each device has its own moment for its heartbeat and its receipts, so that they do not come in waves. */
  #turnWheel(): void {
    let tick = 0;
    const beatTicks = limits.heartbeatIntervalMs / WHEEL_TICK_MS;
    const receiptTicks = RECEIPTS_INTERVAL_MS / WHEEL_TICK_MS;
    setInterval(() => {
      tick++;
      for (let place = tick % receiptTicks; place < this.#devices.length; place += receiptTicks) {
        this.#devices[place]?.sendReceipts();
      }
      for (let place = tick % beatTicks; place < this.#devices.length; place += beatTicks) {
        this.#devices[place]?.beat();
      }
    }, WHEEL_TICK_MS);
  }
}

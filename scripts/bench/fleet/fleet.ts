import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { nowUs, sleep, until } from '../clock.ts';
import { indexOf, type Seat, type Wire } from '../wire.ts';
import { FleetDevice } from './fleet-device.ts';
import { FleetInbox } from './fleet-inbox.ts';

export interface ConnectOrder {
  readonly wire: Wire;
  /** The server's address on each path: as many paths has each device. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly seats: readonly Seat[];
  readonly inboxFile: string;
  /** Notices that the run will send. */
  readonly count: number;
  readonly withinMs: number;
}

export interface FinishOrder {
  /** By notice number, 1: it was accepted, so it must come. */
  readonly awaited: Uint8Array;
  /** How long to wait for them at most … */
  readonly withinMs: number;
  /** … and without any of them coming. */
  readonly quietMs: number;
}

export interface FleetResult {
  /** By notice number: µs of the host's monotonic clock at which the device read it, 0: it never came. */
  readonly receivedUs: Float64Array;
  /** By notice number: when the connection that brought it was opened. */
  readonly openedUs: Float64Array;
  /** By notice number: when the device had committed it. */
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

/** How those came back who had lost their connection. */
export interface ComebackResult {
  readonly devices: number;
  readonly back: number;
  /** Until the last of them was back, ms; the whole time where not all are. */
  readonly tookMs: number;
  /** How late this process was itself meanwhile: what it does not read in time is nobody's fault but its own. */
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
}

export type FleetOrders = {
  /** Resolves to how long it took, ms, when every device may be told. */
  readonly connect: (order: ConnectOrder) => Promise<number>;
  /** From here on the fleet's own load is measured. */
  readonly watch: (order: null) => void;
  /** The last so many devices read no more, until they are thawed. */
  readonly freeze: (order: { readonly devices: number }) => void;
  readonly thaw: (order: null) => void;
  /** All lose their connections at one moment, and come back as devices do. */
  readonly storm: (order: { readonly withinMs: number }) => Promise<ComebackResult>;
  /** Waits for all who have lost their connections, whyever. */
  readonly comeBack: (order: { readonly withinMs: number }) => Promise<ComebackResult>;
  readonly finish: (order: FinishOrder) => Promise<FleetResult>;
};

/** Handshakes under way at once at the start: a storm of them is another measurement. */
const CONNECTING_AT_ONCE = 100;
/** A device tells its receipts this often; what it has heard since goes in one message. */
const RECEIPTS_INTERVAL_MS = 5_000;
const WHEEL_TICK_MS = 50;
/** Node's histogram holds the time between two checks, this one included. */
const LOOP_CHECK_MS = 5;

/** Thousands of devices in one process, with one disk. */
export class Fleet {
  #devices: FleetDevice[] = [];
  #frozen: FleetDevice[] = [];
  #inbox: FleetInbox | undefined;
  #receivedUs = new Float64Array(0);
  #openedUs = new Float64Array(0);
  #storedUs = new Float64Array(0);
  #storedLastUs = 0;
  #repeats = 0;
  #disconnects = 0;
  #cpu = process.cpuUsage();
  #watchedFromUs = nowUs();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: LOOP_CHECK_MS });

  async connect(order: ConnectOrder): Promise<number> {
    const begun = performance.now();
    this.#receivedUs = new Float64Array(order.count);
    this.#openedUs = new Float64Array(order.count);
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
          onStored: (sn, receivedUs, openedUs) => this.#onStored(sn, receivedUs, openedUs),
          onRepeat: () => {
            this.#repeats++;
          },
          onDisconnect: () => {
            this.#disconnects++;
          },
        }),
    );
    await this.#connectAll(order.withinMs);
    this.#turnWheel();
    return performance.now() - begun;
  }

  watch(): void {
    this.#loopDelay.enable();
    this.#loopDelay.reset();
    this.#cpu = process.cpuUsage();
    this.#watchedFromUs = nowUs();
  }

  freeze({ devices }: { readonly devices: number }): void {
    this.#frozen = this.#devices.slice(-devices);
    for (const device of this.#frozen) device.freeze();
  }

  thaw(): void {
    for (const device of this.#frozen) device.thaw();
  }

  storm(order: { readonly withinMs: number }): Promise<ComebackResult> {
    for (const device of this.#devices) device.drop();
    return this.comeBack(order);
  }

  async comeBack({ withinMs }: { readonly withinMs: number }): Promise<ComebackResult> {
    const begun = performance.now();
    const late = monitorEventLoopDelay({ resolution: LOOP_CHECK_MS });
    late.enable();
    const all = Promise.all(this.#devices.map((device) => device.ready())).then(() => true);
    await Promise.race([all, sleep(withinMs)]);
    const back = this.#devices.filter(({ isReady }) => isReady).length;
    late.disable();
    const lateMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - LOOP_CHECK_MS);
    return {
      ...{ devices: this.#devices.length, back, tookMs: performance.now() - begun },
      ...{ lateP99Ms: lateMs(late.percentile(99)), lateMaxMs: lateMs(late.max) },
    };
  }

  async finish({ awaited, withinMs, quietMs }: FinishOrder): Promise<FleetResult> {
    const cpu = process.cpuUsage(this.#cpu);
    const cpuShare = (cpu.user + cpu.system) / (nowUs() - this.#watchedFromUs);
    const lateP99Ms = Math.max(0, this.#loopDelay.percentile(99) / 1e6 - LOOP_CHECK_MS);
    const begunUs = nowUs();
    const allCame = (): boolean => awaited.every((one, index) => one === 0 || this.#storedUs[index] !== 0);
    const isQuiet = (): boolean => nowUs() - Math.max(begunUs, this.#storedLastUs) > quietMs * 1_000;
    await until(withinMs, 50, () => (allCame() || isQuiet() ? true : undefined));
    const openReceipts = await this.#settleReceipts(withinMs);
    for (const device of this.#devices) device.close();
    return {
      receivedUs: this.#receivedUs,
      openedUs: this.#openedUs,
      storedUs: this.#storedUs,
      rows: (await this.#inbox?.countRows(this.#storedUs.length)) ?? new Uint16Array(0),
      repeats: this.#repeats,
      disconnects: this.#disconnects,
      openReceipts,
      cpuShare,
      lateP99Ms,
    };
  }

  /** @returns how many receipts are not confirmed in the end */
  async #settleReceipts(withinMs: number): Promise<number> {
    const open = (): number => this.#devices.reduce((sum, device) => sum + device.openReceipts, 0);
    // The run is over: nobody has to wait for a device's turn of the wheel.
    for (const device of this.#devices) device.sendReceipts();
    await until(withinMs, 100, () => (open() === 0 ? true : undefined));
    return open();
  }

  #onStored(sn: string, receivedUs: number, openedUs: number): void {
    const index = indexOf(sn);
    if (index === undefined || index >= this.#storedUs.length || this.#storedUs[index] !== 0) return;
    this.#receivedUs[index] = receivedUs;
    this.#openedUs[index] = openedUs;
    this.#storedUs[index] = nowUs();
    this.#storedLastUs = nowUs();
  }

  async #connectAll(withinMs: number): Promise<void> {
    const waiting = this.#devices.values();
    let connected = 0;
    const work = async (): Promise<void> => {
      for (const device of waiting) {
        await device.connect();
        connected++;
      }
    };
    const all = Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, work)).then(() => true);
    const inTime = await Promise.race([all, sleep(withinMs).then(() => false)]);
    if (inTime) return;
    const inS = `within ${withinMs / 1_000} s`;
    throw new Failure('timed_out', `${connected} of ${this.#devices.length} devices could connect ${inS}`);
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

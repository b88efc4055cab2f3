import type NodeBle from 'node-ble';
import { describeThrown, Failure, isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import {
  BlePacketAssembler,
  fragmentForBle,
  SMP_CHARACTERISTIC_UUID,
  SMP_SERVICE_UUID,
} from './ble-framing.ts';
import { BluezVisit, bluezProperty } from './bluez-link.ts';
import { withinDeadline } from './deadline-link.ts';
import { ReceivedPackets } from './received-packets-link.ts';
import type { SmpLink, SmpMtu } from './smp-link.ts';

/** What every connection has (Bluetooth Core 5.4, vol. 3 part G, 5.2.1), and what a BlueZ before 5.62 does not tell. */
const LEAST_ATT_MTU_BYTES = 23;
const MOST_ATT_MTU_BYTES = 517;

export interface BleSmpOptions {
  /** `AA:BB:CC:00:00:01` */
  address: string;
  /** `hci0`; the first one when absent. */
  adapter?: string;
}

/** A board over BLE, through BlueZ. One object is one connection with a bus and a Device of its own, as `SmpLink` promises. */
export class BleSmpLink implements SmpLink {
  readonly #options: BleSmpOptions;
  readonly #assembler = new BlePacketAssembler();
  readonly #received = new ReceivedPackets();
  #visit: BluezVisit | undefined;
  #device: NodeBle.Device | undefined;
  #characteristic: NodeBle.GattCharacteristic | undefined;
  #attMtuBytes = LEAST_ATT_MTU_BYTES;
  #deadlineMs = 0;
  #end: Failure | undefined;
  #sending: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(options: BleSmpOptions) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    if (this.#visit !== undefined || this.#end !== undefined)
      throw new Failure('device_gone', 'a connection is opened once');
    this.#deadlineMs = performance.now() + limits.smpConnectMs;
    try {
      const visit = new BluezVisit((reason) => this.#finish(reason));
      this.#visit = visit;
      const adapter = await visit.adapter(this.#options.adapter, this.#leftMs());
      const device = await this.#find(adapter);
      this.#device = device;
      device.on('disconnect', () => visit.lose(this.#gone('the connection was lost')));
      await this.#or(device.connect(), 'connecting');
      await this.#resolved(device);
      await this.#subscribe(await this.#or(device.gatt(), 'listing the services'));
    } catch (thrown) {
      const failure = isFailure(thrown) ? thrown : this.#unreachable(thrown);
      this.#finish(failure);
      await this.close();
      throw failure;
    }
    if (this.#end !== undefined) throw this.#end;
  }

  send(packet: Uint8Array): Promise<void> {
    const sent = this.#sending.then(() => this.#write(packet));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  receive(waitMs: number): Promise<Uint8Array | undefined> {
    return this.#received.next(waitMs);
  }

  mtu(): SmpMtu {
    return { medium: 'ble', attMtuBytes: this.#attMtuBytes };
  }

  close(): Promise<void> {
    this.#finish(this.#gone('closed by us'));
    this.#closed ??= this.#letGo();
    return this.#closed;
  }

  async #find(adapter: NodeBle.Adapter): Promise<NodeBle.Device> {
    const { address } = this.#options;
    const look = async (): Promise<NodeBle.Device | undefined> => {
      const addresses = await this.#or(adapter.devices(), 'listing the boards');
      return addresses.some((known) => known.toUpperCase() === address.toUpperCase())
        ? await this.#or(adapter.getDevice(address), 'finding the board')
        : undefined;
    };
    const known = await look();
    if (known !== undefined) return known;
    // Somebody else's scan serves as well.
    await this.#or(adapter.startDiscovery(), 'starting a scan').catch((thrown: unknown) => {
      if (isFailure(thrown)) throw thrown;
    });
    try {
      for (;;) {
        const found = await look();
        if (found !== undefined) return found;
        await this.#pause();
      }
    } catch (thrown) {
      if (!isFailure(thrown, 'timed_out')) throw thrown;
      throw new Failure('unreachable', `no board ${address} in reach: is it switched on, and near?`);
    } finally {
      // A scan that goes on makes connecting fail on many controllers.
      await withinDeadline(adapter.stopDiscovery(), limits.bleCloseMs, 'ending a scan').catch(() => {});
    }
  }

  /** node-ble waits for the list of services with a gap in which it misses the news that it is there, so this looks itself. */
  async #resolved(device: NodeBle.Device): Promise<void> {
    while ((await this.#or(bluezProperty(device, 'ServicesResolved'), 'listing the services')) !== true)
      await this.#pause();
  }

  async #subscribe(server: NodeBle.GattServer): Promise<void> {
    const service = await this.#or(server.getPrimaryService(SMP_SERVICE_UUID), 'finding the service').catch(
      (thrown: unknown) => {
        if (isFailure(thrown)) throw thrown;
        throw new Failure('unreachable', `${this.#options.address} has no board management (SMP) service`);
      },
    );
    const characteristic = await this.#or(
      service.getCharacteristic(SMP_CHARACTERISTIC_UUID),
      'finding the characteristic',
    );
    this.#characteristic = characteristic;
    this.#attMtuBytes = await this.#readMtu(characteristic);
    characteristic.on('valuechanged', (piece) => {
      const packet = this.#assembler.push(piece, performance.now());
      if (packet !== undefined) this.#received.push(packet);
    });
    await this.#or(characteristic.startNotifications(), 'subscribing to answers');
  }

  async #readMtu(characteristic: NodeBle.GattCharacteristic): Promise<number> {
    const mtu = await this.#or(bluezProperty(characteristic, 'MTU'), 'reading the MTU').catch(
      (thrown: unknown) => {
        if (isFailure(thrown)) throw thrown;
        return LEAST_ATT_MTU_BYTES; // no such property
      },
    );
    const isCredible = typeof mtu === 'number' && mtu >= LEAST_ATT_MTU_BYTES && mtu <= MOST_ATT_MTU_BYTES;
    return isCredible ? mtu : LEAST_ATT_MTU_BYTES;
  }

  async #write(packet: Uint8Array): Promise<void> {
    const deadlineMs = performance.now() + limits.smpSendMs;
    for (const piece of fragmentForBle(packet, this.#attMtuBytes)) {
      if (this.#end !== undefined) throw this.#end;
      const { address } = this.#options;
      if (this.#visit === undefined || this.#characteristic === undefined)
        throw new Failure('device_gone', 'not connected');
      const leftMs = Math.max(1, deadlineMs - performance.now());
      try {
        // Without response: BlueZ answers when the piece has a place in its queue, which is the pacing.
        const written = this.#characteristic.writeValueWithoutResponse(Buffer.from(piece));
        await this.#visit.orLost(written, leftMs, `writing to ${address}`);
      } catch (thrown) {
        if (isFailure(thrown, 'timed_out')) throw thrown;
        throw this.#end ?? this.#gone(describeThrown(thrown));
      }
    }
  }

  /** A step of connecting: within the one deadline, and ended at once when the connection or the bus is lost. */
  #or<Value>(work: Promise<Value>, what: string): Promise<Value> {
    if (this.#end !== undefined) {
      work.catch(() => {});
      return Promise.reject(this.#end);
    }
    if (this.#visit === undefined) throw new Failure('device_gone', 'not connected');
    return this.#visit.orLost(work, this.#leftMs(), `${this.#options.address}: ${what}`);
  }

  #leftMs(): number {
    return Math.max(1, this.#deadlineMs - performance.now());
  }

  async #pause(): Promise<void> {
    await new Promise((wake) => setTimeout(wake, limits.bleLookMs));
    if (this.#end !== undefined) throw this.#end;
    if (performance.now() >= this.#deadlineMs)
      throw new Failure(
        'timed_out',
        `${this.#options.address} did not answer within ${limits.smpConnectMs / 1_000} s`,
      );
  }

  #gone(why: string): Failure {
    return new Failure('device_gone', `${this.#options.address}: ${why}`);
  }

  #unreachable(thrown: unknown): Failure {
    return new Failure('unreachable', `${this.#options.address}: ${describeThrown(thrown)}`, {
      cause: thrown,
    });
  }

  #finish(reason: Failure): void {
    this.#end ??= reason;
    this.#received.end(this.#end);
  }

  async #letGo(): Promise<void> {
    const [visit, device, characteristic] = [this.#visit, this.#device, this.#characteristic];
    characteristic?.removeAllListeners();
    const quietly = async (work: Promise<unknown> | undefined): Promise<void> => {
      if (work === undefined || visit === undefined) return;
      await withinDeadline(work, limits.bleCloseMs, 'closing').catch(() => {});
    };
    await quietly(characteristic?.stopNotifications());
    await quietly(device?.disconnect());
    device?.removeAllListeners();
    visit?.end();
  }
}

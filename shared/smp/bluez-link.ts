import type NodeBle from 'node-ble';
import { createBluetooth } from 'node-ble';
import { describeThrown, Failure } from '../failure.ts';
import { withinDeadline } from './deadline-link.ts';

/** One visit to the system's Bluetooth service: its own bus connection, so that nothing of an earlier visit is left. */
export class BluezVisit {
  readonly #bluetooth: NodeBle.Bluetooth;
  readonly #destroy: () => void;
  readonly #onLost: (reason: Failure) => void;
  readonly #waiting = new Set<(reason: Failure) => void>();
  #end: Failure | undefined;

  /** @param onLost the bus is lost; node-ble itself would throw it where nobody can catch it */
  constructor(onLost: (reason: Failure) => void) {
    const { bluetooth, destroy } = createBluetooth();
    this.#bluetooth = bluetooth;
    this.#destroy = destroy;
    this.#onLost = onLost;
    const bus: unknown = Reflect.get(bluetooth, 'dbus');
    const gone = (thrown?: unknown): void => this.lose(noService(thrown));
    listen(bus, 'error', gone);
    // A bus that ends in order says nothing; its connection does.
    listen(bus instanceof Object ? Reflect.get(bus, '_connection') : undefined, 'end', gone);
  }

  /**
   * The adapter named so, or the first that is powered.
   *
   * @throws Failure unreachable: no bus, no adapter
   */
  async adapter(name: string | undefined, timeoutMs: number): Promise<NodeBle.Adapter> {
    const found = (async () => {
      const names = await this.#bluetooth.adapters();
      const wanted = name ?? names[0];
      if (wanted === undefined || !names.includes(wanted))
        throw new Failure('unreachable', `no Bluetooth adapter${name === undefined ? '' : ` ${name}`}`);
      return this.#bluetooth.getAdapter(wanted);
    })();
    const adapter = await this.orLost(found, timeoutMs, 'the Bluetooth service');
    if (!(await this.orLost(adapter.isPowered(), timeoutMs, 'the Bluetooth service')))
      throw new Failure('unreachable', 'the Bluetooth adapter is switched off: bluetoothctl power on');
    return adapter;
  }

  /** `work` with a deadline, ended at once when the bus or what was visited is lost. */
  async orLost<Value>(work: Promise<Value>, timeoutMs: number, what: string): Promise<Value> {
    let lose: (reason: Failure) => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    if (this.#end === undefined) this.#waiting.add(lose);
    else lose(this.#end);
    try {
      return await withinDeadline(Promise.race([work, lost]), timeoutMs, what);
    } finally {
      this.#waiting.delete(lose);
    }
  }

  /** What was visited is gone: whoever waits hears it now, and whoever asks later too. The first reason stays. */
  lose(reason: Failure): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    for (const lose of this.#waiting) lose(reason);
    this.#onLost(reason);
  }

  end(): void {
    this.#destroy();
  }
}

/** A property of a node-ble object that node-ble gives no access to (MTU, UUIDs, ServicesResolved). */
export async function bluezProperty(of: object, name: string): Promise<unknown> {
  const inner: unknown = Reflect.get(of, 'helper');
  const read: unknown = inner instanceof Object ? Reflect.get(inner, 'prop') : undefined;
  if (typeof read !== 'function') throw new Failure('unreachable', 'node-ble has changed: no properties');
  return read.call(inner, name);
}

function listen(emitter: unknown, event: string, listener: (thrown?: unknown) => void): void {
  const on: unknown = emitter instanceof Object ? Reflect.get(emitter, 'on') : undefined;
  if (typeof on !== 'function') throw new Failure('unreachable', 'dbus-next has changed: no events');
  on.call(emitter, event, listener);
}

function noService(thrown: unknown): Failure {
  const why = thrown === undefined ? 'the connection ended' : describeThrown(thrown);
  return new Failure(
    'unreachable',
    `the system's Bluetooth service cannot be reached (is bluetoothd running?): ${why}`,
  );
}

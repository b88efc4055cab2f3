import dbus from 'dbus-next';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { withinDeadline } from '../../shared/smp/deadline-link.ts';

const BLUEZ = 'org.bluez';
export const SYSTEM_BUS = 'org.freedesktop.DBus';
const BUS_PATH = '/org/freedesktop/DBus';
const { METHOD_CALL, SIGNAL } = dbus.MessageType;

const MATCHES = [
  `type='signal',sender='${SYSTEM_BUS}',member='NameOwnerChanged',arg0='${BLUEZ}'`,
  `type='signal',sender='${BLUEZ}',member='InterfacesRemoved'`,
  `type='signal',sender='${BLUEZ}',member='PropertiesChanged',arg0='org.bluez.Adapter1'`,
  `type='signal',sender='${BLUEZ}',member='PropertiesChanged',arg0='org.bluez.Device1'`,
];

export interface CallEvents {
  /** BlueZ calls us. @returns signature and body of the answer, or the name of an error */
  onCall(message: dbus.Message): readonly [string, readonly unknown[]] | string;
  onSignal(message: dbus.Message): void;
  onEnd(reason: Failure): void;
}

/**
 * One connection to the system's bus, and calls between BlueZ and us on it. dbus-next's own services are not used: they answer
 * anybody, and an answer of theirs after the end of the connection is thrown where nobody can catch it.
 */
export class BluezCalls {
  readonly #events: CallEvents;
  #bus: dbus.MessageBus | undefined;
  /** BlueZ's number on the bus: nobody else may call us. */
  #owner = '';

  constructor(events: CallEvents) {
    this.#events = events;
  }

  /** @throws Failure `unreachable` */
  async begin(): Promise<void> {
    const bus = dbus.systemBus();
    this.#bus = bus;
    const gone = (thrown?: unknown): void => {
      const why = thrown === undefined ? 'it has ended' : describeThrown(thrown);
      this.#events.onEnd(new Failure('unreachable', `the system’s bus: ${why}`));
    };
    const failed = new Promise<never>((_, reject) => {
      bus.on('error', (thrown) => {
        reject(new Failure('unreachable', `the system’s bus: ${describeThrown(thrown)}`));
        gone(thrown);
      });
    });
    failed.catch(() => {});
    connectionOf(bus)?.on('end', () => gone());
    bus.on('message', (message) => {
      if (message.type === SIGNAL) this.#events.onSignal(message);
    });
    bus.addMethodHandler((message: dbus.Message) => this.#called(message));
    const bringUp = async (): Promise<void> => {
      for (const match of MATCHES) await this.#askBus('AddMatch', match);
      const [owner] = await this.#askBus('GetNameOwner', BLUEZ).catch((thrown: unknown) => {
        throw new Failure('unreachable', `BlueZ does not run: ${describeThrown(thrown)}`);
      });
      this.#owner = String(owner);
    };
    await Promise.race([bringUp(), failed]);
  }

  /** @throws Failure `unreachable` with BlueZ's words, `timed_out` */
  async ask(
    path: string,
    face: string,
    member: string,
    signature = '',
    body: readonly unknown[] = [],
  ): Promise<readonly unknown[]> {
    return this.#call({ destination: BLUEZ, path, interface: face, member, signature, body: [...body] });
  }

  emit(path: string, face: string, member: string, signature: string, body: readonly unknown[]): void {
    this.#send(dbus.Message.newSignal(path, face, member, signature, [...body]));
  }

  end(): void {
    const bus = this.#bus;
    this.#bus = undefined;
    if (bus === undefined) return;
    const connection = connectionOf(bus);
    // What has come already would be answered into a closed stream.
    connection?.removeAllListeners('message');
    connection?.stream.destroy();
  }

  #askBus(member: string, argument: string): Promise<readonly unknown[]> {
    return this.#call({
      destination: SYSTEM_BUS,
      path: BUS_PATH,
      interface: SYSTEM_BUS,
      member,
      signature: 's',
      body: [argument],
    });
  }

  async #call(message: dbus.MessageLike): Promise<readonly unknown[]> {
    if (this.#bus === undefined) throw new Failure('unreachable', 'the system’s bus: not connected');
    const called = this.#bus.call(new dbus.Message(message)).catch((thrown: unknown) => {
      throw new Failure('unreachable', `${message.member}: ${describeThrown(thrown)}`, { cause: thrown });
    });
    const answer = await withinDeadline(called, limits.smpAnswerMs, message.member ?? '');
    return answer?.body ?? [];
  }

  #called(message: dbus.Message): boolean {
    if (message.type !== METHOD_CALL || message.sender !== this.#owner) return false;
    const answer = this.#events.onCall(message);
    if ((message.flags & dbus.MessageFlag.NO_REPLY_EXPECTED) !== 0) return true;
    this.#send(
      typeof answer === 'string'
        ? // The declaration has the wrong type: it takes the message.
          dbus.Message.newError(message as unknown as string, answer, message.member)
        : dbus.Message.newMethodReturn(message, answer[0], [...answer[1]]),
    );
    return true;
  }

  #send(message: dbus.Message): void {
    try {
      this.#bus?.send(message);
    } catch (thrown) {
      this.#events.onEnd(new Failure('unreachable', `the system’s bus: ${describeThrown(thrown)}`));
    }
  }
}

interface Connection {
  readonly stream: { destroy(): void };
  on(event: string, listener: () => void): unknown;
  removeAllListeners(event: string): unknown;
}

const connectionOf = (bus: dbus.MessageBus): Connection | undefined =>
  Reflect.get(bus, '_connection') as Connection | undefined;

export const variantValue = (value: unknown): unknown =>
  value instanceof dbus.Variant ? (value.value as unknown) : undefined;

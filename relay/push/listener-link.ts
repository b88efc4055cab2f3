import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { HostPort } from '../../shared/settings.ts';
import { HandshakeTurns } from '../handshake-turns-link.ts';
import { type Crowds, ListenerTwins } from '../listener-twins-link.ts';
import { networkOf, Strangers } from './strangers.ts';

export interface ListenerOptions {
  readonly listen: HostPort;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** A connection is open (TLS included); it is a stranger until {@link DeviceListener.proved}. */
  readonly onSocket: (socket: Socket) => void;
  readonly onRefused: (code: 'overloaded' | 'timed_out') => void;
  /** Several connections are accepted in a turn of the event loop; without it, one. */
  readonly crowds?: Crowds;
}

// Nagle's algorithm would hold a notice back until the one before is acknowledged: 40 ms.
// Half open: who hangs up is ended in turn, not at once.
const MANNER = { noDelay: true, allowHalfOpen: true };

/** Accepts connections, and keeps those in bounds that have not yet proved whose they are. */
export class DeviceListener {
  readonly #server: Server;
  readonly #options: ListenerOptions;
  readonly #secure: SecureContext | undefined;
  readonly #handshakes = new HandshakeTurns((raw) => this.#shakeHands(raw));
  readonly #sockets = new Set<Socket>();
  readonly #strangers = new Strangers<Socket>();
  /** Of each TLS socket the one under it. */
  readonly #raw = new Map<Socket, Socket>();
  #twins: ListenerTwins | undefined;

  private constructor(options: ListenerOptions) {
    this.#options = options;
    this.#secure =
      options.tls === undefined ? undefined : createSecureContext({ ...options.tls, minVersion: 'TLSv1.2' });
    this.#server = createServer(MANNER, (socket) => this.#accept(socket));
  }

  /** @throws Failure `unreachable` when the address cannot be listened on, `usage` when the certificate cannot be used */
  static async open(options: ListenerOptions): Promise<DeviceListener> {
    const listener = DeviceListener.#create(options);
    const server = listener.#server;
    const { host, port } = options.listen;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(new Failure('unreachable', `cannot listen on ${host}:${port}: ${error.message}`)),
      );
      server.listen({ host, port, backlog: limits.mqttBacklog }, resolve);
    });
    if (options.crowds !== undefined)
      listener.#twins = new ListenerTwins({
        ...{ ...options.crowds, server, manner: MANNER, backlog: limits.mqttBacklog },
        onSocket: (socket) => listener.#accept(socket),
      });
    return listener;
  }

  static #create(options: ListenerOptions): DeviceListener {
    try {
      return new DeviceListener(options);
    } catch (thrown) {
      throw new Failure('usage', `the MQTT certificate cannot be used: ${String(thrown)}`);
    }
  }

  get address(): HostPort {
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new Failure('stopped', 'the listener is closed');
    return { host: this.#options.listen.host, port: address.port };
  }

  /** The one behind this socket is known: it is bounded by its own rules from now on. */
  proved(socket: Socket): void {
    this.#strangers.leave(this.#raw.get(socket) ?? socket);
  }

  /** Ends strangers that have taken too long; to be called once a second. */
  sweep(nowMs: number): void {
    for (const socket of this.#strangers.overdue(nowMs)) {
      this.#options.onRefused('timed_out');
      this.#end(socket);
    }
  }

  /** Stops accepting and ends every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const twinsClosed = this.#twins?.close();
    this.#handshakes.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([closed, twinsClosed]);
  }

  #accept(raw: Socket): void {
    const nowMs = performance.now();
    const network = networkOf(raw.remoteAddress ?? '');
    const isRoom = this.#sockets.size < limits.mqttConnections;
    const room = isRoom ? this.#strangers.roomFor(network, nowMs) : 'full';
    if (room !== 'room') this.#options.onRefused('overloaded');
    if (room === 'full') {
      raw.destroy();
      return;
    }
    if (room !== 'room') this.#end(room);
    this.#sockets.add(raw);
    this.#strangers.add(raw, network, nowMs);
    // The connection is lost; 'close' follows.
    raw.on('error', () => {});
    raw.once('close', () => {
      this.#sockets.delete(raw);
      this.#strangers.leave(raw);
    });
    if (this.#secure === undefined) this.#options.onSocket(raw);
    else this.#handshakes.wait(raw);
  }

  #shakeHands(raw: Socket): void {
    const secureContext = this.#secure;
    if (secureContext === undefined) return;
    const socket = new TLSSocket(raw, { isServer: true, secureContext });
    this.#raw.set(socket, raw);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#raw.delete(socket);
      raw.destroy();
    });
    const giveUp = (): void => this.#end(raw);
    socket.once('end', giveUp);
    socket.once('secure', () => {
      socket.off('end', giveUp);
      this.#options.onSocket(socket);
    });
  }

  #end(socket: Socket): void {
    this.#strangers.leave(socket);
    socket.destroy();
  }
}

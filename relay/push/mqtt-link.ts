import type { Socket } from 'node:net';
import type { AuthenticateError, Client, ConnectPacket } from 'aedes';
import { describeThrown, isFailure } from '../../shared/failure.ts';
import { sealDown } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { HostPort } from '../../shared/settings.ts';
import { downTopic } from '../../shared/topics.ts';
import { type ConnectRequest, type ConnectVerdict, checkConnectForm, REFUSED } from './admission.ts';
import { guardParser, RoutelessBroker, takeOverConnect } from './aedes-link.ts';
import { ConnectTurns } from './connect-turns-link.ts';
import { DeviceConnection } from './connection-link.ts';
import { InTurns } from './in-turns-link.ts';
import { DeviceListener, type ListenerOptions } from './listener-link.ts';
import {
  CONNACK_ACCEPTED,
  PINGRESP,
  publishBytes,
  readPing,
  readPublish,
  readSubscribe,
  topicField,
} from './mqtt-bytes.ts';
import type { ConnectionId } from './push-state.ts';
import { allowsBadFrame, allowsPacket, createTraffic, isSilent, type Traffic } from './traffic.ts';

/** What becomes of connections and of what comes in by them. */
export interface MqttEvents {
  judge(request: ConnectRequest): ConnectVerdict;
  /** Whether the roster still has this key for the device: it may have changed while the device waited for its turn. */
  hasKey(device: DeviceId, key: Uint8Array): boolean;
  connected(connection: DeviceConnection): void;
  closed(connection: DeviceConnection): void;
  /** @throws Failure when the frame is refused; it is counted by its code */
  frame(connection: DeviceConnection, payload: Buffer): void;
  refused(code: string): void;
}

export interface MqttLinkOptions extends Pick<ListenerOptions, 'listen' | 'tls' | 'crowds'> {
  readonly log: Log;
  readonly events: MqttEvents;
}

/** Where device connections come in. */
export interface MqttDoor {
  readonly address: HostPort | undefined;
  readonly connections: ReadonlyMap<ConnectionId, DeviceConnection>;
  /** Ends what has taken too long; `nowMs` is steady. */
  sweep(nowMs: number): void;
  close(): Promise<void>;
}

interface Peer {
  readonly client: Client;
  readonly socket: Socket;
  readonly traffic: Traffic;
  connection?: DeviceConnection;
  /** Of its CONNECT, until that is answered. */
  verdict?: ConnectVerdict;
  keepaliveMs: number;
  heardAtMs: number;
}

type Admitted = Extract<ConnectVerdict, { verdict: 'admit' }>;

const refusal = (code: string): Error => new Error(`refused: ${code}`);

/**
 * MQTT 3.1.1 for devices, and nothing else: each may hear its own `down` and speak on its own `up`, QoS 0, not
 * retained, no wills, no sessions. Whatever else a client tries is counted and ends its connection.
 */
export class MqttLink implements MqttDoor {
  readonly connections = new Map<ConnectionId, DeviceConnection>();
  readonly #events: MqttEvents;
  readonly #log: Log;
  // No WeakMap: with ten thousand entries it is what the garbage collector stops for.
  readonly #peers = new Map<Client, Peer>();
  /** By client id. */
  readonly #names = new Map<string, Peer>();
  readonly #turns = new ConnectTurns();
  readonly #departures = new InTurns<Socket>(limits.departuresPerTurn, (socket) => socket.destroy());
  #lastConnection: ConnectionId = 0;
  #broker: RoutelessBroker | undefined;
  #listener: DeviceListener | undefined;

  private constructor(options: MqttLinkOptions) {
    this.#events = options.events;
    this.#log = options.log;
  }

  /** @throws Failure `unreachable` or `usage` */
  static async open(options: MqttLinkOptions): Promise<MqttLink> {
    const link = new MqttLink(options);
    try {
      link.#broker = await link.#openBroker();
      link.#listener = await DeviceListener.open({
        ...options,
        onSocket: (socket) => link.#accept(socket),
        onRefused: (code) => options.events.refused(code),
      });
      return link;
    } catch (thrown) {
      await link.close();
      throw thrown;
    }
  }

  get address(): HostPort | undefined {
    return this.#listener?.address;
  }

  /**
   * Ends what has taken too long: strangers, connections without a hello, sockets that take nothing. Once a second.
   *
   * @param nowMs on the clock of `performance.now()`
   */
  sweep(nowMs: number): void {
    this.#listener?.sweep(nowMs);
    for (const peer of this.#peers.values()) {
      const { connection } = peer;
      if (connection === undefined) continue;
      if (isSilent(peer, connection.openedAtMs, nowMs)) {
        this.#refuse('silent');
        connection.close();
      } else if (!connection.greeted && nowMs - connection.openedAtMs > limits.mqttHelloMs) {
        this.#refuse('no_hello');
        connection.close();
      } else if (connection.isFrozen(nowMs)) {
        this.#refuse('frozen');
        connection.close();
      }
    }
  }

  /** Stops accepting and ends every connection. */
  async close(): Promise<void> {
    this.#turns.close();
    this.#departures.close();
    await this.#listener?.close();
    const broker = this.#broker;
    if (broker !== undefined) await new Promise<void>((resolve) => broker.close(resolve));
  }

  async #openBroker(): Promise<RoutelessBroker> {
    const broker = await RoutelessBroker.open({
      connectTimeout: limits.mqttConnectMs,
      drainTimeout: limits.deviceDrainMs,
      queueLimit: limits.mqttPacketsBeforeConnack,
      maxTopicLevels: 8,
      preConnect: (client, packet, done) => {
        const peer = this.#peers.get(client);
        if (peer === undefined || !this.#takeConnect(peer, packet)) {
          done(refusal('CONNECT'), false);
          return;
        }
        const { verdict } = peer;
        // Only who has proved to be a device waits for a turn: strangers, however many, take none.
        if (verdict?.verdict !== 'admit') {
          done(null, true);
          return;
        }
        const go = (): void => {
          if (packet.protocolVersion !== 4 || !this.#letIn(peer, packet.clientId, verdict)) done(null, true);
        };
        if (this.#turns.wait(client, go)) {
          this.#listener?.proved(peer.socket);
          return;
        }
        this.#refuse('overloaded');
        done(refusal('CONNECT'), false);
      },
      authenticate: (client, _username, _password, done) => {
        const peer = this.#peers.get(client);
        if (peer?.verdict === undefined) return;
        const returnCode = this.#admit(peer, peer.verdict);
        if (returnCode === 0) done(null, true);
        else if (returnCode !== undefined)
          done(Object.assign(refusal('credentials'), { returnCode }) as AuthenticateError, false);
      },
      authorizePublish: (client, packet, done) => {
        const peer = client === null ? undefined : this.#peers.get(client);
        const isOwn = packet.topic === peer?.connection?.upTopic && packet.qos === 0 && !packet.retain;
        if (peer?.connection === undefined || !isOwn) {
          this.#refuse('forbidden');
          done(refusal('topic'));
        } else
          done(this.#takeFrame(peer, peer.connection, packet.payload as Buffer) ? null : refusal('frames'));
      },
      authorizeSubscribe: (client, subscription, done) => {
        const connection = this.#peers.get(client)?.connection;
        if (subscription.topic === connection?.downTopic && subscription.qos === 0) {
          done(null, subscription);
          return;
        }
        this.#refuse('forbidden');
        done(refusal('subscription'));
      },
    });
    broker.on('clientError', (client, error) =>
      this.#log.debug({ client: client.id, reason: error.message }, 'connection ended'),
    );
    (broker as NodeJS.EventEmitter).on('error', (error: Error) =>
      this.#log.error({ reason: error.message }, 'the broker failed'),
    );
    return broker;
  }

  #accept(socket: Socket): void {
    const client = this.#broker?.handle(socket);
    if (client === undefined) return;
    // The broker would end it at once, and ten thousand that go at one moment are 600 ms in one turn of the event loop.
    socket.removeAllListeners('end');
    socket.once('end', () => this.#departures.add(socket));
    const nowMs = performance.now();
    const peer: Peer = { client, socket, traffic: createTraffic(nowMs), keepaliveMs: 0, heardAtMs: nowMs };
    this.#peers.set(client, peer);
    guardParser(client, {
      packetBytes: limits.mqttPacketBytes,
      onPacket: () => {
        peer.heardAtMs = performance.now();
        this.#allow(peer);
      },
      onTooLarge: () => {
        this.#refuse('too_large');
        client.close();
      },
      takeDirectly: (chunk, at) => this.#takeDirectly(peer, chunk, at),
    });
    socket.once('close', () => {
      this.#turns.leave(client);
      this.#departures.leave(socket);
      this.#peers.delete(client);
      if (this.#names.get(client.id) === peer) this.#names.delete(client.id);
      const { connection } = peer;
      if (connection === undefined) return;
      this.connections.delete(connection.id);
      this.#events.closed(connection);
    });
  }

  #allow(peer: Peer): void {
    if (allowsPacket(peer.traffic, peer.heardAtMs)) return;
    this.#refuse('flood');
    peer.client.close();
  }

  /**
   * Takes what a device says in its usual words past the broker, which would need ten times as long for it.
   *
   * @returns where it ends, or `at`: it is the broker's
   */
  #takeDirectly(peer: Peer, chunk: Buffer, at: number): number {
    const { connection, client, socket } = peer;
    if (connection === undefined) return at;
    const publish = readPublish(chunk, at, connection.upTopicField);
    const subscribe = publish === undefined ? readSubscribe(chunk, at, connection.downTopicField) : undefined;
    const end = publish?.end ?? subscribe?.end ?? readPing(chunk, at);
    // What is too long is refused where all packets are measured.
    if (end === undefined || end - at > limits.mqttPacketBytes) return at;
    peer.heardAtMs = performance.now();
    this.#allow(peer);
    if (client.closed) return end;
    if (publish === undefined) socket.write(subscribe?.answer ?? PINGRESP);
    else if (!this.#takeFrame(peer, connection, publish.payload)) client.close();
    return end;
  }

  /**
   * Judges a CONNECT as soon as it has come: 30 µs, where all that follows takes 0.5 ms.
   *
   * @returns false: no device of ours says such a thing
   */
  #takeConnect(peer: Peer, packet: ConnectPacket): boolean {
    const request = {
      clientId: packet.clientId,
      username: packet.username ?? '',
      password: packet.password?.toString() ?? '',
    };
    const keepaliveS = packet.keepalive ?? 0;
    try {
      checkConnectForm({
        ...request,
        clean: packet.clean ?? false,
        hasWill: packet.will !== undefined,
        keepaliveS,
      });
    } catch (thrown) {
      this.#refuse(isFailure(thrown) ? thrown.code : 'malformed');
      return false;
    }
    peer.keepaliveMs = 1_000 * keepaliveS;
    peer.verdict = this.#events.judge(request);
    return true;
  }

  /** @returns false: the roster has another key for it by now, and the broker has to say so */
  #letIn(peer: Peer, name: string, verdict: Admitted): boolean {
    if (!this.#events.hasKey(verdict.device, verdict.key)) return false;
    // A second connection of one name ends the first (3.1.4-2).
    this.#names.get(name)?.client.close();
    this.#names.set(name, peer);
    peer.socket.write(CONNACK_ACCEPTED);
    delete peer.verdict;
    this.#begin(peer, verdict);
    takeOverConnect(peer.client, name);
    return true;
  }

  #begin(peer: Peer, verdict: Admitted): void {
    this.#lastConnection += 1;
    const connection = new DeviceConnection(peer.socket, this.#lastConnection, verdict, performance.now());
    peer.connection = connection;
    this.connections.set(connection.id, connection);
    this.#events.connected(connection);
  }

  /** @returns the CONNACK's code, or undefined when the answer has been given already */
  #admit(peer: Peer, verdict: ConnectVerdict): number | undefined {
    delete peer.verdict;
    switch (verdict.verdict) {
      case 'refuse':
        this.#refuse(verdict.code);
        return verdict.returnCode;
      case 'tell_time':
        this.#refuse('wrong_clock');
        this.#tellTime(peer.socket, verdict);
        return undefined;
      case 'admit': {
        if (!this.#events.hasKey(verdict.device, verdict.key)) {
          this.#refuse('unauthorized');
          return REFUSED.credentials;
        }
        this.#begin(peer, verdict);
        return 0;
      }
    }
  }

  /**
   * Written past the broker: a connection that it registers would end the device's present one of the same name, and
   * this token may be a recorded one.
   */
  #tellTime(socket: Socket, verdict: Extract<ConnectVerdict, { verdict: 'tell_time' }>): void {
    const { device, keys, nonce } = verdict;
    const frame = sealDown(keys, device, { type: 'clock', relayTimeMs: unixMs(Date.now()), nonce });
    socket.end(Buffer.concat([CONNACK_ACCEPTED, publishBytes(topicField(downTopic(device)), frame)]));
    setTimeout(() => socket.destroy(), limits.mqttLingerMs).unref();
  }

  /** @returns false when the connection has used up what it may get wrong */
  #takeFrame(peer: Peer, connection: DeviceConnection, payload: Buffer): boolean {
    try {
      this.#events.frame(connection, payload);
      return true;
    } catch (thrown) {
      if (isFailure(thrown)) {
        this.#refuse(thrown.code);
        return allowsBadFrame(peer.traffic, performance.now());
      }
      // A mistake of ours must cost one connection, not all.
      this.#refuse('internal');
      this.#log.error(
        { device: connection.device, reason: describeThrown(thrown) },
        'a frame could not be handled',
      );
      return false;
    }
  }

  #refuse(code: string): void {
    this.#events.refused(code);
  }
}

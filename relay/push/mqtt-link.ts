import type { Socket } from 'node:net';
import { describeThrown, isFailure } from '../../shared/failure.ts';
import { sealDown } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { HostPort } from '../../shared/settings.ts';
import { downTopic } from '../../shared/topics.ts';
import { InTurns } from '../in-turns-link.ts';
import {
  type ConnectForm,
  type ConnectRequest,
  type ConnectVerdict,
  checkConnectForm,
  REFUSED,
} from './admission.ts';
import { BrokerPeers } from './broker-peers-link.ts';
import { ConnectTurns } from './connect-turns-link.ts';
import { DeviceConnection } from './connection-link.ts';
import { onHangUp } from './hang-up-link.ts';
import { DeviceListener, type ListenerOptions } from './listener-link.ts';
import {
  CONNACK_ACCEPTED,
  connackRefused,
  PINGRESP,
  publishBytes,
  readConnect,
  readPing,
  readPublish,
  readSubscribe,
  topicField,
} from './mqtt-bytes.ts';
import type { Admitted, Peer, PeerRules } from './mqtt-peer.ts';
import type { ConnectionId } from './push-state.ts';
import { allowsBadFrame, allowsPacket, createTraffic, isSilent } from './traffic.ts';

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

/** Nothing that comes counts any more. */
const isOver = (socket: Socket): boolean => socket.destroyed || socket.writableEnded;

/** Its CONNECT was good, and its turn has not come. */
const isWaiting = ({ verdict }: Peer): boolean => verdict !== undefined;

/**
 * MQTT 3.1.1 for devices, and nothing else: each may hear its own `down` and speak on its own `up`, QoS 0, not
 * retained, no wills, no sessions. Whatever else a client tries is counted and ends its connection.
 */
export class MqttLink implements MqttDoor {
  readonly connections = new Map<ConnectionId, DeviceConnection>();
  readonly #events: MqttEvents;
  readonly #log: Log;
  readonly #peers = new Set<Peer>();
  /** By client id. */
  readonly #names = new Map<string, Peer>();
  readonly #turns = new ConnectTurns();
  readonly #hearings = new InTurns<Peer>(limits.hearingsPerTurn, (peer) => this.#hear(peer));
  readonly #departures = new InTurns<Peer>(limits.departuresPerTurn, (peer) => {
    // What it has said before it hung up counts.
    this.#hear(peer);
    peer.socket.destroy();
  });
  #lastConnection: ConnectionId = 0;
  #unusual: BrokerPeers | undefined;
  #listener: DeviceListener | undefined;

  private constructor(options: MqttLinkOptions) {
    this.#events = options.events;
    this.#log = options.log;
  }

  /** @throws Failure `unreachable` or `usage` */
  static async open(options: MqttLinkOptions): Promise<MqttLink> {
    const link = new MqttLink(options);
    try {
      link.#unusual = await BrokerPeers.open(link.#rules(), options.log);
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
    for (const peer of this.#peers) {
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
    this.#hearings.close();
    this.#departures.close();
    await this.#listener?.close();
    await this.#unusual?.close();
  }

  #rules(): PeerRules {
    return {
      takeConnect: (peer, form) => this.#takeConnect(peer, form),
      wait: (peer, go) => this.#wait(peer, go),
      letIn: (peer, name, verdict) => this.#letIn(peer, name, verdict),
      answer: (peer, verdict) => this.#answer(peer, verdict),
      allow: (peer) => this.#allow(peer),
      takeDirectly: (peer, chunk, at) => this.#takeDirectly(peer, chunk, at),
      takeFrame: (peer, connection, payload) => this.#takeFrame(peer, connection, payload),
      refuse: (code) => this.#refuse(code),
    };
  }

  #accept(socket: Socket): void {
    const nowMs = performance.now();
    const traffic = createTraffic(nowMs);
    const peer: Peer = { socket, traffic, unheard: [], keepaliveMs: 0, heardAtMs: nowMs };
    this.#peers.add(peer);
    onHangUp(socket, () => this.#departures.add(peer));
    socket.on('data', (chunk) => {
      // Not in this turn's reading: callbacks that have come with it are read first, and a crowd a few in each turn.
      peer.unheard.push(chunk);
      this.#hearings.add(peer);
      if (peer.unheard.length > limits.unheardChunks) socket.pause();
    });
    socket.once('close', () => {
      this.#turns.leave(peer);
      this.#hearings.leave(peer);
      this.#departures.leave(peer);
      this.#unusual?.leave(peer);
      this.#peers.delete(peer);
      const { connection, name } = peer;
      if (name !== undefined && this.#names.get(name) === peer) this.#names.delete(name);
      if (connection === undefined) return;
      this.connections.delete(connection.id);
      this.#events.closed(connection);
    });
  }

  #hear(peer: Peer): void {
    const { socket, unheard } = peer;
    if (unheard.length === 0 || isOver(socket)) return;
    const [first] = unheard;
    const said = first === undefined || unheard.length > 1 ? Buffer.concat(unheard) : first;
    const end = this.#take(peer, said);
    peer.unheard = end < said.length ? [said.subarray(end)] : [];
    if (isOver(socket)) return;
    if (isWaiting(peer)) this.#keepShort(peer);
    else {
      if (end < said.length) this.#handOver(peer);
      else if (socket.isPaused()) socket.resume();
    }
  }

  /** What it says while it waits for its turn waits too, if it is not much. */
  #keepShort({ socket, unheard }: Peer): void {
    const bytes = unheard.reduce((sum, chunk) => sum + chunk.length, 0);
    if (bytes <= limits.mqttPacketBytes) return;
    this.#refuse('flood');
    socket.destroy();
  }

  #handOver(peer: Peer): void {
    const { socket, unheard } = peer;
    socket.removeAllListeners('data');
    socket.pause();
    peer.unheard = [];
    this.#unusual?.take(peer, Buffer.concat(unheard));
  }

  /** @returns where its usual words end */
  #take(peer: Peer, said: Buffer): number {
    let at = 0;
    while (at < said.length && !isOver(peer.socket)) {
      const end =
        peer.connection === undefined ? this.#takeFirst(peer, said, at) : this.#takeDirectly(peer, said, at);
      if (end === at) break;
      at = end;
    }
    return at;
  }

  /** Takes the CONNECT. @returns where it ends, or `at`: it is unusual, or what follows has to wait */
  #takeFirst(peer: Peer, said: Buffer, at: number): number {
    const read = isWaiting(peer) ? undefined : readConnect(said, at);
    if (read === undefined || read.end - at > limits.mqttPacketBytes) return at;
    const { clientId } = read.connect;
    if (!this.#takeConnect(peer, { ...read.connect, clean: true, hasWill: false })) peer.socket.destroy();
    else {
      const { verdict } = peer;
      if (verdict?.verdict !== 'admit') this.#turnAway(peer);
      else if (!this.#wait(peer, () => this.#enter(peer, clientId, verdict))) peer.socket.destroy();
    }
    return read.end;
  }

  #enter(peer: Peer, name: string, verdict: Admitted): void {
    if (this.#letIn(peer, name, verdict)) this.#hearings.add(peer);
    else this.#turnAway(peer);
  }

  #turnAway(peer: Peer): void {
    const { socket, verdict } = peer;
    const returnCode = verdict === undefined ? undefined : this.#answer(peer, verdict);
    if (returnCode !== undefined) this.#endWith(socket, connackRefused(returnCode));
  }

  #wait(peer: Peer, go: () => void): boolean {
    if (this.#turns.wait(peer, go)) {
      this.#listener?.proved(peer.socket);
      return true;
    }
    this.#refuse('overloaded');
    return false;
  }

  #allow(peer: Peer): void {
    if (peer.socket.destroyed || allowsPacket(peer.traffic, peer.heardAtMs)) return;
    this.#refuse('flood');
    peer.socket.destroy();
  }

  /**
   * Takes what a device says in its usual words past the broker, which would need ten times as long for it.
   *
   * @returns where it ends, or `at`: it is the broker's
   */
  #takeDirectly(peer: Peer, chunk: Buffer, at: number): number {
    const { connection, socket } = peer;
    if (socket.destroyed) return chunk.length;
    if (connection === undefined) return at;
    const publish = readPublish(chunk, at, connection.upTopicField);
    const subscribe = publish === undefined ? readSubscribe(chunk, at, connection.downTopicField) : undefined;
    const end = publish?.end ?? subscribe?.end ?? readPing(chunk, at);
    // What is too long is refused where all packets are measured.
    if (end === undefined || end - at > limits.mqttPacketBytes) return at;
    peer.heardAtMs = performance.now();
    this.#allow(peer);
    if (socket.destroyed) return end;
    if (publish === undefined) socket.write(subscribe?.answer ?? PINGRESP);
    else if (!this.#takeFrame(peer, connection, publish.payload)) socket.destroy();
    return end;
  }

  /**
   * Judges a CONNECT as soon as it has come: 30 µs, where all that follows takes 0.3 ms.
   *
   * @returns false: no device of ours says such a thing
   */
  #takeConnect(peer: Peer, form: ConnectForm): boolean {
    peer.heardAtMs = performance.now();
    try {
      checkConnectForm(form);
    } catch (thrown) {
      this.#refuse(isFailure(thrown) ? thrown.code : 'malformed');
      return false;
    }
    peer.keepaliveMs = 1_000 * form.keepaliveS;
    peer.verdict = this.#events.judge(form);
    return true;
  }

  #letIn(peer: Peer, name: string, verdict: Admitted): boolean {
    if (!this.#events.hasKey(verdict.device, verdict.key)) return false;
    // A second connection of one name ends the first (3.1.4-2).
    this.#names.get(name)?.socket.destroy();
    this.#names.set(name, peer);
    peer.name = name;
    peer.socket.write(CONNACK_ACCEPTED);
    delete peer.verdict;
    this.#begin(peer, verdict);
    return true;
  }

  #begin(peer: Peer, verdict: Admitted): void {
    this.#lastConnection += 1;
    const connection = new DeviceConnection(peer.socket, this.#lastConnection, verdict, performance.now());
    peer.connection = connection;
    this.connections.set(connection.id, connection);
    this.#events.connected(connection);
  }

  #answer(peer: Peer, verdict: ConnectVerdict): number | undefined {
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
    this.#endWith(
      socket,
      Buffer.concat([CONNACK_ACCEPTED, publishBytes(topicField(downTopic(device)), frame)]),
    );
  }

  #endWith(socket: Socket, lastWord: Buffer): void {
    socket.end(lastWord);
    setTimeout(() => socket.destroy(), limits.mqttLingerMs).unref();
  }

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

import type { ConnectRequest } from '../../relay/push/admission.ts';
import { DeviceConnection, type DeviceSocket } from '../../relay/push/connection-link.ts';
import type { MqttDoor, MqttEvents } from '../../relay/push/mqtt-link.ts';
import { allowsBadFrame, allowsPacket, createTraffic, type Traffic } from '../../relay/push/traffic.ts';
import { isFailure } from '../../shared/failure.ts';
import { sealDown } from '../../shared/frame.ts';
import { limits } from '../../shared/limits.ts';
import { downTopic } from '../../shared/topics.ts';
import type { VirtualProcess } from './virtual-host.ts';
import type { ConnectionEnd, Packet } from './virtual-network.ts';

interface Peer {
  readonly end: ConnectionEnd;
  readonly traffic: Traffic;
  readonly acceptedAtMs: number;
  lastPacketAtMs: number;
  clientId?: string;
  connection?: DeviceConnection;
}

/** MQTT 3.1.1, 3.1.2.10: after one and a half keepalives without a packet the connection is closed. */
const KEEPALIVE_MS = limits.mqttKeepaliveS * 1_500;

/** The relay's MQTT door (relay/push/mqtt-link.ts) without sockets and without aedes. */
export class VirtualMqtt implements MqttDoor {
  readonly address = undefined;
  readonly connections = new Map<number, DeviceConnection>();
  /** Largest number of bytes that ever waited on one socket. */
  mostWaitingBytes = 0;
  readonly #process: VirtualProcess;
  readonly #events: MqttEvents;
  readonly #peers = new Set<Peer>();
  #lastConnection = 0;

  constructor(process: VirtualProcess, events: MqttEvents) {
    this.#process = process;
    this.#events = events;
  }

  accept(end: ConnectionEnd): void {
    const nowMs = this.#process.steadyMs();
    const peer: Peer = { end, traffic: createTraffic(nowMs), acceptedAtMs: nowMs, lastPacketAtMs: nowMs };
    this.#peers.add(peer);
    end.onPacket = (packet) => this.#take(peer, packet);
    end.onFailed = () => this.#closed(peer);
  }

  sweep(nowMs: number): void {
    for (const peer of [...this.#peers]) {
      const { connection } = peer;
      if (nowMs - peer.lastPacketAtMs > KEEPALIVE_MS) this.#close(peer);
      else if (connection === undefined) {
        if (nowMs - peer.acceptedAtMs > limits.mqttConnectMs) this.#close(peer);
      } else if (!connection.greeted && nowMs - connection.openedAtMs > limits.mqttHelloMs) {
        this.#events.refused('no_hello');
        this.#close(peer);
      } else if (connection.isFrozen(nowMs)) {
        this.#events.refused('frozen');
        this.#close(peer);
      }
    }
  }

  async close(): Promise<void> {
    for (const peer of [...this.#peers]) this.#close(peer);
  }

  #take(peer: Peer, packet: Packet): void {
    peer.lastPacketAtMs = this.#process.steadyMs();
    if (!allowsPacket(peer.traffic, peer.lastPacketAtMs)) {
      this.#events.refused('flood');
      this.#close(peer);
      return;
    }
    switch (packet.packet) {
      case 'connect':
        this.#admit(peer, packet.request);
        return;
      case 'subscribe':
        if (peer.connection !== undefined) this.#say(peer, { packet: 'suback' });
        return;
      case 'publish':
        if (peer.connection === undefined || !this.#takeFrame(peer, peer.connection, packet.frame))
          this.#close(peer);
        return;
      case 'ping':
      case 'connack':
      case 'suback':
      case 'end':
        return;
    }
  }

  #admit(peer: Peer, request: ConnectRequest): void {
    const verdict = this.#events.judge(request);
    switch (verdict.verdict) {
      case 'refuse':
        this.#events.refused(verdict.code);
        this.#say(peer, { packet: 'connack', returnCode: verdict.returnCode });
        this.#close(peer);
        return;
      case 'tell_time': {
        const { device, keys, nonce } = verdict;
        this.#events.refused('wrong_clock');
        const clock = { type: 'clock', relayTimeMs: this.#process.wallMs(), nonce } as const;
        this.#say(peer, { packet: 'connack', returnCode: 0 });
        this.#say(peer, { packet: 'publish', frame: sealDown(keys, device, clock) });
        this.#close(peer);
        return;
      }
      case 'admit': {
        // A second connection of the same name ends the first (3.1.4-2).
        for (const other of [...this.#peers])
          if (other !== peer && other.clientId === request.clientId) this.#close(other);
        this.#lastConnection += 1;
        const socket = new VirtualSocket(this, peer, request.username);
        const nowMs = this.#process.steadyMs();
        peer.clientId = request.clientId;
        peer.connection = new DeviceConnection(socket, this.#lastConnection, verdict, nowMs);
        this.connections.set(peer.connection.id, peer.connection);
        this.#events.connected(peer.connection);
        this.#say(peer, { packet: 'connack', returnCode: 0 });
      }
    }
  }

  #takeFrame(peer: Peer, connection: DeviceConnection, frame: Buffer): boolean {
    try {
      this.#events.frame(connection, frame);
      return true;
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      this.#events.refused(thrown.code);
      return allowsBadFrame(peer.traffic, this.#process.steadyMs());
    }
  }

  #say(peer: Peer, packet: Packet): void {
    if (this.#process.mayAct()) peer.end.send(packet, 8);
  }

  /** Bytes of a device connection go out. */
  write(peer: Peer, frame: Buffer): void {
    if (!this.#process.mayAct()) return;
    peer.end.send({ packet: 'publish', frame }, frame.length);
    this.mostWaitingBytes = Math.max(this.mostWaitingBytes, peer.end.waitingBytes);
  }

  /** From this side; the events come in the next turn, as a socket's `close` does. */
  #close(peer: Peer): void {
    if (!this.#process.mayAct()) return;
    peer.end.close();
    this.#process.nextTurn(() => this.#closed(peer));
  }

  destroy(peer: Peer): void {
    this.#close(peer);
  }

  #closed(peer: Peer): void {
    if (!this.#peers.delete(peer) || peer.connection === undefined) return;
    this.connections.delete(peer.connection.id);
    this.#events.closed(peer.connection);
  }
}

/** What a {@link DeviceConnection} sees of its connection. */
class VirtualSocket implements DeviceSocket {
  readonly #door: VirtualMqtt;
  readonly #peer: Peer;
  readonly #topicBytes: number;

  constructor(door: VirtualMqtt, peer: Peer, device: string) {
    this.#door = door;
    this.#peer = peer;
    this.#topicBytes = 2 + Buffer.byteLength(downTopic(device as Parameters<typeof downTopic>[0]));
  }

  get destroyed(): boolean {
    return !this.#peer.end.isOpen;
  }

  get writableLength(): number {
    return this.#peer.end.waitingBytes;
  }

  get bytesWritten(): number {
    return this.#peer.end.sentBytes;
  }

  /** One PUBLISH: fixed header, remaining length (3.3.1), topic, payload. */
  write(bytes: Buffer): void {
    let at = 1;
    while (((bytes[at] ?? 0) & 0x80) !== 0) at += 1;
    this.#door.write(this.#peer, bytes.subarray(at + 1 + this.#topicBytes));
  }

  destroy(): void {
    this.#door.destroy(this.#peer);
  }
}

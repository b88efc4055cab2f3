import type { Socket } from 'node:net';
import type { DeviceKeys } from '../../shared/device-key.ts';
import { sealDown } from '../../shared/frame.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { DownMessage } from '../../shared/messages.ts';
import { downTopic, upTopic } from '../../shared/topics.ts';
import { publishBytes, topicField } from './mqtt-bytes.ts';
import type { ConnectionId } from './push-state.ts';

/** What is needed of a socket. */
export type DeviceSocket = Pick<Socket, 'destroyed' | 'writableLength' | 'bytesWritten'> & {
  write(bytes: Buffer): unknown;
  destroy(): unknown;
};

/** One admitted connection of a device. */
export class DeviceConnection {
  readonly id: ConnectionId;
  readonly device: DeviceId;
  readonly keys: DeviceKeys;
  /** The key on the roster with which it was admitted. */
  readonly key: Uint8Array;
  readonly openedAtMs: number;
  readonly upTopic: string;
  readonly downTopic: string;
  /** As it stands in a PUBLISH of the device. */
  readonly upTopicField: Buffer;
  readonly downTopicField: Buffer;
  /** Its hello was answered. */
  greeted = false;
  readonly #socket: DeviceSocket;
  /** Bytes that have gone out, and since when no more have. */
  #goneBytes = 0;
  #stuckSinceMs = 0;

  constructor(
    socket: DeviceSocket,
    id: ConnectionId,
    owner: { readonly device: DeviceId; readonly keys: DeviceKeys; readonly key: Uint8Array },
    nowMs: number,
  ) {
    this.#socket = socket;
    this.id = id;
    this.device = owner.device;
    this.keys = owner.keys;
    this.key = owner.key;
    this.openedAtMs = nowMs;
    this.upTopic = upTopic(owner.device);
    this.downTopic = downTopic(owner.device);
    this.upTopicField = topicField(this.upTopic);
    this.downTopicField = topicField(this.downTopic);
  }

  /**
   * Seals and writes at once; never waits. Bytes written between the packets of the broker are safe: it writes each of
   * its packets in one turn.
   *
   * @returns false when the device takes nothing any more: the connection is destroyed
   */
  send(message: DownMessage): boolean {
    const socket = this.#socket;
    if (socket.destroyed) return true;
    if (socket.writableLength > limits.deviceSocketBacklogBytes) {
      socket.destroy();
      return false;
    }
    socket.write(publishBytes(this.downTopicField, sealDown(this.keys, this.device, message)));
    return true;
  }

  /** The system takes no more for now. */
  get isWaiting(): boolean {
    return this.#socket.writableLength > 0;
  }

  /** Bytes have been waiting and none has gone for `limits.deviceDrainMs`; to be asked about once a second. */
  isFrozen(nowMs: number): boolean {
    const { writableLength } = this.#socket;
    if (writableLength === 0) {
      this.#stuckSinceMs = nowMs;
      return false;
    }
    // Only now: the system is asked, and ten thousand times that is 40 ms.
    const goneBytes = this.#socket.bytesWritten - writableLength;
    if (goneBytes !== this.#goneBytes) {
      this.#goneBytes = goneBytes;
      this.#stuckSinceMs = nowMs;
    }
    return nowMs - this.#stuckSinceMs > limits.deviceDrainMs;
  }

  close(): void {
    this.#socket.destroy();
  }
}

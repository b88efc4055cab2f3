import { isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { PACKET_HEADER_BYTES, packetBytes } from './packet.ts';

/**
 * SMP over BLE (Zephyr, "SMP Transport Specification", Bluetooth): a packet is simply cut into writes without
 * response, the answer into notifications; the length in the header of the first piece tells when all is there.
 * Each piece carries the ATT MTU less 3 bytes (opcode and handle of the attribute protocol).
 */
export const SMP_SERVICE_UUID = '8d53dc1d-1db7-4cd3-868b-8a527460aa84';
export const SMP_CHARACTERISTIC_UUID = 'da2e7828-fbce-4e01-ae9e-261174997c48';
export const ATT_HEADER_BYTES = 3;

/** Cuts a packet into what single GATT writes carry; the pieces are views into it. */
export function fragmentForBle(packet: Uint8Array, attMtuBytes: number): Uint8Array[] {
  const room = attMtuBytes - ATT_HEADER_BYTES;
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < packet.length; from += room) pieces.push(packet.subarray(from, from + room));
  return pieces;
}

/** Notifications in, packets out; never keeps more than one packet. */
export class BlePacketAssembler {
  /** Packets that began and were dropped: not a header, longer than announced, or never finished. */
  droppedPackets = 0;

  private readonly gathered = new Uint8Array(limits.smpPacketBytes);
  private gatheredLength = 0;
  private newestAtMs = 0;

  /**
   * The packet that `piece` completes, a copy; undefined while there is more to come, or when the piece fits
   * nothing. There is no marker to find the next packet by: after a loss it is a pause, or a header, that does.
   */
  push(piece: Uint8Array, nowMs: number): Uint8Array | undefined {
    if (this.gatheredLength > 0 && nowMs - this.newestAtMs > limits.blePieceGapMs) this.drop();
    this.newestAtMs = nowMs;
    if (this.gatheredLength + piece.length > this.gathered.length) return this.drop();
    this.gathered.set(piece, this.gatheredLength);
    this.gatheredLength += piece.length;
    if (this.gatheredLength < PACKET_HEADER_BYTES) return undefined;
    const bytes = this.announcedBytes();
    if (bytes === undefined || this.gatheredLength > bytes) return this.drop();
    if (this.gatheredLength < bytes) return undefined;
    this.gatheredLength = 0;
    return this.gathered.slice(0, bytes);
  }

  private announcedBytes(): number | undefined {
    try {
      return packetBytes(this.gathered.subarray(0, PACKET_HEADER_BYTES));
    } catch (error) {
      if (!isFailure(error)) throw error;
      return undefined;
    }
  }

  private drop(): undefined {
    this.droppedPackets++;
    this.gatheredLength = 0;
    return undefined;
  }
}

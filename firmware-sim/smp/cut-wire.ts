import { BlePacketAssembler, fragmentForBle } from '../../shared/smp/ble-framing.ts';
import { frameForSerial, SerialFrameDecoder } from '../../shared/smp/serial-framing.ts';
import type { SmpMtu } from '../../shared/smp/smp-link.ts';

/** What happens to one piece, a serial line or a BLE write, on its way. */
export type PieceFault = 'lost' | 'doubled' | 'halved';

interface Way {
  readonly from: 'host' | 'board';
  readonly piece: Uint8Array;
  readonly atMs: number;
}

const BYTES_PER_MS = 11.52;
/** 15 ms interval, four packets each. */
const AIR_PIECE_MS = 15 / 4;

/** Cuts packets into what really travels, carries it in order, and puts it together again at the other end. */
export class CutWire {
  readonly mtu: SmpMtu;
  /** Pieces that were sent, in both directions. */
  pieces = 0;
  readonly #onPiece: (number: number) => PieceFault | undefined;
  #ways: Way[] = [];
  #freeAtMs = { host: 0, board: 0 };
  #ends = freshEnds();

  /** @param onPiece is told each piece's number when it is sent, and says what happens to it */
  constructor(mtu: SmpMtu, onPiece: (number: number) => PieceFault | undefined) {
    this.mtu = mtu;
    this.#onPiece = onPiece;
  }

  get nextAtMs(): number | undefined {
    return this.#ways[0]?.atMs;
  }

  send(from: 'host' | 'board', packet: Uint8Array, nowMs: number): void {
    for (const piece of this.#cut(packet)) {
      const fault = this.#onPiece(this.pieces);
      this.pieces += 1;
      const arriving =
        fault === 'lost'
          ? []
          : fault === 'doubled'
            ? [piece, piece]
            : [fault === 'halved' ? piece.subarray(0, piece.length / 2) : piece];
      for (const one of arriving) {
        const startMs = Math.max(nowMs, this.#freeAtMs[from]);
        const atMs = startMs + (this.mtu.medium === 'serial' ? one.length / BYTES_PER_MS : AIR_PIECE_MS);
        this.#freeAtMs[from] = atMs;
        this.#ways.push({ from, piece: one, atMs });
      }
    }
    this.#ways.sort((left, right) => left.atMs - right.atMs);
  }

  /** What has arrived by now, whole packets only. */
  arrive(nowMs: number): { readonly at: 'host' | 'board'; readonly packet: Uint8Array }[] {
    const arrived: { at: 'host' | 'board'; packet: Uint8Array }[] = [];
    for (let way = this.#ways[0]; way !== undefined && way.atMs <= nowMs; way = this.#ways[0]) {
      this.#ways.shift();
      const at = way.from === 'host' ? 'board' : 'host';
      for (const packet of this.#join(at, way)) arrived.push({ at, packet });
    }
    return arrived;
  }

  /** What is on its way is lost. */
  clear(): void {
    this.#ways = [];
    this.#freeAtMs = { host: 0, board: 0 };
  }

  /** An end starts afresh: a new link, or a board that has restarted. */
  renew(end: 'host' | 'board'): void {
    this.#ends = { ...this.#ends, [end]: freshEnds()[end] };
  }

  #cut(packet: Uint8Array): Uint8Array[] {
    if (this.mtu.medium === 'ble') return fragmentForBle(packet, this.mtu.attMtuBytes);
    const frame = Buffer.from(frameForSerial(packet, this.mtu.lineBytes));
    const lines: Uint8Array[] = [];
    for (let from = 0; from < frame.length; ) {
      const end = frame.indexOf(0x0a, from) + 1;
      lines.push(frame.subarray(from, end));
      from = end;
    }
    return lines;
  }

  #join(at: 'host' | 'board', way: Way): Uint8Array[] {
    if (this.mtu.medium === 'serial') return this.#ends[at].serial.push(way.piece);
    const packet = this.#ends[at].ble.push(way.piece, way.atMs);
    return packet === undefined ? [] : [packet];
  }
}

function freshEnds() {
  const end = () => ({ serial: new SerialFrameDecoder(), ble: new BlePacketAssembler() });
  return { host: end(), board: end() };
}

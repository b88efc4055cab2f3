import type { Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** What a link has received and nobody has asked for yet; the waiting half of `SmpLink.receive`. */
export class ReceivedPackets {
  /** Packets that came when `limits.smpPacketsWaiting` were waiting already, and were dropped. */
  droppedPackets = 0;
  readonly #packets: Uint8Array[] = [];
  #end: Failure | undefined;
  #wake: () => void = () => {};

  push(packet: Uint8Array): void {
    if (this.#end !== undefined) return;
    if (this.#packets.length < limits.smpPacketsWaiting) this.#packets.push(packet);
    else this.droppedPackets += 1;
    this.#wake();
  }

  /** The connection is over; what came before is still handed out. The first reason stays. */
  end(reason: Failure): void {
    this.#end ??= reason;
    this.#wake();
  }

  /**
   * @returns the oldest packet, or undefined when none has come within `waitMs`
   * @throws the reason of {@link ReceivedPackets.end} once nothing is left
   */
  async next(waitMs: number): Promise<Uint8Array | undefined> {
    if (this.#packets.length === 0 && this.#end === undefined && waitMs > 0) await this.#something(waitMs);
    const packet = this.#packets.shift();
    if (packet === undefined && this.#end !== undefined) throw this.#end;
    return packet;
  }

  #something(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

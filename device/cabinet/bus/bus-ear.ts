import { limits } from '../../../shared/limits.ts';
import { type HeardFrame, SerialFrameParser } from '../../../shared/serial-frame.ts';

const WINDOW_MS = 1_000;

/** The ear of one plug-in: finds the frames in what comes, and looks at no more than a serial line can carry. */
export class BusEar {
  readonly #parser = new SerialFrameParser();
  #windowFromMs = Number.NEGATIVE_INFINITY;
  #bytes = 0;

  /** @returns undefined: it is too much, and was thrown away */
  hear(bytes: Uint8Array, nowMs: number): HeardFrame[] | undefined {
    if (nowMs - this.#windowFromMs >= WINDOW_MS) {
      this.#windowFromMs = nowMs;
      this.#bytes = 0;
    }
    this.#bytes += bytes.length;
    if (this.#bytes <= limits.busBytesPerS) return this.#parser.push(bytes);
    this.#parser.reset();
    return undefined;
  }
}

import { nowUs } from '../clock.ts';

/** What the server answered to one notice. */
export const ANSWERS = ['none', 'success', 'refused'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What a sender did and what it was told, by notice number. Times in µs of the host's monotonic clock, 0: never. */
export class LoadRecord {
  readonly sentUs: Float64Array;
  readonly answeredUs: Float64Array;
  /** Index in {@link ANSWERS}. */
  readonly answers: Uint8Array;
  #outstanding = 0;

  constructor(count: number) {
    this.sentUs = new Float64Array(count);
    this.answeredUs = new Float64Array(count);
    this.answers = new Uint8Array(count);
  }

  /** Sent and neither answered nor lost with its connection. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /**
   * Called when the notice is to go out, just before its bytes are handed to the socket. A notice that has to wait
   * for a connection waits on this clock: what a slow server makes wait must not vanish from its figures
   * ("coordinated omission").
   */
  sent(index: number): void {
    this.sentUs[index] = nowUs();
    this.#outstanding++;
  }

  answered(index: number, answer: Exclude<Answer, 'none'>): void {
    if (this.answers[index] !== 0) return;
    this.answeredUs[index] = nowUs();
    this.answers[index] = ANSWERS.indexOf(answer);
    this.#outstanding--;
  }

  /** Its connection is gone after it was sent: no answer will come. */
  abandoned(_index: number): void {
    this.#outstanding--;
  }
}

/** A server that is away is called again after this. */
export const CALL_AGAIN_MS = 50;

/** One way of getting notices in. */
export interface Sender {
  open(): Promise<void>;
  /** Sends notice number `index`, at once or as soon as the server is there again, and lets the record know. */
  send(index: number): void;
  close(): void;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { RelayApi } from '../relay-api.ts';

/** A call of the core for one rental, and its last answer. */
export interface RentCall {
  readonly rentalId: string;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
  /** Undefined: it was never answered. */
  status?: number;
  answeredAtMs?: number;
  /** What it was refused with. */
  code?: string;
}

export interface RentWishes {
  readonly rentalId: string;
  readonly lastsMs: number;
  readonly minimumLevel: number;
}

const ANSWER_TIMEOUT_MS = 3_000;
const ASK_AGAIN_MS = 300;
/** Nobody stands before the cabinet any more. */
const ASK_AFTER_EXPIRY_MS = 2_000;

/** The rental core: asks the relay for banks, again and again under the same id until it is answered. */
export class RentalCore {
  readonly calls: RentCall[] = [];
  readonly #relay: () => RelayApi;
  readonly #cabinet: string;
  readonly #random: () => number;

  /** @param relay the relay as it runs now; it may have been started again */
  constructor(relay: () => RelayApi, cabinet: string, random: () => number = Math.random) {
    this.#relay = relay;
    this.#cabinet = cabinet;
    this.#random = random;
  }

  /** Resolves with its last answer; now and then it asks once more, which must change nothing. */
  async rent({ rentalId, lastsMs, minimumLevel }: RentWishes, again = 0): Promise<RentCall> {
    const askedAtMs = Date.now();
    const call: RentCall = { rentalId, askedAtMs, expiresAtMs: askedAtMs + lastsMs };
    this.calls.push(call);
    const body = { rentalId, cabinet: this.#cabinet, expiresAt: call.expiresAtMs, minimumLevel };
    while (Date.now() < call.expiresAtMs + ASK_AFTER_EXPIRY_MS) {
      const answer = await this.#ask(body);
      if (answer !== undefined && answer.status < 500) {
        call.status = answer.status;
        call.answeredAtMs = Date.now();
        if (answer.code !== undefined) call.code = answer.code;
        break;
      }
      await sleep(ASK_AGAIN_MS);
    }
    if (this.#random() < again) void sleep(this.#random() * lastsMs).then(() => this.#ask(body));
    return call;
  }

  /** Undefined: no answer. */
  async #ask(body: object): Promise<{ status: number; code?: string } | undefined> {
    const { base, token } = this.#relay();
    try {
      const response = await fetch(`${base}/v1/rentals`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      const text = (await response.json()) as { code?: string };
      return { status: response.status, ...(text.code === undefined ? {} : { code: text.code }) };
    } catch {
      return undefined;
    }
  }
}

import type { KeyObject } from 'node:crypto';
import { connect } from 'node:net';
import { drawOrder } from '../../../firmware-sim/core/callback-maker.ts';
import { Failure } from '../../../shared/failure.ts';
import { seededChance } from '../../../shared/seeded-chance.ts';
import type { HostPort } from '../../../shared/settings.ts';
import { wallMs } from '../clock.ts';
import { callbackRequest } from '../load/callback-request.ts';
import { HttpAnswerReader } from '../load/http-answer.ts';

/** Short words, so that a payment a second does not pile up. */
const PAYMENT = { amountFen: 600, payway: '3' };
const ANSWER_MS = 10_000;

export interface Payment {
  readonly sn: string;
  /** Unix ms just before the callback's bytes were handed to the socket. */
  readonly sentAtMs: number;
}

/** Takes payments at one terminal, one by one, and tells the relay of each. */
export class Till {
  readonly #key: KeyObject;
  readonly #terminal: string;
  readonly #chance = seededChance(7);
  #payments = 0;

  constructor(key: KeyObject, terminal: string) {
    this.#key = key;
    this.#terminal = terminal;
  }

  /** @throws Failure `unreachable` unless the relay answers success */
  async pay(relay: HostPort): Promise<Payment> {
    const order = drawOrder(this.#chance, ++this.#payments, this.#terminal, PAYMENT);
    const request = await callbackRequest(order, this.#key);
    const reader = new HttpAnswerReader();
    const socket = connect({ ...relay, noDelay: true, timeout: ANSWER_MS });
    let sentAtMs = 0;
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', () => {
          sentAtMs = wallMs();
          socket.write(request);
        });
        socket.on('data', (chunk) => {
          const answer = reader.read(chunk);
          if (answer?.status === 200) resolve();
          else if (answer !== undefined)
            reject(new Failure('unreachable', `${answer.status} ${answer.body}`));
        });
        socket.once('timeout', () => reject(new Failure('timed_out', 'the relay does not answer')));
        socket.once('error', reject);
        socket.once('close', () => reject(new Failure('unreachable', 'the relay closed the connection')));
      });
    } finally {
      socket.destroy();
    }
    return { sn: order.sn, sentAtMs };
  }
}

import type { DeliveryAnswer } from '../../firmware-sim/core/callback-sender.ts';
import type { SentCallback } from '../../firmware-sim/core/payment-core.ts';
import { durationText, yuanText } from '../terminal-text.ts';
import type { DemoRow } from './rows.ts';

const WALLETS: Readonly<Record<string, string>> = {
  '1': 'Alipay',
  '2': 'Alipay',
  '3': 'WeChat',
  '4': 'Baidu',
  '5': 'JD',
  '6': 'QQ',
  '8': 'Lakala',
  '17': 'UnionPay',
  '18': 'BestPay',
  '19': 'WeChat',
  '100': 'stored value',
};
const CALLS_KEPT = 2_000;

interface Call {
  readonly startedAtMs: number;
  succeeded: boolean;
}

/** Remembers when the core first called for each step of an order, and tells what came of each call. */
export class DemoCallbacks {
  private readonly calls = new Map<string, Call>();

  /** Unix ms of the first call, if it was ours. */
  startedAtMs(sn: string, state: string): number | undefined {
    return this.calls.get(`${sn} ${state}`)?.startedAtMs;
  }

  /** The row of one answered call. */
  answered({ order, moment, forgery }: SentCallback, answer: DeliveryAnswer): DemoRow {
    const endedAtMs = answer.startedAtMs + answer.tookMs;
    const base = { atMs: endedAtMs, who: 'core' as const };
    const wallet = WALLETS[order.payway] ?? `wallet ${order.payway}`;
    const what = `${wallet} ${yuanText(order.totalFen)} ${moment.state}`;
    if (forgery !== undefined) {
      return {
        ...base,
        tone: 'quiet',
        text: `forged: ${what}: ${answer.httpStatus ?? 'no answer'}, not accepted`,
      };
    }
    const call = this.callOf(`${order.sn} ${moment.state}`, answer.startedAtMs);
    if (answer.answer === 'success') {
      const again = call.succeeded
        ? ' again: known already'
        : answer.attempt > 0
          ? `, call ${answer.attempt + 1}`
          : '';
      const successMs = call.succeeded ? answer.tookMs : endedAtMs - call.startedAtMs;
      const isFirstCall = !call.succeeded && answer.attempt === 0;
      call.succeeded = true;
      return { ...base, text: what + again, successMs: isFirstCall ? answer.tookMs : successMs };
    }
    const why = answer.answer === 'unreachable' ? 'no answer' : `refused, ${answer.httpStatus}`;
    const next = answer.last ? 'given up' : 'will call again';
    return { ...base, tone: 'bad', text: `${what}: ${why} after ${durationText(answer.tookMs)}, ${next}` };
  }

  private callOf(key: string, startedAtMs: number): Call {
    const known = this.calls.get(key);
    if (known !== undefined) return known;
    const call = { startedAtMs, succeeded: false };
    this.calls.set(key, call);
    const [oldest] = this.calls.keys();
    if (this.calls.size > CALLS_KEPT && oldest !== undefined) this.calls.delete(oldest);
    return call;
  }
}

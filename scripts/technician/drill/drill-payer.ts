import { isHeardLine } from '../../../firmware-sim/audit/collector.ts';
import { drawOrder } from '../../../firmware-sim/core/callback-maker.ts';
import type { DeliveryAnswer } from '../../../firmware-sim/core/callback-sender.ts';
import type { PaymentCore, SentCallback } from '../../../firmware-sim/core/payment-core.ts';
import { readJsonLines } from '../../../firmware-sim/jsonl-file.ts';
import { type Chance, seededChance } from '../../../shared/seeded-chance.ts';
import type { DrillPayment } from './drill-figures.ts';

/** Pays at a steady pace and knows what became of each payment. */
export class DrillPayer {
  private readonly terminal: string;
  private readonly chance: Chance;
  private readonly payments = new Map<string, { sentAtMs: number; acceptedAtMs?: number }>();
  private lastOrderNumber = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(terminal: string) {
    this.terminal = terminal;
    this.chance = seededChance(Date.now());
  }

  /** For the core’s `onAnswer`. */
  readonly answered = ({ order, forgery }: SentCallback, { answer }: DeliveryAnswer): void => {
    const payment = this.payments.get(order.sn);
    if (payment === undefined || forgery !== undefined || answer !== 'success') return;
    payment.acceptedAtMs ??= Date.now();
  };

  start(core: PaymentCore, perMinute: number): void {
    this.timer = setInterval(() => this.pay(core), 60_000 / perMinute);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  get made(): number {
    return this.payments.size;
  }

  get accepted(): number {
    return [...this.payments.values()].filter(({ acceptedAtMs }) => acceptedAtMs !== undefined).length;
  }

  get sns(): ReadonlySet<string> {
    return new Set(this.payments.keys());
  }

  /** @param heardPath the speaker’s `heard.jsonl`, which tells when each was heard */
  results(heardPath: string): DrillPayment[] {
    const heardAtMs = new Map<string, number>();
    for (const { sns, startedAtMs } of readJsonLines(heardPath).values.filter(isHeardLine)) {
      for (const sn of sns) heardAtMs.set(sn, Math.min(startedAtMs, heardAtMs.get(sn) ?? startedAtMs));
    }
    return [...this.payments].map(([sn, payment]) => {
      const atMs = heardAtMs.get(sn);
      return { sn, ...payment, ...(atMs === undefined ? {} : { heardAtMs: atMs }) };
    });
  }

  private pay(core: PaymentCore): void {
    const sentAtMs = Date.now();
    // 14 digits, where a demo's own orders have 13: they never meet.
    this.lastOrderNumber = Math.max(this.lastOrderNumber + 1, sentAtMs * 10);
    const order = drawOrder(this.chance.fork(), this.lastOrderNumber, this.terminal);
    const moment = { state: 'PAID', netFen: order.totalFen, finishedAtMs: sentAtMs } as const;
    this.payments.set(order.sn, { sentAtMs });
    core.happen(order, moment);
    core.tell(order, moment);
  }
}

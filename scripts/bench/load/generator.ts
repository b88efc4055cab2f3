import { nowUs, sleep } from '../clock.ts';
import { percentilesOf } from '../percentiles.ts';
import type { Wire } from '../wire.ts';
import { CallbackSender } from './callback-sender.ts';
import { readLoadFile } from './load-file.ts';
import { LoadRecord, type Sender } from './load-record.ts';
import { Publisher } from './publisher.ts';

export interface OpenOrder {
  readonly wire: Wire;
  readonly host: string;
  readonly port: number;
  readonly loadFile: string;
  readonly count: number;
}

export interface RunOrder {
  /** Monotonic µs at which notice 0 is due; number n is due n / rate later. */
  readonly startUs: number;
  readonly ratePerS: number;
  /** How long to wait for answers after the last was sent. */
  readonly answersWithinMs: number;
}

export interface LoadResult {
  readonly sentUs: Float64Array;
  readonly answeredUs: Float64Array;
  readonly answers: Uint8Array;
  /** How much later than due notices were sent: the sender's own slowness. */
  readonly lateP99Us: number;
  readonly lateMaxUs: number;
  /** Of one core, while sending. */
  readonly cpuShare: number;
}

export type GeneratorOrders = {
  readonly open: (order: OpenOrder) => Promise<void>;
  /** Sends no more; `run` ends with what was sent. */
  readonly stop: (order: null) => void;
  readonly run: (order: RunOrder) => Promise<LoadResult>;
};

/** Sends at a given rate, whatever the answers: an open loop, as customers who pay do not wait for each other. */
export class Generator {
  #sender: Sender | undefined;
  #record = new LoadRecord(0);
  #stopped = false;

  async open(order: OpenOrder): Promise<void> {
    const entries = readLoadFile(order.loadFile, order.count);
    this.#record = new LoadRecord(order.count);
    const Kind = order.wire === 'tillbell' ? CallbackSender : Publisher;
    this.#sender = new Kind(order.host, order.port, entries, this.#record);
    await this.#sender.open();
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(order: RunOrder): Promise<LoadResult> {
    const sender = this.#sender;
    if (sender === undefined) throw new Error('open comes before run');
    const record = this.#record;
    const cpuBefore = process.cpuUsage();
    const intervalUs = 1e6 / order.ratePerS;
    const count = await this.#sendAll(sender, order.startUs, intervalUs);
    const cpu = process.cpuUsage(cpuBefore);
    const tookUs = nowUs() - order.startUs;
    const end = nowUs() + order.answersWithinMs * 1_000;
    while (record.outstanding > 0 && nowUs() < end) await sleep(10);
    sender.close();
    const sentUs = record.sentUs.subarray(0, count);
    const late = percentilesOf(sentUs.map((sent, index) => sent - order.startUs - index * intervalUs));
    return {
      sentUs,
      answeredUs: record.answeredUs.subarray(0, count),
      answers: record.answers.subarray(0, count),
      lateP99Us: late.p99,
      lateMaxUs: late.max,
      cpuShare: (cpu.user + cpu.system) / tookUs,
    };
  }

  /** @returns how many were sent */
  #sendAll(sender: Sender, startUs: number, intervalUs: number): Promise<number> {
    const count = this.#record.sentUs.length;
    let next = 0;
    return new Promise((resolve) => {
      const tick = (): void => {
        const due = Math.min(count, Math.floor((nowUs() - startUs) / intervalUs) + 1);
        while (next < due) sender.send(next++);
        if (next < count && !this.#stopped) setTimeout(tick, 1);
        else resolve(next);
      };
      setTimeout(tick, Math.max(0, (startUs - nowUs()) / 1_000));
    });
  }
}

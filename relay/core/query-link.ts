import { readFile } from 'node:fs/promises';
import { describeThrown, Failure, isFailure } from '../../shared/failure.ts';
import type { OrderSn } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import { type UnixMs, unixMs } from '../../shared/quantities.ts';
import { Requester } from '../http/request-link.ts';
import { LogDigest } from '../log-digest.ts';
import type { OrderStore, UnfinishedOrder } from '../store.ts';
import type { OrderIntake } from './order-intake.ts';
import { makeQuery, QUERY_PATH, readQueryReply, readTerminalKeys } from './query.ts';
import { ordersToAsk, RECONCILE_AGE_MAX_MS, RECONCILE_BUSY_AGE_MS } from './reconciler.ts';

export interface QueryLinkOptions {
  /** Base address of the payment core, e.g. `https://vsi-api.shouqianba.com`. */
  readonly core: URL;
  readonly terminalKeyFile: string;
  readonly store: Pick<OrderStore, 'readUnfinishedOrders'>;
  readonly intake: Pick<OrderIntake, 'submit'>;
  readonly log: Log;
  /** Every question is counted by what became of it: an answer of the store, or a failure's code. */
  count(outcome: string): void;
}

interface AgeRange {
  readonly fromAgeMs: number;
  readonly toAgeMs: number;
}

/** How often young orders are looked at; their first question is due after 2 s. */
const BUSY_LOOK_MS = 1_000;
/** How often the others are. */
const LATE_LOOK_MS = 60_000;

/**
 * Asks the payment core about orders in a passing state, since a listener alone misses what was called while it was
 * away. What it learns goes the way of every callback.
 */
export class QueryLink {
  readonly #options: QueryLinkOptions;
  readonly #requester: Requester;
  readonly #due = new Map<OrderSn, UnfinishedOrder>();
  readonly #asking = new Set<OrderSn>();
  readonly #digest = new LogDigest();
  readonly #timers: NodeJS.Timeout[] = [];
  #closed = false;

  constructor(options: QueryLinkOptions) {
    this.#options = options;
    this.#requester = new Requester({
      secure: options.core.protocol === 'https:',
      connectionsMax: limits.coreQueriesInFlight,
    });
    // Each a little beyond its last moment, which falls between two looks.
    const youngMs = RECONCILE_BUSY_AGE_MS + 2 * BUSY_LOOK_MS;
    this.#lookRegularly(BUSY_LOOK_MS, { fromAgeMs: 0, toAgeMs: youngMs });
    this.#lookRegularly(LATE_LOOK_MS, {
      fromAgeMs: youngMs,
      toAgeMs: RECONCILE_AGE_MAX_MS + 2 * LATE_LOOK_MS,
    });
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#requester.close();
  }

  /** Looks now, and every `everyMs`, at the orders of these ages. */
  #lookRegularly(everyMs: number, ages: AgeRange): void {
    let lookedAtMs = unixMs(0);
    let looking = false;
    const look = async (): Promise<void> => {
      if (looking || this.#closed) return;
      looking = true;
      const nowMs = unixMs(Date.now());
      try {
        await this.#look(ages, lookedAtMs, nowMs);
        lookedAtMs = nowMs;
      } catch (thrown) {
        this.#tell('unfinished orders cannot be read now', thrown);
      }
      looking = false;
    };
    this.#timers.push(setInterval(() => void look(), everyMs));
    void look();
  }

  async #look({ fromAgeMs, toAgeMs }: AgeRange, lookedAtMs: UnixMs, nowMs: UnixMs): Promise<void> {
    let afterMs = unixMs(Math.max(0, nowMs - toAgeMs));
    for (;;) {
      const page = await this.#options.store.readUnfinishedOrders(afterMs, limits.unfinishedOrders);
      const ofAge = page.filter(({ acceptedAtMs }) => acceptedAtMs <= nowMs - fromAgeMs);
      for (const order of ordersToAsk(ofAge, lookedAtMs, nowMs)) {
        const noRoom = this.#due.size >= limits.unfinishedOrders || this.#asking.has(order.sn);
        if (!noRoom) this.#due.set(order.sn, order);
      }
      this.#pump();
      const lastMs = page.at(-1)?.acceptedAtMs ?? afterMs;
      if (page.length < limits.unfinishedOrders || lastMs <= afterMs) return;
      afterMs = lastMs;
    }
  }

  #pump(): void {
    while (this.#asking.size < limits.coreQueriesInFlight && !this.#closed) {
      const [next] = this.#due;
      if (next === undefined) return;
      const [sn, order] = next;
      this.#due.delete(sn);
      this.#asking.add(sn);
      void this.#ask(order).then((outcome) => {
        this.#options.count(outcome);
        this.#asking.delete(sn);
        this.#pump();
      });
    }
  }

  /** @returns what became of it; it never throws, the next moment of the order asks again */
  async #ask(order: UnfinishedOrder): Promise<string> {
    const { core, terminalKeyFile, intake } = this.#options;
    try {
      // Read each time: a terminal gets a new key at every check-in with the gateway.
      const keys = readTerminalKeys(await readFile(terminalKeyFile, 'utf8'));
      const query = makeQuery(order, keys);
      if (query === undefined) throw new Failure('forbidden', 'there is no key for this terminal');
      const reply = await this.#requester.post({
        url: new URL(`${core.href.replace(/\/+$/, '')}${QUERY_PATH}`),
        headers: { 'content-type': 'application/json', authorization: query.authorization },
        body: query.body,
        timeoutMs: limits.coreQueryTimeoutMs,
        replyBytesMax: limits.coreReplyBytes,
      });
      if (reply.status !== 200) throw new Failure('unreachable', `the core answered HTTP ${reply.status}`);
      if (reply.body === undefined) throw new Failure('too_large', 'the core’s answer is too large');
      const repliedAtMs = performance.now();
      const callback = readQueryReply(reply.body, order, unixMs(Date.now()));
      return (await intake.submit(callback, repliedAtMs)).answer;
    } catch (thrown) {
      this.#tell('asking the payment core about an order failed', thrown, order.sn);
      return isFailure(thrown) ? thrown.code : 'internal';
    }
  }

  #tell(what: string, thrown: unknown, sn?: OrderSn): void {
    const code = isFailure(thrown) ? thrown.code : 'internal';
    const suppressed = this.#closed ? undefined : this.#digest.note(`${what} ${code}`, performance.now());
    if (suppressed === undefined) return;
    this.#options.log.warn({ sn, code, error: describeThrown(thrown), suppressed }, what);
  }
}

import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { JsonlWriter, readJsonLines } from '../jsonl-file.ts';
import { type CoreOrder, callbackBody, callbackFields, type OrderMoment } from './callback-maker.ts';
import type { CallbackPlan, ForgeryKind, PlannedMoment } from './callback-plan.ts';
import { CallbackSender, type DeliveryAnswer } from './callback-sender.ts';
import { type CoreKeys, openCoreKeys, signCallback } from './key.ts';
import { type CoreEntry, coreEntries } from './log.ts';
import { startQueryServer } from './query-server.ts';

export interface PaymentCoreSettings {
  /** Its keys and its `core.jsonl`; a core on the same folder goes on where the last one was. */
  readonly folder: string;
  /** Waits before each retry, ms; the gateway's own are `GATEWAY_RETRY_MS`. */
  readonly retryAfterMs: readonly number[];
  readonly answerTimeoutMs: number;
  /** Of the query server; 0 lets the system choose. */
  readonly queryPort: number;
  readonly onAnswer?: (sent: SentCallback, answer: DeliveryAnswer) => void;
}

export interface SentCallback {
  readonly order: CoreOrder;
  readonly moment: OrderMoment;
  readonly forgery?: ForgeryKind;
}

interface Account {
  readonly order: CoreOrder;
  moment: OrderMoment;
  paidAnswered: boolean;
}

/** Orders that queries are answered about; older ones are forgotten, as they were settled long ago. */
const ACCOUNTS_MOST = 20_000;

/**
 * The payment core, as far as a relay can see it: orders that come about, signed callbacks with the gateway's
 * retries, and the query call. It writes down what it sent and what it was told, for the auditor.
 */
export class PaymentCore {
  readonly keys: CoreKeys;
  readonly logPath: string;
  private readonly settings: PaymentCoreSettings;
  private readonly log: JsonlWriter;
  private readonly accounts = new Map<string, Account>();
  private readonly sent = new Map<number, SentCallback>();
  private readonly unsent: { id: number; callback: SentCallback; attemptsMade: number }[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private sender: CallbackSender | undefined;
  private queries: { server: Server; url: string } | undefined;
  private lastId = 0;
  private planned = 0;

  private constructor(settings: PaymentCoreSettings) {
    this.settings = settings;
    mkdirSync(settings.folder, { recursive: true });
    this.keys = openCoreKeys(settings.folder);
    this.logPath = join(settings.folder, 'core.jsonl');
    this.remember(coreEntries(readJsonLines(this.logPath).values));
    this.log = new JsonlWriter(this.logPath);
  }

  /** Opens a core and its query server; it sends nothing before {@link callBack}. */
  static async open(settings: PaymentCoreSettings): Promise<PaymentCore> {
    const core = new PaymentCore(settings);
    const answerer = { terminalKey: core.keys.terminalKey, find: core.find.bind(core) };
    core.queries = await startQueryServer(answerer, settings.queryPort);
    return core;
  }

  /** Base of the query call, what the relay is given as `--core-query`. */
  get queryUrl(): string {
    return this.queries?.url ?? '';
  }

  /** Callbacks that have not come to their end, and moments of a plan that are still to come. */
  get pending(): number {
    return (this.sender?.waiting ?? this.unsent.length) + this.planned;
  }

  /** Orders known, for a number that none of them has. */
  get orderCount(): number {
    return this.accounts.size;
  }

  /** Where callbacks go from now on; takes up at once what an earlier core had not brought to its end. */
  callBack(url: string): void {
    this.sender?.close();
    this.sender = new CallbackSender({
      url,
      retryAfterMs: this.settings.retryAfterMs,
      answerTimeoutMs: this.settings.answerTimeoutMs,
      onAnswer: (answer) => this.record(answer),
    });
    for (const { id, callback, attemptsMade } of this.unsent.splice(0)) {
      this.deliver(id, callback, attemptsMade);
    }
  }

  /** An order comes into a state: from now on a query tells it. */
  happen(order: CoreOrder, moment: OrderMoment): void {
    this.log.write({ entry: 'moment', order, moment, atMs: Date.now() } satisfies CoreEntry);
    this.account(order, moment);
  }

  /** Sends one callback, and again until it is answered `success` or the schedule is at its end. */
  tell(order: CoreOrder, moment: OrderMoment): void {
    const id = ++this.lastId;
    this.log.write({ entry: 'sent', id, sn: order.sn, moment, atMs: Date.now() } satisfies CoreEntry);
    this.deliver(id, { order, moment }, 0);
  }

  /** Sends what must be refused. A contradiction is only one once the relay has accepted the order. */
  forge(kind: ForgeryKind, order: CoreOrder, moment: OrderMoment): void {
    if (kind === 'other_amount' && this.accounts.get(order.sn)?.paidAnswered !== true) return;
    const id = ++this.lastId;
    this.log.write({ entry: 'forged', id, kind, order, moment, atMs: Date.now() } satisfies CoreEntry);
    this.deliver(id, { order, moment, forgery: kind }, 0);
  }

  /** Lets a plan happen in real time from now on. */
  play(plan: CallbackPlan): void {
    for (const planned of plan.moments) this.playMoment(planned);
    for (const { kind, order, moment, sendAtMs } of plan.forgeries) {
      this.at(sendAtMs, () => this.forge(kind, order, moment));
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.sender?.close();
    this.queries?.server.close();
    this.queries?.server.closeAllConnections();
    await this.log.close();
  }

  private playMoment({ order, moment, happensAtMs, sendAtMs }: PlannedMoment): void {
    this.at(happensAtMs, () => this.happen(order, moment));
    for (const atMs of sendAtMs) this.at(atMs, () => this.tell(order, moment));
  }

  private at(afterMs: number, run: () => void): void {
    this.planned++;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.planned--;
      run();
    }, afterMs);
    this.timers.add(timer);
  }

  private deliver(id: number, callback: SentCallback, attemptsMade: number): void {
    if (this.sender === undefined) {
      this.unsent.push({ id, callback, attemptsMade });
      return;
    }
    const { order, moment, forgery } = callback;
    const body = callbackBody(order, moment);
    const signed = forgery === 'changed_after_signing' ? body.replace('"sn":"66', '"sn":"67') : body;
    const key = forgery === 'wrong_key' ? this.strangerKey() : this.keys.privateKey;
    const authorization = signCallback(key, order.terminalSn, signed);
    this.sent.set(id, callback);
    this.sender.send({ id, body, authorization, attemptsMade, retried: forgery === undefined });
  }

  /** A key pair that the relay was never told of. */
  private strangerKey(): CoreKeys['privateKey'] {
    return openCoreKeys(join(this.settings.folder, 'stranger')).privateKey;
  }

  private record({ last, ...answer }: DeliveryAnswer): void {
    this.log.write({ entry: 'answer', ...answer } satisfies CoreEntry);
    const callback = this.sent.get(answer.id);
    if (callback === undefined) return;
    const { order, moment, forgery } = callback;
    if (last) this.sent.delete(answer.id);
    if (last && answer.answer !== 'success' && forgery === undefined) {
      this.log.write({ entry: 'given_up', id: answer.id, atMs: Date.now() } satisfies CoreEntry);
    }
    const account = this.accounts.get(order.sn);
    if (answer.answer === 'success' && forgery === undefined && moment.state === 'PAID' && account) {
      account.paidAnswered = true;
    }
    this.settings.onAnswer?.(callback, { last, ...answer });
  }

  private find(terminalSn: string, sn: string | undefined, clientSn: string | undefined) {
    const account =
      sn === undefined
        ? [...this.accounts.values()].find(({ order }) => order.fields.client_sn === clientSn)
        : this.accounts.get(sn);
    if (account === undefined || account.order.terminalSn !== terminalSn) return undefined;
    const { order, moment } = account;
    return {
      fields: callbackFields(order, moment),
      answered: () =>
        this.log.write({
          entry: 'query_answered',
          sn: order.sn,
          moment,
          atMs: Date.now(),
        } satisfies CoreEntry),
    };
  }

  private account(order: CoreOrder, moment: OrderMoment): void {
    const known = this.accounts.get(order.sn);
    if (known === undefined) this.accounts.set(order.sn, { order, moment, paidAnswered: false });
    else known.moment = moment;
    const oldest = this.accounts.size > ACCOUNTS_MOST ? this.accounts.keys().next().value : undefined;
    if (oldest !== undefined) this.accounts.delete(oldest);
  }

  private remember(entries: readonly CoreEntry[]): void {
    const open = new Map<number, { callback: SentCallback; attemptsMade: number }>();
    for (const entry of entries) {
      if (entry.entry === 'moment') this.account(entry.order, entry.moment);
      if (entry.entry === 'sent') {
        const order = this.accounts.get(entry.sn)?.order;
        if (order !== undefined)
          open.set(entry.id, { callback: { order, moment: entry.moment }, attemptsMade: 0 });
      }
      if (entry.entry === 'sent' || entry.entry === 'forged') this.lastId = Math.max(this.lastId, entry.id);
      if (entry.entry === 'given_up') open.delete(entry.id);
      if (entry.entry === 'answer') {
        const known = open.get(entry.id);
        if (known !== undefined) known.attemptsMade = entry.attempt + 1;
        if (entry.answer === 'success') open.delete(entry.id);
      }
    }
    for (const [id, { callback, attemptsMade }] of open) this.unsent.push({ id, callback, attemptsMade });
  }
}

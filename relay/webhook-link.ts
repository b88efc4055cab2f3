import type { Webhook } from 'standardwebhooks';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';
import type { Log } from '../shared/log.ts';
import { unixMs } from '../shared/quantities.ts';
import { Requester } from './http/request-link.ts';
import { LogDigest } from './log-digest.ts';
import type { PendingWebhook, WebhookStore } from './store.ts';
import { makeDelivery, nextAttemptAtMs } from './webhook.ts';

export interface WebhookLinkOptions {
  readonly url: URL;
  readonly signer: Webhook;
  readonly store: WebhookStore;
  readonly log: Log;
  /** Every attempt is counted: `delivered`, or a failure's code. */
  count(outcome: string): void;
}

/** How late after its commit a webhook may go out. */
const LOOK_MS = 1_000;
/** What an endpoint says beside its status is read so far and then dropped. */
const REPLY_BYTES_MAX = 16_384;

/** Brings every webhook to the operator's endpoint, again and again until it answers 2xx. */
export class WebhookLink {
  readonly #options: WebhookLinkOptions;
  readonly #requester: Requester;
  readonly #digest = new LogDigest();
  /** Ids of those that are on their way: the store calls them due until they are settled. */
  readonly #inFlight = new Set<number>();
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  /** The last look found more than there was room for. */
  #isBehind = false;
  #closed = false;

  constructor(options: WebhookLinkOptions) {
    this.#options = options;
    this.#requester = new Requester({
      secure: options.url.protocol === 'https:',
      connectionsMax: limits.webhooksInFlight,
    });
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    void this.#look();
  }

  /** Something was just recorded that others wait for: it goes out now, not at the next look. */
  wake(): void {
    void this.#look();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#requester.close();
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#closed || this.#inFlight.size >= limits.webhooksInFlight) return;
    this.#looking = true;
    try {
      const most = this.#inFlight.size + limits.webhooksInFlight;
      const due = await this.#options.store.readDueWebhooks(unixMs(Date.now()), most);
      this.#isBehind = due.length === most;
      for (const pending of due) {
        if (this.#inFlight.size >= limits.webhooksInFlight || this.#closed) break;
        if (this.#inFlight.has(pending.id)) continue;
        this.#inFlight.add(pending.id);
        void this.#deliver(pending).finally(() => {
          this.#inFlight.delete(pending.id);
          if (this.#isBehind) this.wake();
        });
      }
    } catch (thrown) {
      this.#tell('webhooks cannot be read now', thrown);
    } finally {
      this.#looking = false;
    }
  }

  /** Never throws: what could not be settled stays due, and the same `webhook-id` makes the repeat harmless. */
  async #deliver(pending: PendingWebhook): Promise<void> {
    const { store, count } = this.#options;
    try {
      const outcome = await this.#attempt(pending);
      if (this.#closed) return;
      count(outcome);
      const nowMs = unixMs(Date.now());
      await store.settleWebhook(
        pending.id,
        outcome === 'delivered'
          ? { deliveredAtMs: nowMs }
          : { retryAtMs: nextAttemptAtMs(pending.attempt, nowMs, Math.random()) },
      );
    } catch (thrown) {
      this.#tell('a webhook cannot be settled now', thrown);
    }
  }

  async #attempt(pending: PendingWebhook): Promise<string> {
    const { url, signer } = this.#options;
    try {
      const delivery = makeDelivery(signer, pending, unixMs(Date.now()));
      const reply = await this.#requester.post({
        url,
        ...delivery,
        timeoutMs: limits.webhookTimeoutMs,
        replyBytesMax: REPLY_BYTES_MAX,
      });
      if (reply.status >= 200 && reply.status < 300) return 'delivered';
      throw new Failure('unreachable', `${url.host} answered ${reply.status}`);
    } catch (thrown) {
      this.#tell('a webhook was not delivered', thrown);
      return isFailure(thrown) ? thrown.code : 'internal';
    }
  }

  #tell(what: string, thrown: unknown): void {
    const suppressed = this.#closed ? undefined : this.#digest.note(what, performance.now());
    if (suppressed !== undefined) {
      this.#options.log.warn({ error: describeThrown(thrown), suppressed }, what);
    }
  }
}

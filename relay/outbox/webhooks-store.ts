import type { Database } from 'better-sqlite3';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { StoreHandlers } from '../../shared/store-operations.ts';
import type { NewWebhook, PendingWebhook } from '../store.ts';

export type WebhookOperations = {
  readDueWebhooks(argument: { nowMs: UnixMs; most: number }): readonly PendingWebhook[];
  settleWebhook(argument: {
    id: number;
    outcome: { readonly deliveredAtMs: UnixMs } | { readonly retryAtMs: UnixMs };
  }): void;
};

/**
 * Queues a webhook inside the transaction that is under way: what happened and the word of it are one commit. An id
 * that has been queued before is the same event, and is not told again.
 */
export function createWebhookQueue(database: Database): (webhook: NewWebhook, nowMs: UnixMs) => void {
  const insert = database.prepare<[string, string, UnixMs, string, UnixMs]>(
    `INSERT INTO webhook (webhook_id, type, at_ms, data, due_at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  return ({ webhookId, type, atMs, data }, nowMs) => {
    insert.run(webhookId, type, atMs, JSON.stringify(data), nowMs);
  };
}

export function createWebhookHandlers(database: Database): StoreHandlers<WebhookOperations> {
  const due = database.prepare<[UnixMs, number], PendingWebhook>(
    `SELECT id, webhook_id AS webhookId, type, at_ms AS atMs, data, attempt FROM webhook
     WHERE delivered_at_ms IS NULL AND due_at_ms <= ? ORDER BY due_at_ms, id LIMIT ?`,
  );
  const deliver = database.prepare<[UnixMs, number]>(
    'UPDATE webhook SET delivered_at_ms = ?, attempt = attempt + 1 WHERE id = ? AND delivered_at_ms IS NULL',
  );
  const postpone = database.prepare<[UnixMs, number]>(
    'UPDATE webhook SET due_at_ms = ?, attempt = attempt + 1 WHERE id = ? AND delivered_at_ms IS NULL',
  );

  return {
    readDueWebhooks: {
      access: 'read',
      run: ({ nowMs, most }) => due.all(nowMs, Math.min(most, limits.storeRowsPerRead)),
    },
    settleWebhook: {
      access: 'write',
      run({ id, outcome }) {
        if ('deliveredAtMs' in outcome) deliver.run(outcome.deliveredAtMs, id);
        else postpone.run(outcome.retryAtMs, id);
      },
    },
  };
}

import { Webhook } from 'standardwebhooks';
import { Failure } from '../shared/failure.ts';
import { limits } from '../shared/limits.ts';
import { type UnixMs, unixMs } from '../shared/quantities.ts';
import { ceilingMs } from '../shared/retry.ts';
import type { PendingWebhook } from './store.ts';

/** Bytes of a secret, by the Standard Webhooks specification ("Symmetric keys"). */
const SECRET_BYTES = { least: 24, most: 64 } as const;

/**
 * Reads the secret that webhooks are signed with: `whsec_` and the base64 of 24 to 64 bytes.
 *
 * @throws Failure `usage`, which never quotes it
 */
export function readWebhookSecret(text: string): Webhook {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text.trim())?.[1] ?? '';
  const bytes = Buffer.from(base64, 'base64');
  const whole = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  if (!whole || bytes.length < SECRET_BYTES.least || bytes.length > SECRET_BYTES.most) {
    throw new Failure(
      'usage',
      `must hold whsec_ and the base64 of ${SECRET_BYTES.least} to ${SECRET_BYTES.most} bytes`,
    );
  }
  return new Webhook(`whsec_${bytes.toString('base64')}`);
}

export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One attempt to tell of something, in the Standard Webhooks form. All attempts have the same `webhook-id`, by which the
 * receiver knows a repeat; the time, which is signed too, is the attempt's.
 */
export function makeDelivery(signer: Webhook, pending: PendingWebhook, nowMs: UnixMs): WebhookDelivery {
  const { webhookId, type, atMs, data } = pending;
  const timestamp = new Date(atMs).toISOString();
  // `data` goes in as it was written down: the same bytes at each attempt.
  const body = `{"type":${JSON.stringify(type)},"timestamp":"${timestamp}","data":${data}}`;
  const attemptedAt = new Date(nowMs);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': webhookId,
      'webhook-timestamp': String(Math.floor(attemptedAt.getTime() / 1000)),
      'webhook-signature': signer.sign(webhookId, attemptedAt, body),
    },
  };
}

/**
 * When a webhook is tried again: after a wait that doubles, half of it left to chance, for ever.
 *
 * @param attempt how many have failed before this one
 * @param random uniform in [0, 1)
 */
export function nextAttemptAtMs(attempt: number, nowMs: UnixMs, random: number): UnixMs {
  const schedule = { firstMs: limits.webhookRetryFirstMs, maxMs: limits.webhookRetryMaxMs };
  return unixMs(nowMs + Math.round(ceilingMs(schedule, attempt) * (0.5 + random / 2)));
}

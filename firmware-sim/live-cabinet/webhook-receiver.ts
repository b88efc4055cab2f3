import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { Webhook } from 'standardwebhooks';

const BODY_BYTES_MAX = 65_536;

/** One delivery whose signature was good. */
export interface Delivery {
  readonly webhookId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Unix ms at which it came. */
  readonly cameAtMs: number;
}

/** Where the relay brings its webhooks: believes only what is signed, and answers 200 once it has taken it. */
export class WebhookReceiver {
  /** In the order in which they came; a repeat is one more. */
  readonly deliveries: Delivery[] = [];
  /** Deliveries that were not believed. */
  refused = 0;
  /** Share of the deliveries that are taken and whose answer is lost, so that they come again. */
  lostAnswers = 0;
  readonly secretPath: string;
  readonly #server: Server;
  readonly #verifier: Webhook;
  readonly #onDelivery: (delivery: Delivery) => void;
  readonly #random: () => number;

  private constructor(folder: string, onDelivery: (delivery: Delivery) => void, random: () => number) {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    // The relay that reads it runs in another folder (`Processes`).
    this.secretPath = resolve(folder, 'webhook.secret');
    writeFileSync(this.secretPath, `${secret}\n`, { mode: 0o600 });
    this.#verifier = new Webhook(secret);
    this.#onDelivery = onDelivery;
    this.#random = random;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  /** @param folder where its secret is written */
  static async open(
    folder: string,
    onDelivery: (delivery: Delivery) => void,
    random: () => number = Math.random,
  ): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(folder, onDelivery, random);
    await new Promise<void>((listening) => receiver.#server.listen(0, '127.0.0.1', listening));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(request);
      const { type, data } = this.#verifier.verify(body, request.headers as Record<string, string>) as {
        type: string;
        data: Record<string, unknown>;
      };
      const webhookId = String(request.headers['webhook-id']);
      const delivery = { webhookId, type, data, cameAtMs: Date.now() };
      this.deliveries.push(delivery);
      this.#onDelivery(delivery);
    } catch {
      this.refused += 1;
      response.writeHead(400).end();
      return;
    }
    if (this.#random() < this.lostAnswers) request.socket.destroy();
    else response.writeHead(200).end();
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new RangeError('too long for a webhook');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

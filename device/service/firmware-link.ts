import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { type FirmwareOrder, fetchPauseMs, readFirmwareOrder } from './firmware-errand.ts';

const ANSWER_MS = 15_000;
const ANSWER_BYTES_MOST = 65_536;

export interface FirmwareLinkOptions {
  /** The relay's HTTP address. */
  readonly url: URL;
  /** Where images are kept while they come. */
  readonly folder: string;
  readonly id: string;
  /** A fresh proof of who asks. */
  password(): string;
  readonly stopped: AbortSignal;
}

/** What a device asks of the relay over HTTP: is there an order, the image of it, and how it went. */
export class FirmwareLink {
  readonly #options: FirmwareLinkOptions;

  constructor(options: FirmwareLinkOptions) {
    this.#options = options;
  }

  /** @throws Failure `unreachable` */
  async ask(boardId: string): Promise<FirmwareOrder | undefined> {
    const answer = await this.#call(`/v1/firmware?board=${encodeURIComponent(boardId)}`);
    return readFirmwareOrder(JSON.parse(answer.toString('utf8')));
  }

  /** @throws Failure `unreachable` */
  async tell(campaign: string, state: string, detail: string): Promise<void> {
    await this.#call('/v1/firmware', JSON.stringify({ campaign, state, detail }));
  }

  /**
   * The image, in pieces that are kept: a restart goes on where it was. What turns out to be another file is thrown away.
   *
   * @param mayGoOn waited for before each piece: payments come first
   * @throws Failure `unreachable`, `malformed` (not the file that was ordered), `stopped`
   */
  async fetch(order: FirmwareOrder, mayGoOn: () => Promise<void>): Promise<Buffer> {
    const path = await this.#makeFolder(order);
    const file = await open(path, 'a+', 0o600);
    try {
      let { size } = await file.stat();
      if (size > order.bytes) {
        await file.truncate(0);
        size = 0;
      }
      while (size < order.bytes) {
        await mayGoOn();
        if (this.#options.stopped.aborted) throw new Failure('stopped', 'the device is stopping');
        const startedAtMs = performance.now();
        const piece = await this.#call(`/v1/firmware/${order.image}?from=${size}`);
        if (piece.length === 0 || size + piece.length > order.bytes) break;
        await file.appendFile(piece);
        size += piece.length;
        await this.#pause(fetchPauseMs(piece.length, performance.now() - startedAtMs));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const image = await readFile(path);
    if (createHash('sha256').update(image).digest('hex') === order.image) return image;
    await rm(path, { force: true });
    throw new Failure('malformed', 'what came is not the image that was ordered');
  }

  /** Nothing is wanted any more. */
  async forget(): Promise<void> {
    await rm(this.#options.folder, { force: true, recursive: true });
  }

  async #makeFolder({ image }: FirmwareOrder): Promise<string> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const wanted = `${image}.bin`;
    for (const name of await readdir(folder))
      if (name !== wanted) await rm(join(folder, name), { force: true, recursive: true });
    return join(folder, wanted);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((wake) => setTimeout(wake, ms));
  }

  async #call(path: string, body?: string): Promise<Buffer> {
    const { url, id, password, stopped } = this.#options;
    const proof = Buffer.from(`${id}:${password()}`).toString('base64');
    try {
      const response = await fetch(new URL(path, url), {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'error',
        headers: { authorization: `Basic ${proof}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_MS)]),
      });
      const answer = await readBounded(response);
      if (response.ok) return answer;
      throw new Failure(
        'unreachable',
        `${path}: ${response.status} ${answer.toString('utf8').slice(0, 200)}`,
      );
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      if (stopped.aborted) throw new Failure('stopped', 'the device is stopping');
      throw new Failure('unreachable', `${url.origin}: ${describeThrown(thrown)}`, { cause: thrown });
    }
  }
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > Math.max(ANSWER_BYTES_MOST, limits.campaignPieceBytes))
      throw new Failure('too_large', 'an answer without an end');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

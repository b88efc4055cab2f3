import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Failure } from '../../shared/failure.ts';

export interface OutgoingPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole exchange, from looking up the name to the last byte. */
  readonly timeoutMs: number;
  readonly replyBytesMax: number;
}

export interface PostReply {
  readonly status: number;
  /** Absent: it was larger than `replyBytesMax`. */
  readonly body?: Buffer;
}

/** Calls out to one other server, over a few connections that are kept. */
export class Requester {
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #under = new Set<AbortController>();

  constructor(options: { readonly secure: boolean; readonly connectionsMax: number }) {
    const settings = { keepAlive: true, maxSockets: options.connectionsMax };
    this.#agent = options.secure ? new HttpsAgent(settings) : new HttpAgent(settings);
  }

  /**
   * One POST. A redirect is an answer like any other: it is never followed.
   *
   * @throws Failure `unreachable`, `timed_out` or `stopped`
   */
  async post(post: OutgoingPost): Promise<PostReply> {
    const abort = new AbortController();
    this.#under.add(abort);
    const timer = setTimeout(
      () => abort.abort(new Failure('timed_out', `${post.url.host} did not answer in ${post.timeoutMs} ms`)),
      post.timeoutMs,
    );
    try {
      return await this.#exchange(post, abort.signal);
    } catch (thrown) {
      if (abort.signal.aborted) throw abort.signal.reason;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Failure('unreachable', `${post.url.host}: ${message}`, { cause: thrown });
    } finally {
      clearTimeout(timer);
      this.#under.delete(abort);
    }
  }

  #exchange(post: OutgoingPost, signal: AbortSignal): Promise<PostReply> {
    return new Promise((resolve, reject) => {
      const begin = post.url.protocol === 'https:' ? requestHttps : requestHttp;
      const headers = { ...post.headers, 'content-length': Buffer.byteLength(post.body) };
      const outgoing = begin(post.url, { method: 'POST', agent: this.#agent, headers, signal }, (reply) => {
        readReply(reply, post.replyBytesMax).then(resolve, reject);
      });
      outgoing.on('error', reject);
      outgoing.end(post.body);
    });
  }

  /** Ends what is under way. */
  close(): void {
    for (const abort of this.#under) abort.abort(new Failure('stopped', 'the relay is stopping'));
    this.#agent.destroy();
  }
}

async function readReply(reply: IncomingMessage, most: number): Promise<PostReply> {
  const status = reply.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the connection: the rest is never read.
    if (bytes > most) return { status };
    chunks.push(chunk);
  }
  return { status, body: Buffer.concat(chunks) };
}

import { readFileSync } from 'node:fs';
import { describeThrown, Failure, type FailureCode } from '../../../shared/failure.ts';

const ANSWER_TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MOST = 32_000_000;
const TOKEN_FILE = 'data/relay/operator.token';
const RELAY = 'http://127.0.0.1:8080';

/** `--relay` and `--token-file`, for each command that asks a relay. */
export const RELAY_OPTIONS = {
  relay: {
    placeholder: 'URL',
    help: `the relay’s HTTP address; default ${RELAY}`,
    parse: relayUrl,
  },
  tokenFile: {
    placeholder: 'FILE',
    help: `holds the operator’s token; default ${TOKEN_FILE}`,
    parse: (text: string): string => text,
  },
};

/** @throws Failure `usage` unless it is `http://HOST[:PORT]` or `https://…` */
export function relayUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new Failure('usage', 'wants http://HOST:PORT or https://HOST:PORT');
  if (url.username !== '' || url.password !== '')
    throw new Failure('usage', 'must not hold a password: the token stands in --token-file');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Failure('usage', 'takes nothing after the port');
  return url;
}

/** What the relay's own words mean for who asked; a code that is not here was the relay's mistake or its host's. */
const CODES: Readonly<Record<number, FailureCode>> = {
  400: 'malformed',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'expired',
  413: 'too_large',
  422: 'not_a_cabinet',
};

export interface RelayAnswer {
  readonly status: number;
  /** What the JSON was; it is not checked. */
  readonly value: unknown;
}

/** The relay's HTTP face, as an operator calls it. Every refusal says what to do about it. */
export class RelayDesk {
  readonly url: URL;
  readonly #token: string;
  readonly #tokenFile: string;
  readonly #stopped: AbortSignal;

  /** @throws Failure `not_found` (no token file), `malformed` (it holds none) */
  constructor(
    { relay = new URL(RELAY), tokenFile = TOKEN_FILE }: { readonly relay?: URL; readonly tokenFile?: string },
    stopped: AbortSignal,
  ) {
    this.url = relay;
    this.#tokenFile = tokenFile;
    this.#token = readToken(tokenFile);
    this.#stopped = stopped;
  }

  /** @throws Failure with the relay's reason, `unreachable`, `timed_out`, `stopped` */
  async call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: Readonly<Record<string, unknown>> | Buffer,
  ): Promise<RelayAnswer> {
    const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json';
    const text = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    let status: number;
    let answer: string;
    try {
      const response = await fetch(new URL(path, this.url), {
        method,
        redirect: 'manual',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': type },
        ...(text === undefined ? {} : { body: Buffer.isBuffer(text) ? new Uint8Array(text) : text }),
        signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      status = response.status;
      answer = await readText(response);
    } catch (thrown) {
      throw this.#noAnswer(thrown);
    }
    const value = parseAnswer(answer);
    if (status >= 200 && status < 300) {
      if (value === undefined) throw this.#noRelay(status);
      return { status, value };
    }
    throw this.#refusal(status, value);
  }

  #noAnswer(thrown: unknown): Failure {
    if (this.#stopped.aborted) return new Failure('stopped', 'stopped; what was sent may still be done');
    const { host } = this.url;
    if (thrown instanceof Error && thrown.name === 'TimeoutError')
      return new Failure('timed_out', `${host} did not answer within ${ANSWER_TIMEOUT_MS / 1_000} s`);
    const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
    const reason = describeThrown(cause);
    const text = isMistrust(cause)
      ? `the certificate of ${this.url.origin} is not trusted here (${reason}): NODE_EXTRA_CA_CERTS=FILE before the command names the one of its issuer (PEM)`
      : `no relay answers at ${this.url.origin} (${reason}): is it running? --relay URL names another`;
    return new Failure('unreachable', text, { cause: thrown });
  }

  #noRelay(status: number): Failure {
    const text = `${this.url.origin} answers ${status}, but not as a relay does: is --relay its HTTP address?`;
    return new Failure('unreachable', text);
  }

  #refusal(status: number, value: unknown): Failure {
    const message = messageOf(value);
    if (message === undefined) return this.#noRelay(status);
    if (status === 401) {
      const text = `the relay at ${this.url.origin} does not know the token in ${this.#tokenFile}: take the one in its own data folder (operator.token) with --token-file`;
      return new Failure('unauthorized', text);
    }
    const again = status === 503 ? '; try again' : '';
    return new Failure(CODES[status] ?? 'unreachable', `the relay says: ${message}${again}`);
  }
}

/** OpenSSL's words for a chain that ends in nothing that this machine knows. */
const isMistrust = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/.test(String(cause.code));

function readToken(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    const told = `the operator’s token cannot be read (${describeThrown(thrown)}): copy operator.token from the relay’s data folder and name it with --token-file`;
    throw new Failure('not_found', told);
  }
  if (!/^[!-~]{1,256}$/.test(text)) throw new Failure('malformed', `${file} holds no operator’s token`);
  return text;
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MOST) throw new Failure('too_large', 'its answer has no end');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  return typeof value.message === 'string' ? value.message.slice(0, 500) : undefined;
}

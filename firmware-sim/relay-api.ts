import { Failure, type FailureCode } from '../shared/failure.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const REFUSALS: Readonly<Record<number, FailureCode>> = { 401: 'unauthorized', 404: 'not_found' };

/** The relay's HTTP face, as an operator calls it. */
export class RelayApi {
  readonly base: string;
  readonly token: string;

  /**
   * @param base e.g. `http://127.0.0.1:8080`
   * @param token what stands in the relay's `operator.token`
   */
  constructor(base: string, token: string) {
    this.base = base;
    this.token = token;
  }

  /** @throws Failure `not_found`, `unauthorized`, or `unreachable` with the relay's own message where it gave one */
  async call(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method,
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown);
      throw new Failure(
        REFUSALS[response.status] ?? 'unreachable',
        `${method} ${path}: ${response.status} ${text.slice(0, 300)}`,
      );
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      throw new Failure('unreachable', `${method} ${path}: no answer from ${this.base}`, { cause: thrown });
    }
  }
}

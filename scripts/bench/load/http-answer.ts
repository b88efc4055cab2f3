import { Failure } from '../../../shared/failure.ts';

/** One HTTP answer, as far as a load generator cares. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';
const HEAD_BYTES_MAX = 16_384;

/**
 * Reads HTTP/1.1 answers from a connection that carries one request at a time. An HTTP client proper costs several
 * times what the server under test is asked to do; this reads the status, the length and the body, and refuses what
 * it does not understand rather than guess.
 */
export class HttpAnswerReader {
  #text = '';

  /** @throws Failure `malformed` on anything but an answer with a `Content-Length` */
  read(chunk: Buffer): HttpAnswer | undefined {
    this.#text += chunk.toString('latin1');
    const headEnd = this.#text.indexOf(HEAD_END);
    if (headEnd < 0) {
      if (this.#text.length > HEAD_BYTES_MAX) throw new Failure('malformed', 'an HTTP head without end');
      return undefined;
    }
    const head = this.#text.slice(0, headEnd);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (status === undefined || length === undefined) {
      throw new Failure('malformed', `not an HTTP answer with a length: ${head.slice(0, 200)}`);
    }
    const bodyStart = headEnd + HEAD_END.length;
    const end = bodyStart + Number(length);
    if (this.#text.length < end) return undefined;
    const body = this.#text.slice(bodyStart, end);
    this.#text = this.#text.slice(end);
    return { status: Number(status), body };
  }
}

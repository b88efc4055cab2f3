import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describeThrown, Failure, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import { ConnectionPlaces } from './connection-places.ts';
import { FirstWords } from './first-words-link.ts';
import { type Reply, refusalReply } from './reply.ts';
import { createRouter, type FullRequest, type RequestHead, type Route } from './routes.ts';

export interface ExchangeOptions {
  readonly routes: readonly Route[];
  readonly log: Log;
  readonly replied: (status: number) => void;
}

/** Every connection and every request of the listener: what of it is admitted, read, answered and refused. */
export class HttpExchanges {
  readonly #route;
  readonly #log: Log;
  readonly #replied: (status: number) => void;
  readonly #places = new ConnectionPlaces(limits.httpConnections);
  readonly #sockets = new Map<string, Socket>();
  readonly #readers = new Set<() => void>();
  readonly #firstWords = new FirstWords();
  #underWay = 0;
  #stopping = false;
  #onIdle: () => void = () => {};

  constructor(options: ExchangeOptions) {
    this.#route = createRouter(options.routes);
    this.#log = options.log;
    this.#replied = options.replied;
  }

  get connections(): number {
    return this.#places.taken;
  }

  stop(): void {
    this.#stopping = true;
    for (const onStop of this.#readers) onStop();
  }

  /** Resolves when what was handed to a route is answered; a body that is still on its way is not waited for. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  place(socket: Socket): void {
    const id = placeOf(socket);
    this.#sockets.set(id, socket);
    socket.once('close', () => {
      // The same address and port may be in use again, by a newer connection.
      if (this.#sockets.get(id) !== socket) return;
      this.#sockets.delete(id);
      this.#places.close(id);
    });
    const mustGo = this.#places.open(id);
    if (mustGo !== undefined) this.#sockets.get(mustGo)?.destroy();
  }

  /** @param socket over which requests will come: with TLS, the one that has passed its handshake */
  listenTo(socket: Socket): void {
    this.#firstWords.hold(socket);
  }

  begin(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    if (!this.#firstWords.mayAsk(request.socket)) {
      request.socket.destroy();
      return;
    }
    // A connection that breaks is no news; without a listener it would end the process.
    request.on('error', () => {});
    const admitted = this.#admit(request);
    if ('refusal' in admitted) {
      this.#refuse(request, response, admitted.refusal, expectsContinue);
      return;
    }
    if (expectsContinue) response.writeContinue();
    const { route, head } = admitted;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      const isCrumbled = tooManyPieces(chunks.length, bytes);
      if (bytes <= route.bodyBytesMax && !isCrumbled) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      request.off('end', onEnd);
      const refusal = isCrumbled ? CRUMBLED : tooLarge(route.bodyBytesMax);
      this.#refuse(request, response, refusalReply(refusal), false);
    };
    const onEnd = (): void => {
      const lastByteAtMs = performance.now();
      const [only] = chunks;
      const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
      void this.#answer(request, response, route, { ...head, body, lastByteAtMs });
    };
    request.on('data', onData);
    request.on('end', onEnd);
  }

  /** Judges a request by its head alone. */
  #admit(request: IncomingMessage): { route: Route; head: RequestHead } | { refusal: Reply } {
    if (this.#stopping) return { refusal: refusalReply(STOPPING) };
    const found = this.#route(request.method ?? '', request.url ?? '');
    if (!found.found) return { refusal: found.reply };
    const head = { headers: request.headers, parameters: found.parameters, query: found.query };
    try {
      found.route.admit?.(head);
      if (Number(request.headers['content-length'] ?? 0) > found.route.bodyBytesMax) {
        throw tooLarge(found.route.bodyBytesMax);
      }
      return { route: found.route, head };
    } catch (thrown) {
      return { refusal: this.#refusal(thrown) };
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
    full: FullRequest,
  ): Promise<void> {
    this.#underWay += 1;
    response.once('close', () => {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#onIdle();
    });
    let reply: Reply;
    try {
      const handled = route.handle(full);
      reply = handled instanceof Promise ? await this.#withinTime(handled, route) : handled;
    } catch (thrown) {
      reply = this.#refusal(thrown);
    }
    if (route.provesCaller && (reply.status < 400 || reply.status === 409)) this.#prove(request.socket);
    this.#writeHead(response, reply, this.#isLast(request));
    response.end(reply.bytes ?? reply.body);
  }

  /**
   * Answers before the body was read, and throws the rest of it away so that the sender can read why: closing on
   * unread bytes would reset the connection, answer and all (RFC 9112, 9.6).
   */
  #refuse(request: IncomingMessage, response: ServerResponse, reply: Reply, bodyIsHeldBack: boolean): void {
    const length =
      request.headers['transfer-encoding'] === undefined ? request.headers['content-length'] : '∞';
    const bounded = Number(length ?? 0) <= limits.httpDiscardBytes && !bodyIsHeldBack;
    this.#writeHead(response, reply, this.#isLast(request) || !bounded);
    if (request.complete || bodyIsHeldBack) {
      response.end(reply.body);
      return;
    }
    response.write(reply.body);
    let discarded = 0;
    let pieces = 0;
    request.on('data', (chunk: Buffer) => {
      discarded += chunk.length;
      pieces += 1;
      if (discarded > limits.httpDiscardBytes || tooManyPieces(pieces, discarded)) request.socket.destroy();
    });
    request.on('end', () => response.end());
  }

  /** A stranger comes again for each answer: only so many connections are accepted in a turn of the event loop. */
  #isLast({ socket }: IncomingMessage): boolean {
    return this.#stopping || !this.#firstWords.isKnown(socket);
  }

  #prove(socket: Socket): void {
    if (this.#firstWords.isKnown(socket)) return;
    this.#firstWords.letThrough(socket);
    this.#places.prove(placeOf(socket));
  }

  /** Whoever only reads need not be waited for when the relay stops; whoever writes is told how it ended. */
  #withinTime(handled: Promise<Reply>, route: Route): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(reject, route.answerTimeoutMs ?? limits.httpAnswerTimeoutMs, LATE);
      const onStop = (): void => reject(STOPPING);
      if (route.method === 'GET') this.#readers.add(onStop);
      const onSettled = (): void => {
        clearTimeout(timer);
        this.#readers.delete(onStop);
      };
      handled.then(resolve, reject);
      handled.then(onSettled, onSettled);
    });
  }

  #writeHead(response: ServerResponse, reply: Reply, last: boolean): void {
    this.#replied(reply.status);
    response.writeHead(reply.status, {
      ...reply.headers,
      'content-type': reply.type,
      'content-length': reply.bytes?.length ?? Buffer.byteLength(reply.body),
      ...(last ? { connection: 'close' } : {}),
    });
  }

  #refusal(thrown: unknown): Reply {
    if (!isFailure(thrown))
      this.#log.error({ error: describeThrown(thrown) }, 'a request failed by our mistake');
    return refusalReply(thrown);
  }
}

const STOPPING = new Failure('stopped', 'the relay is stopping; call again');

const LATE = new Failure('timed_out', 'no answer in time; what was asked may still have happened, ask again');

const CRUMBLED = new Failure('malformed', 'the body comes in too many small pieces');

/** Each piece costs far more than its bytes: memory until the body is whole, and time when it comes. */
const tooManyPieces = (pieces: number, bytes: number): boolean =>
  pieces > limits.httpBodyPieces + bytes / limits.httpPieceBytes;

/** The same for a TCP socket and for the TLS socket over it. */
const placeOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;

const tooLarge = (most: number): Failure =>
  most === 0
    ? new Failure('malformed', 'this call takes no body')
    : new Failure('too_large', `the body is larger than ${most} bytes`);

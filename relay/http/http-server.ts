import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { HostPort } from '../../shared/settings.ts';
import { HandshakeTurns } from '../handshake-turns-link.ts';
import { type Crowds, ListenerTwins } from '../listener-twins-link.ts';
import { HttpExchanges } from './exchange-server.ts';
import { errorReply } from './reply.ts';
import type { Route } from './routes.ts';

export interface HttpServerOptions {
  readonly listen: HostPort;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  readonly routes: readonly Route[];
  readonly log: Log;
  /** Several connections are accepted in a turn of the event loop; without it, one. */
  readonly crowds?: Crowds;
  /** Told of every answer, also of those that no route has seen. */
  replied(status: number): void;
}

export interface HttpServer {
  /** Where it listens, with the port that the system chose. */
  readonly address: HostPort;
  readonly connections: number;
  /** Stops accepting; resolves when every request that was under way is answered. */
  close(): Promise<void>;
}

const SERVER_OPTIONS: ServerOptions = {
  maxHeaderSize: limits.httpHeaderBytes,
  headersTimeout: limits.httpHeadersTimeoutMs,
  requestTimeout: limits.httpRequestTimeoutMs,
  keepAliveTimeout: limits.httpIdleTimeoutMs,
  // How late the two timeouts above may be noticed.
  connectionsCheckingInterval: 1_000,
  noDelay: true,
};

/**
 * The one HTTP listener of the relay: callbacks and API. Everything a stranger can make it hold is bounded: places,
 * head, body, time. A body is read only for a call that exists and admits it.
 *
 * @throws Failure `unreachable` when the address cannot be listened on
 */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const exchange = new HttpExchanges(options);
  const onRequest: RequestListener = (request, response) => exchange.begin(request, response, false);
  const server: Server =
    options.tls === undefined
      ? createServer(SERVER_OPTIONS, onRequest)
      : createTlsServer(
          { ...SERVER_OPTIONS, ...options.tls, handshakeTimeout: limits.httpHeadersTimeoutMs },
          onRequest,
        );
  const handshakes = options.tls === undefined ? undefined : shakeHandsInTurns(server);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    exchange.begin(request, response, true),
  );
  server.on('connection', (socket: Socket) => exchange.place(socket));
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
    exchange.listenTo(socket),
  );
  server.on('clientError', answerBrokenRequest);
  // Node's own listener hands these to the one above; but words to somebody who has not finished his handshake never go
  // out, and the connection stayed for ever.
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  await listen(server, options.listen);
  const { crowds } = options;
  const twins =
    crowds === undefined
      ? undefined
      : new ListenerTwins({
          ...{
            ...crowds,
            server,
            manner: { noDelay: true, allowHalfOpen: true },
            backlog: limits.httpBacklog,
          },
          onSocket: (socket) => server.emit('connection', socket),
        });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.listen.port;
  return {
    address: { host: options.listen.host, port },
    get connections() {
      return exchange.connections;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const twinsClosed = twins?.close();
      handshakes?.close();
      exchange.stop();
      server.closeIdleConnections();
      await exchange.idle();
      server.closeAllConnections();
      await Promise.all([closed, twinsClosed]);
    },
  };
}

function shakeHandsInTurns(server: Server): HandshakeTurns {
  const [begin] = server.listeners('connection') as ((this: Server, raw: Socket) => void)[];
  if (begin === undefined) throw new Failure('usage', 'this server takes no connections');
  const handshakes = new HandshakeTurns((raw) => begin.call(server, raw));
  server.off('connection', begin);
  server.on('connection', (raw: Socket) => {
    // The connection is lost; 'close' follows.
    raw.on('error', () => {});
    handshakes.wait(raw);
  });
  return handshakes;
}

function listen(server: Server, address: HostPort): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const at = `${address.host}:${address.port}`;
      reject(
        new Failure('unreachable', `cannot listen for HTTP on ${at}: ${error.message}`, { cause: error }),
      );
    });
    server.listen({ ...address, backlog: limits.httpBacklog }, resolve);
  });
}

/** A head that is no HTTP, too large or too slow: one short answer and the connection ends. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [line, reply] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', errorReply(431, 'too_large', 'the request head is too large')]
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', errorReply(408, 'timed_out', 'the request did not arrive in time')]
        : ['400 Bad Request', errorReply(400, 'malformed', 'this is not HTTP/1.1')];
  const head = `HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Type: ${reply.type}\r\nContent-Length: ${reply.body.length}`;
  socket.end(`${head}\r\n\r\n${reply.body}`, () => socket.destroy());
  setTimeout(() => socket.destroy(), limits.httpLingerMs).unref();
}

import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { createLog } from '../../shared/log.ts';
import { pretendCertificate } from '../push/pretended-certificate.ts';
import { type HttpServer, openHttpServer } from './http-server.ts';
import { textReply } from './reply.ts';
import type { Route } from './routes.ts';

const BODY_MAX = 1_000;
const logged: string[] = [];
const log = createLog('test', 'info', { write: (line: string) => void logged.push(line) });
const seen: string[] = [];
const statuses: number[] = [];
const replied = (status: number): void => void statuses.push(status);
/** Resolves when `/slow` was called, with what lets it answer. */
let slowCalled: Promise<() => void>;
let onSlowCalled: (letGo: () => void) => void;

const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/echo',
    bodyBytesMax: BODY_MAX,
    provesCaller: true,
    admit: ({ headers }) => {
      if (headers['x-stranger'] !== undefined) throw new Failure('unauthorized', 'who are you');
    },
    handle: ({ body }) => {
      seen.push(body.toString());
      return textReply(200, body.toString());
    },
  },
  {
    method: 'GET',
    path: '/mistake',
    bodyBytesMax: 0,
    provesCaller: false,
    handle: () => {
      throw new TypeError('secret internals');
    },
  },
  {
    method: 'POST',
    path: '/slow',
    bodyBytesMax: 0,
    provesCaller: false,
    handle: () =>
      new Promise((resolve) => {
        onSlowCalled(() => resolve(textReply(200, 'at last')));
      }),
  },
];

const certificate = pretendCertificate();
let isSecure = false;

async function withServer(run: (server: HttpServer) => Promise<void>, secure = false): Promise<void> {
  const tls = secure ? { tls: certificate } : {};
  const server = await openHttpServer({
    listen: { host: '127.0.0.1', port: 0 },
    ...tls,
    routes,
    log,
    replied,
  });
  isSecure = secure;
  try {
    await run(server);
  } finally {
    isSecure = false;
    await server.close();
  }
}

/** Sends bytes as they are, and more after the first answer; resolves with all that came back when the other side closed. */
function exchange(
  server: HttpServer,
  bytes: string | readonly string[],
  then: readonly string[] = [],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const at = { port: server.address.port, host: '127.0.0.1' };
    const socket = isSecure
      ? connectTls({ ...at, ca: certificate.cert, servername: 'localhost' })
      : connect(at);
    let answer = '';
    socket.on('data', (chunk) => {
      if (answer === '') for (const part of then) socket.write(part);
      answer += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    for (const part of typeof bytes === 'string' ? [bytes] : bytes) socket.write(part);
  });
}

const post = (path: string, body: string, headers = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

test('a body is handed over whole, however it was cut on the way', () =>
  withServer(async (server) => {
    const whole = post('/echo', 'hello, world');
    assert.match(await exchange(server, whole), /^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhello, world$/);
    assert.match(await exchange(server, [...whole]), /hello, world$/);
    const chunked =
      'POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    assert.match(
      await exchange(server, `${chunked}5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n`),
      /hello, world$/,
    );
  }));

test('an announced body that is too large is refused by its head alone, and its sender can read so', () =>
  withServer(async (server) => {
    seen.length = 0;
    const answer = await exchange(server, post('/echo', 'x'.repeat(1_000_000)));
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.match(answer, '"code":"too_large"');
    assert.equal(seen, []);
  }));

test('a body that grows too large on the way is refused, and no more of it is kept', () =>
  withServer(async (server) => {
    seen.length = 0;
    const chunk = `400\r\n${'x'.repeat(0x400)}\r\n`;
    const head = 'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    assert.match(await exchange(server, [head, chunk, chunk, '0\r\n\r\n']), /^HTTP\/1\.1 413 /);
    assert.equal(seen, []);
  }));

test('a sender that never stops is cut off', () =>
  withServer(async (server) => {
    const head = 'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    let sent = 0;
    await new Promise<void>((resolve) => {
      const socket = connect(server.address.port, '127.0.0.1', () => socket.write(head));
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const more = (): void => {
        sent += chunk.length;
        if (!socket.destroyed) socket.write(chunk, more);
      };
      more();
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
    assert.ok(sent > limits.httpDiscardBytes);
  }));

test('who asks before sending its body is told at once', () =>
  withServer(async (server) => {
    const ask = (length: number): Promise<{ continued: boolean; status: number }> =>
      new Promise((resolve, reject) => {
        let continued = false;
        const outgoing = request(
          { port: server.address.port, path: '/echo', method: 'POST', agent: false },
          (reply: IncomingMessage) => {
            reply.resume();
            resolve({ continued, status: reply.statusCode ?? 0 });
            outgoing.destroy();
          },
        );
        outgoing.setHeader('Expect', '100-continue');
        outgoing.setHeader('Content-Length', length);
        outgoing.on('continue', () => {
          continued = true;
          outgoing.end('x'.repeat(length));
        });
        outgoing.on('error', reject);
        outgoing.flushHeaders();
      });
    assert.equal(await ask(10), { continued: true, status: 200 });
    assert.equal(await ask(5_000_000), { continued: false, status: 413 });
  }));

test('what its route does not admit is refused unread, and a known connection goes on', () =>
  withServer(async (server) => {
    seen.length = 0;
    const lasting = (bytes: string): string => bytes.replace('Connection: close\r\n', '');
    const answer = await exchange(server, lasting(post('/echo', 'known')), [
      lasting(post('/echo', 'unwanted', 'X-Stranger: 1\r\n')) + post('/echo', 'wanted'),
    ]);
    assert.match(answer, /200 [\s\S]*known[\s\S]* 401 [\s\S]*HTTP\/1\.1 200 [\s\S]*wanted$/);
    assert.equal(seen, ['known', 'wanted']);
  }));

for (const kind of ['TCP', 'TLS'] as const) {
  test(`over ${kind}: who is not known asks once for each connection, and is answered once`, () =>
    withServer(async (server) => {
      statuses.length = 0;
      const ask = 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n';
      assert.match(await exchange(server, ask), /^HTTP\/1\.1 404 [\s\S]*connection: close/i);
      assert.equal(statuses, [404]);
      await exchange(server, ask.repeat(2_000)).catch(() => {});
      assert.ok(statuses.length <= 2, `${statuses.length} answers`);
    }, kind === 'TLS'));
}

test('what is said before the caller is known is heard in its order afterwards', () =>
  withServer(async (server) => {
    seen.length = 0;
    const bodies = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(900, '.'));
    const asks = bodies.map((body, index) => {
      const bytes = post('/echo', body);
      return index === bodies.length - 1 ? bytes : bytes.replace('Connection: close\r\n', '');
    });
    await exchange(server, asks[0] ?? '', asks.slice(1));
    assert.equal(seen, bodies);
  }));

test('a body in single bytes is refused before it costs a thousand times its size', () =>
  withServer(async (server) => {
    seen.length = 0;
    const head = 'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await exchange(
      server,
      `${head}${'1\r\nx\r\n'.repeat(limits.httpBodyPieces + 9)}0\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*too many small pieces/);
    assert.equal(seen, []);
  }));

test('every answer is told of, also those that no route has seen', () =>
  withServer(async (server) => {
    statuses.length = 0;
    await exchange(server, post('/echo', ''));
    await exchange(server, post('/nowhere', ''));
    await exchange(server, post('/echo', 'x'.repeat(BODY_MAX + 1)));
    assert.equal(statuses, [200, 404, 413]);
  }));

test('an unknown path, another method and a body where none belongs each get their error', () =>
  withServer(async (server) => {
    assert.match(await exchange(server, post('/', '')), /^HTTP\/1\.1 404 [\s\S]*"code":"not_found"/);
    assert.match(await exchange(server, post('/mistake', '')), /^HTTP\/1\.1 405 [\s\S]*allow: GET/);
    assert.match(await exchange(server, post('/slow', '{}')), /^HTTP\/1\.1 400 [\s\S]*takes no body/);
  }));

test('bytes that are no HTTP, or a head without end, get a short answer and the end', () =>
  withServer(async (server) => {
    assert.match(
      await exchange(server, 'EHLO mail.example\r\n\r\n'),
      /^HTTP\/1\.1 400 [\s\S]*"code":"malformed"/,
    );
    const longHead = `GET /mistake HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(limits.httpHeaderBytes)}\r\n\r\n`;
    assert.match(await exchange(server, longHead), /^HTTP\/1\.1 431 [\s\S]*"code":"too_large"/);
    const twoLengths =
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n';
    assert.match(await exchange(server, twoLengths), /^HTTP\/1\.1 400 /);
  }));

test('a head that dribbles in loses its connection, and so does silence', () =>
  withServer(async (server) => {
    const [dribble, silence] = await Promise.all([
      exchange(server, 'POST /echo HTTP/1.1\r\nHost: x\r\n'),
      exchange(server, ''),
    ]);
    assert.match(dribble, /^HTTP\/1\.1 408 /);
    assert.match(silence, /^(HTTP\/1\.1 408 |$)/);
  }));

test('a TLS handshake that is never finished loses its connection, and so does silence before it', () =>
  withServer(async (server) => {
    // Version, kind and length of a hello whose last byte never comes.
    const hello = Buffer.from([22, 3, 1, 0, 5, 1, 0, 0, 1]);
    const ends = [hello, Buffer.alloc(0)].map(
      (bytes) =>
        new Promise<void>((resolve) => {
          const socket = connect(server.address.port, '127.0.0.1', () => socket.write(bytes));
          socket.on('error', () => {});
          socket.on('close', () => resolve());
          socket.resume();
        }),
    );
    await Promise.all(ends);
    while (server.connections > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }, true));

test('a mistake of ours tells the caller nothing, and the log what it was', () =>
  withServer(async (server) => {
    logged.length = 0;
    const answer = await exchange(server, 'GET /mistake HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 500 [\s\S]*"code":"internal"/);
    assert.not.match(answer, 'secret');
    assert.match(logged.join(), 'secret internals');
  }));

test('closing answers what is under way and takes nothing new', async () => {
  const server = await openHttpServer({ listen: { host: '127.0.0.1', port: 0 }, routes, log, replied });
  const idle = connect(server.address.port, '127.0.0.1');
  idle.on('error', () => {});
  const idleClosed = new Promise((resolve) => idle.on('close', resolve));
  slowCalled = new Promise((resolve) => {
    onSlowCalled = resolve;
  });
  const answer = exchange(server, post('/slow', ''));
  const letGo = await slowCalled;
  const closed = server.close();
  letGo();
  assert.match(await answer, /^HTTP\/1\.1 200 [\s\S]*at last$/);
  await closed;
  await idleClosed;
  const refused = await exchange(server, post('/echo', '')).catch(
    (thrown: NodeJS.ErrnoException) => thrown.code,
  );
  assert.is(refused, 'ECONNREFUSED');
});

test('an address that is taken is told as such', () =>
  withServer(async (server) => {
    const second = await openHttpServer({ listen: server.address, routes, log, replied }).catch(
      (thrown: unknown) => thrown,
    );
    assert.ok(second instanceof Failure);
    assert.match(second.message, /cannot listen for HTTP on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  }));

test.run();

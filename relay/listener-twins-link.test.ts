import { get } from 'node:https';
import { connect } from 'node:net';
import { pino } from 'pino';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { openHttpServer } from './http/http-server.ts';
import { pretendCertificate } from './push/pretended-certificate.ts';

/** The status of `GET /`, over a connection of its own. */
function ask(port: number, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/', ca, servername: 'localhost', agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    }).once('error', reject);
  });
}

test('HTTP over TLS is answered on whichever handle a connection comes, and closing ends them all', async () => {
  const tls = pretendCertificate();
  const failed: string[] = [];
  const server = await openHttpServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, tls, routes: [], log: pino({ level: 'silent' }) },
    replied: () => {},
    crowds: { failed: (reason) => failed.push(reason) },
  });
  const { port } = server.address;
  // While the twins are made, and when they are there.
  for (let round = 0; round < 5; round += 1) {
    const asked = Array.from({ length: 4 * limits.listenerTwins }, () => ask(port, tls.cert));
    assert.equal([...new Set(await Promise.all(asked))], [404]);
  }
  assert.equal(failed, []);
  await server.close();
  const late = connect({ host: '127.0.0.1', port });
  const code = await new Promise((resolve) =>
    late.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
  );
  assert.is(code, 'ECONNREFUSED');
});

test.run();

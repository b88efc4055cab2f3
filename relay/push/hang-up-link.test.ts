import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { onHangUp } from './hang-up-link.ts';
import { pretendCertificate } from './pretended-certificate.ts';

interface House {
  server: Server;
  port: number;
  /** What the listening side has seen, in its order. */
  seen: string[];
  accepted: Promise<Socket>;
}

const test = suite<House>('hang up');

const tls = pretendCertificate();

async function listen(house: House, isSecure: boolean): Promise<void> {
  house.seen = [];
  house.accepted = new Promise((resolve) => {
    house.server = createServer({ allowHalfOpen: true }, (raw) => {
      const socket = isSecure ? new TLSSocket(raw, { isServer: true, ...tls }) : raw;
      onHangUp(socket, () => house.seen.push('gone'));
      socket.on('data', (chunk) => house.seen.push(String(chunk)));
      for (const event of ['end', 'error', 'close']) socket.on(event, () => house.seen.push(event));
      resolve(socket);
    });
  });
  await new Promise<void>((resolve) => house.server.listen(0, '127.0.0.1', resolve));
  house.port = (house.server.address() as AddressInfo).port;
}

test.after.each(({ server }) => new Promise<void>((resolve) => server.close(() => resolve())));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('trap Node, what it does itself for each one that goes stands in one turn: told is all there is, whether it hangs up or is lost', async (house) => {
  for (const isLost of [false, true]) {
    await listen(house, false);
    const caller = connect(house.port, '127.0.0.1');
    caller.write('hello');
    const socket = await house.accepted;
    await until(() => house.seen.length === 1);
    if (isLost) caller.resetAndDestroy();
    else caller.destroy();
    await until(() => house.seen.length > 1);
    // Twice more round, so that what is still to follow has followed.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(house.seen, ['hello', 'gone'], `lost: ${isLost}`);
    assert.not(socket.destroyed);
    socket.destroy();
    await until(() => house.seen.includes('close'));
    assert.equal(house.seen, ['hello', 'gone', 'close'], `lost: ${isLost}`);
    if (!isLost) await new Promise<void>((resolve) => house.server.close(() => resolve()));
  }
});

test('the same behind TLS', async (house) => {
  await listen(house, true);
  const caller = connectTls({ port: house.port, host: '127.0.0.1', ca: tls.cert, servername: 'localhost' });
  caller.write('hello');
  const socket = await house.accepted;
  await until(() => house.seen.length === 1);
  caller.destroy();
  await until(() => house.seen.includes('gone'));
  assert.equal(house.seen, ['hello', 'gone']);
  socket.destroy();
  await until(() => house.seen.includes('close'));
});

test('a socket that is closed already is left alone', async (house) => {
  await listen(house, false);
  const caller = connect(house.port, '127.0.0.1');
  const socket = await house.accepted;
  socket.destroy();
  await until(() => house.seen.includes('close'));
  onHangUp(socket, () => assert.unreachable());
  caller.destroy();
});

test.run();

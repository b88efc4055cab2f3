import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate, type Packet, parser } from 'mqtt-packet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pretendCertificate } from '../relay/push/pretended-certificate.ts';
import { deviceId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { downTopic, upTopic } from '../shared/topics.ts';
import { RelayLink } from './relay-link.ts';

const DEVICE = deviceId('SPK-0001');

/** A broker of the test's own: it answers by what `answer` says, and keeps what it got. */
class TestBroker {
  readonly packets: Packet[] = [];
  readonly sockets: Socket[] = [];
  readonly #server: Server;
  answer: (packet: Packet, socket: Socket) => void = greet;
  onPacket: (packet: Packet) => void = () => {};

  private constructor(tls?: { readonly cert: Buffer; readonly key: Buffer }) {
    const accept = (socket: Socket): void => {
      this.sockets.push(socket);
      socket.on('error', () => {});
      const parse = parser({ protocolVersion: 4 });
      parse.on('packet', (packet: Packet) => {
        this.packets.push(packet);
        this.answer(packet, socket);
        this.onPacket(packet);
      });
      socket.on('data', (chunk) => parse.parse(chunk));
    };
    this.#server = tls === undefined ? createServer(accept) : createTlsServer(tls, accept);
    this.#server.on('tlsClientError', () => {});
  }

  static async open(tls?: { readonly cert: Buffer; readonly key: Buffer }): Promise<TestBroker> {
    const broker = new TestBroker(tls);
    await new Promise<void>((resolve) => broker.#server.listen(0, '127.0.0.1', resolve));
    open.push(broker);
    return broker;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  publish(payload: Buffer, qos: 0 | 1 = 0): void {
    const packet = {
      cmd: 'publish',
      topic: downTopic(DEVICE),
      payload,
      qos,
      dup: false,
      retain: false,
    } as const;
    this.sockets.at(-1)?.write(generate(qos === 0 ? packet : { ...packet, messageId: 7 }));
  }

  async got(cmd: Packet['cmd']): Promise<Packet> {
    for (;;) {
      const packet = this.packets.find((one) => one.cmd === cmd);
      if (packet !== undefined) return packet;
      await new Promise<void>((resolve) => {
        this.onPacket = () => resolve();
      });
    }
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }
}

function greet(packet: Packet, socket: Socket): void {
  if (packet.cmd === 'connect') {
    socket.write(generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
  }
  if (packet.cmd === 'subscribe') {
    socket.write(generate({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [0] }));
  }
}

const open: { close(): void }[] = [];
test.after.each(() => {
  for (const one of open.splice(0)) one.close();
});

/** A link whose events can be waited for. */
function linkTo(port: number, ca?: Buffer) {
  const events: string[] = [];
  let wake: () => void = () => {};
  const tell = (event: string): void => {
    events.push(event);
    wake();
  };
  const link = new RelayLink({
    device: DEVICE,
    path: 1,
    address: { host: ca === undefined ? '127.0.0.1' : 'localhost', port, isTls: ca !== undefined },
    ca,
    onSubscribed: () => tell('subscribed'),
    onFrame: (frame) => tell(`frame ${frame.toString()}`),
    onClosed: (reason) => tell(`closed: ${reason}`),
  });
  open.push({ close: () => link.disconnect() });
  const until = async (start: string): Promise<string> => {
    for (;;) {
      const event = events.find((one) => one.startsWith(start));
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { link, events, until };
}

test('it connects as the wire says: clean session, own client id, one subscription, frames both ways', async () => {
  const broker = await TestBroker.open();
  const { link, until } = linkTo(broker.port);
  link.connect('secret-1');
  await until('subscribed');
  const connect = await broker.got('connect');
  assert.ok(connect.cmd === 'connect');
  assert.equal(
    [connect.clientId, connect.username, connect.password?.toString(), connect.clean, connect.keepalive],
    ['SPK-0001/1', DEVICE, 'secret-1', true, limits.mqttKeepaliveS],
  );
  broker.publish(Buffer.from('down'));
  await until('frame down');
  assert.ok(link.send(Buffer.from('up')));
  const up = await broker.got('publish');
  assert.ok(up.cmd === 'publish' && up.topic === upTopic(DEVICE) && up.qos === 0);
});

test('trap mqtt.js (fixed reconnect): it never comes back by itself, and each connect has its own password', async () => {
  const broker = await TestBroker.open();
  const { link, events, until } = linkTo(broker.port);
  link.connect('secret-1');
  await until('subscribed');
  broker.sockets[0]?.destroy();
  await until('closed');
  assert.is(events.filter((event) => event.startsWith('closed')).length, 1);
  assert.not.ok(link.send(Buffer.from('lost')), 'nothing is kept for a later connection');
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  assert.is(broker.sockets.length, 1);
  broker.packets.length = 0;
  events.length = 0;
  link.connect('secret-2');
  await until('subscribed');
  const connect = await broker.got('connect');
  assert.is(connect.cmd === 'connect' && connect.password?.toString(), 'secret-2');
});

test('trap mqtt.js (a refused CONNACK is not retried and leaves the socket open): it is closed and told', async () => {
  const broker = await TestBroker.open();
  broker.answer = (packet, socket) => {
    if (packet.cmd === 'connect') {
      socket.write(generate({ cmd: 'connack', returnCode: 4, sessionPresent: false }));
    }
  };
  const { link, until } = linkTo(broker.port);
  link.connect('wrong');
  assert.match(await until('closed'), 'refused');
});

test('trap mqtt.js (PUBACK follows handleMessage): a frame is handed over at once and never waits for what follows', async () => {
  const broker = await TestBroker.open();
  const { link, until } = linkTo(broker.port);
  link.connect('secret');
  await until('subscribed');
  broker.publish(Buffer.from('one'), 1);
  await until('frame one');
  await broker.got('puback');
});

test('promise 15: a packet that never ends closes the path instead of filling the memory', async () => {
  const broker = await TestBroker.open();
  const { link, until } = linkTo(broker.port);
  link.connect('secret');
  await until('subscribed');
  // PUBLISH with a remaining length of 256 MB, and then more and more of it.
  const socket = broker.sockets[0];
  socket?.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x01, 0x61]));
  for (let count = 0; count < 16; count += 1) socket?.write(Buffer.alloc(65_536));
  await until('closed');
});

test('promise 15: a relay that never reads closes the path instead of filling the memory', async () => {
  const broker = await TestBroker.open();
  const { link, until } = linkTo(broker.port);
  link.connect('secret');
  await until('subscribed');
  broker.sockets[0]?.pause();
  let taken = 0;
  while (taken < 10_000 && link.send(Buffer.alloc(limits.frameBytes))) {
    taken += 1;
    if (taken % 16 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await until('closed');
  assert.ok(taken < 10_000, `${taken} frames were taken`);
});

test('after a disconnect nothing is heard of the old connection', async () => {
  const broker = await TestBroker.open();
  const { link, events, until } = linkTo(broker.port);
  link.connect('secret');
  await until('subscribed');
  link.send(Buffer.from('the last word'));
  link.disconnect();
  assert.ok((await broker.got('publish')).cmd === 'publish', 'what was said still goes out');
  await broker.got('disconnect');
  assert.equal(events, ['subscribed']);
});

test('a port where nobody listens, and a name that nobody knows, are told as closed', async () => {
  const broker = await TestBroker.open();
  const { port } = broker;
  broker.close();
  const { link, until } = linkTo(port);
  link.connect('secret');
  assert.match(await until('closed'), 'ECONNREFUSED');
});

test('a peer that is no MQTT broker is closed and told', async () => {
  const broker = await TestBroker.open();
  broker.answer = (_packet, socket) => {
    socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
  };
  const { link, until } = linkTo(broker.port);
  link.connect('secret');
  await until('closed');
});

test('TLS: a relay whose certificate is vouched for is spoken to, any other is not', async () => {
  const right = pretendCertificate();
  const broker = await TestBroker.open(right);
  const trusting = linkTo(broker.port, right.cert);
  trusting.link.connect('secret');
  await trusting.until('subscribed');
  assert.ok(trusting.link.send(Buffer.from('up')));
  await broker.got('publish');
  const wary = linkTo(broker.port, pretendCertificate().cert);
  wary.link.connect('secret');
  assert.match(await wary.until('closed'), 'self-signed certificate');
  assert.is(broker.packets.filter((packet) => packet.cmd === 'connect').length, 1, 'no password went out');
});

test.run();

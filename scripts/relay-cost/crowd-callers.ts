import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import { connectPassword, deriveDeviceKeys, nonceFrom } from '../../shared/device-key.ts';
import { deviceId } from '../../shared/ids.ts';
import { unixMs } from '../../shared/quantities.ts';
import { clientId, downTopic } from '../../shared/topics.ts';

/** What the crowd is told to do; each is answered with `done`. */
export type CrowdOrder = 'connect' | 'speak' | 'hang_up' | 'break_off';

/** Of all devices, as crowd-main.ts knows it: to derive ten thousand is not what is measured. */
const CROWD_KEY: Uint8Array = Buffer.alloc(32, 5);
const HANDSHAKES_AT_ONCE = 100;
const PING = mqttPacket.generate({ cmd: 'pingreq' });

const [port = 0, size = 0] = process.argv.slice(2).map(Number);
const keys = deriveDeviceKeys(CROWD_KEY);
let sockets: Socket[] = [];

/** Connects and subscribes; resolves with the answer to a ping. */
function callIn(number: number): Promise<void> {
  const id = deviceId(`SPK-${String(number).padStart(5, '0')}`);
  const token = { deviceId: id, issuedAtMs: unixMs(Date.now()), nonce: nonceFrom(randomBytes(8)) };
  const words = [
    mqttPacket.generate({
      ...{ cmd: 'connect', clean: true, protocolVersion: 4, keepalive: 15 },
      ...{ clientId: clientId(id, 0), username: id },
      password: Buffer.from(connectPassword(keys, token)),
    }),
    mqttPacket.generate({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: downTopic(id), qos: 0 }],
    }),
    PING,
  ];
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  sockets.push(socket);
  socket.on('error', () => {
    // 'close' follows
  });
  return new Promise((resolve) => {
    const next = (): void => {
      const word = words.shift();
      if (word === undefined) resolve();
      else socket.write(word);
    };
    socket.once('connect', next);
    socket.on('data', next);
    socket.once('close', () => resolve());
  });
}

async function follow(order: CrowdOrder): Promise<void> {
  switch (order) {
    case 'connect': {
      sockets = [];
      const numbers = Array.from({ length: size }, (_, number) => number).values();
      const work = async (): Promise<void> => {
        for (const number of numbers) await callIn(number);
      };
      await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, work));
      return;
    }
    case 'speak':
      for (const socket of sockets) socket.write(PING);
      return;
    case 'hang_up':
      for (const socket of sockets) socket.destroy();
      return;
    case 'break_off':
      for (const socket of sockets) socket.resetAndDestroy();
      return;
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', async (order: CrowdOrder) => {
  await follow(order);
  process.send?.('done');
});

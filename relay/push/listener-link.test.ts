import { connect, createServer, type Server, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { ListenerTwins } from '../listener-twins-link.ts';
import { DeviceListener } from './listener-link.ts';

interface House {
  listener: DeviceListener;
  /** How many were accepted in each turn of the event loop. */
  turns: number[];
  opened: Socket[];
  refused: string[];
  failed: string[];
  guests: Socket[];
  counting: NodeJS.Immediate;
  come(count: number, localAddress?: string): Promise<void>;
}

const test = suite<House>('device listener');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test.before.each(async (house) => {
  const turns: number[] = [];
  const opened: Socket[] = [];
  const [refused, failed]: [string[], string[]] = [[], []];
  const guests: Socket[] = [];
  let turn = 0;
  const count = (): void => {
    turn += 1;
    house.counting = setImmediate(count);
  };
  house.counting = setImmediate(count);
  const listener = await DeviceListener.open({
    listen: { host: '127.0.0.1', port: 0 },
    onSocket: (socket) => {
      turns[turn] = (turns[turn] ?? 0) + 1;
      opened.push(socket);
    },
    onRefused: (code) => refused.push(code),
    crowds: { failed: (reason) => failed.push(reason) },
  });
  const come = async (crowd: number, localAddress = '127.0.0.1'): Promise<void> => {
    const { port } = listener.address;
    const coming = Array.from({ length: crowd }, () => connect({ host: '127.0.0.1', port, localAddress }));
    for (const guest of coming) guest.on('error', () => {});
    guests.push(...coming);
    await Promise.all(coming.map((guest) => new Promise((resolve) => guest.once('connect', resolve))));
  };
  Object.assign(house, { listener, turns, opened, refused, failed, guests, come });
});

test.after.each(async (house) => {
  clearImmediate(house.counting);
  for (const guest of house.guests) guest.destroy();
  await house.listener.close();
});

test('trap libuv 1.45, a handle accepts one connection in a turn: with its twins a listener accepts several', async (house) => {
  const most = (): number => Math.max(0, ...house.turns.filter((accepted) => accepted > 0));
  // The twins come when they are made; until then it is one.
  while (most() <= limits.listenerTwins) {
    await house.come(8 * limits.listenerTwins);
    await until(() => house.opened.length === house.guests.length);
    for (const guest of house.guests) guest.destroy();
  }
  assert.is(most(), 1 + limits.listenerTwins);
  assert.equal(house.failed, []);
});

test('who takes too long is ended and counted, whichever handle it came by; who has proved itself is not', async (house) => {
  const { listener, opened, refused, come } = house;
  await come(20);
  await until(() => opened.length === 20);
  const known = opened.slice(0, 5);
  for (const socket of known) listener.proved(socket);
  listener.sweep(performance.now() + limits.mqttConnectMs + 1);
  assert.is(refused.length, 15);
  assert.ok(refused.every((code) => code === 'timed_out'));
  assert.equal(
    opened.filter(({ destroyed }) => !destroyed),
    known,
  );
});

test('who takes all places from one address is let in no more; who comes from another is, at his cost', async (house) => {
  const { opened, refused, come } = house;
  await come(limits.mqttConnectionsPending);
  await until(() => opened.length === limits.mqttConnectionsPending);
  assert.equal(refused, []);
  await come(5, '127.0.0.2');
  await until(() => opened.length === limits.mqttConnectionsPending + 5);
  const left = opened.filter(({ destroyed }) => !destroyed);
  assert.is(left.length, limits.mqttConnectionsPending);
  assert.is(left.filter(({ remoteAddress }) => remoteAddress === '127.0.0.2').length, 5);
  assert.is(refused.length, 5);
});

test('a listener that is closed accepts nobody any more and has ended all, also while its twins are made', async ({
  listener,
  come,
  guests,
}) => {
  await come(20);
  const { port } = listener.address;
  await listener.close();
  for (const guest of guests) guest.resume();
  await until(() => guests.every(({ closed }) => closed));
  const late = connect({ host: '127.0.0.1', port });
  const code = await new Promise((resolve) =>
    late.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
  );
  assert.is(code, 'ECONNREFUSED');
});

test('where no twin can be made it is told, once', async () => {
  const server: Server = createServer();
  const reasons: string[] = [];
  const twins = new ListenerTwins({
    ...{ server, manner: {}, backlog: 1, onSocket: () => {} },
    failed: (reason) => reasons.push(reason),
  });
  await until(() => reasons.length > 0);
  await twins.close();
  assert.equal(reasons, ['the socket did not come back']);
});

test.run();

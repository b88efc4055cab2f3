import { connect, createServer, type Server, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../shared/limits.ts';
import { HandshakeTurns } from './handshake-turns-link.ts';

interface House {
  server: Server;
  handshakes: HandshakeTurns;
  /** Connections that were begun with, and what stood unread in each. */
  begun: string[];
  /** How many of them in each turn of the event loop. */
  turns: number[];
  counting: NodeJS.Immediate;
  guests: Socket[];
  accepted: Socket[];
  come(count: number): Promise<void>;
}

const test = suite<House>('handshakes in turns');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test.before.each(async (house) => {
  const [begun, turns, guests]: [string[], number[], Socket[]] = [[], [], []];
  let turn = 0;
  const count = (): void => {
    turn += 1;
    house.counting = setImmediate(count);
  };
  house.counting = setImmediate(count);
  const handshakes = new HandshakeTurns((raw) => {
    turns[turn] = (turns[turn] ?? 0) + 1;
    begun.push(String(raw.read()));
  });
  const accepted: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (raw) => {
    raw.on('error', () => {});
    accepted.push(raw);
    handshakes.wait(raw);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  const come = async (crowd: number): Promise<void> => {
    for (let index = 0; index < crowd; index += 1) {
      const guest = connect(port, '127.0.0.1');
      guest.on('error', () => {});
      guest.resume();
      guests.push(guest);
    }
    await until(() => accepted.length === guests.length);
  };
  Object.assign(house, { server, handshakes, begun, turns, guests, accepted, come });
});

test.after.each(async ({ counting, guests, accepted, handshakes, server }) => {
  clearImmediate(counting);
  for (const socket of [...guests, ...accepted]) socket.destroy();
  handshakes.close();
  await new Promise((resolve) => server.close(resolve));
});

test('who says nothing is not begun with; a crowd that speaks at one moment is, a few in each turn', async (house) => {
  await house.come(100);
  assert.equal(house.begun, []);
  for (const guest of house.guests) guest.write('hello');
  await until(() => house.begun.length === 100);
  assert.ok(house.begun.every((said) => said === 'hello'));
  const most = Math.max(...house.turns.filter((begun) => begun > 0));
  assert.ok(most <= limits.handshakesPerTurn, `${most} in one turn`);
});

test('who hangs up, or is there when all is closed, is ended and never begun with', async (house) => {
  await house.come(2);
  const [first, second] = house.guests;
  first?.end();
  await until(() => first?.closed === true);
  house.handshakes.close();
  await until(() => second?.closed === true);
  assert.equal(house.begun, []);
});

test.run();

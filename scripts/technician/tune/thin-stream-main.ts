/**
 * Both ends of many thin streams, as payments are: small messages, far apart, each answered.
 *
 * Usage: thin-stream-main.ts receive ADDRESS PORT: says ready, and at the end of its input the delays of all messages
 *        thin-stream-main.ts send ADDRESS PORT CONNECTIONS EVERY_MS SECONDS
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const MESSAGE_BYTES = 120;
const ANSWER_BYTES = 60;
const STORE_MS = 2;
/** Instead of a time: is not measured. */
const WARM_UP = 0;
const WARM_UP_MS = 5_000;
const SETTLE_MS = 3_000;

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

const [mode, address = '', port = '0', connections = '1', everyMs = '500', seconds = '1'] =
  process.argv.slice(2);
// One clock for all processes of a machine (CLOCK_MONOTONIC).
const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);

function receive(): void {
  const delaysUs: number[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const atUs = nowUs();
      waiting = Buffer.concat([waiting, chunk]);
      for (; waiting.length >= MESSAGE_BYTES; waiting = waiting.subarray(MESSAGE_BYTES)) {
        const sentUs = waiting.readDoubleBE(0);
        if (sentUs !== WARM_UP) delaysUs.push(atUs - sentUs);
        // As a device answers after its disk.
        setTimeout(() => socket.write(Buffer.alloc(ANSWER_BYTES)), STORE_MS);
      }
    });
  });
  server.listen(Number(port), address, () => console.log(JSON.stringify({ ready: true })));
  process.stdin.resume().on('end', () => {
    process.stdout.write(JSON.stringify({ delaysUs }), () => process.exit(0));
  });
}

async function send(): Promise<void> {
  const count = Number(connections);
  const sockets: Socket[] = Array.from({ length: count }, () => {
    const socket = connect({ host: address, port: Number(port), noDelay: true });
    socket.on('error', () => {});
    return socket.resume();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const sendAll = (stamp: () => number, betweenMs: number, endAtMs: number): Promise<void> =>
    new Promise((done) => {
      let next = 0;
      const timer = setInterval(() => {
        const message = Buffer.alloc(MESSAGE_BYTES);
        message.writeDoubleBE(stamp(), 0);
        sockets[next]?.write(message);
        next = (next + 1) % count;
        if (Date.now() < endAtMs) return;
        clearInterval(timer);
        done();
      }, betweenMs);
    });
  // A connection whose SYN was lost begins with 1 s; a speaker's is hours old and knows its round trip.
  await sendAll(() => WARM_UP, Number(everyMs) / count / 2, Date.now() + WARM_UP_MS);
  await wait(SETTLE_MS);
  await sendAll(nowUs, Number(everyMs) / count, Date.now() + Number(seconds) * 1_000);
  // What is lost may still be on its way for the second time.
  await wait(SETTLE_MS);
  process.exit(0);
}

if (mode === 'receive') receive();
else await send();

import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createAdmission, judgeConnect } from '../../relay/push/admission.ts';
import { MqttLink } from '../../relay/push/mqtt-link.ts';
import { Failure } from '../../shared/failure.ts';
import { unixMs } from '../../shared/quantities.ts';
import { sleep, until } from '../bench/clock.ts';
import type { CrowdOrder } from './crowd-callers.ts';

/**
 * `npx tsx scripts/relay-cost/crowd-main.ts [DEVICES]`: what a crowd of devices costs the relay's main loop where they come
 * in, and how long its longest turn was, in processor time of that thread: other programs do not count. Before the crowd
 * speaks or goes, the loop stands still until all of it has done so, so that everything comes in one turn: the worst that a
 * network can do.
 */
const DEVICES = Number(process.argv[2] ?? 3_000);
const WITHIN_MS = 60_000;

const { pid } = process;
const figures = openSync(`/proc/self/task/${pid}/schedstat`, 'r');
const buffer = Buffer.alloc(64);

/** Processor time of this thread, ms (Documentation/scheduler/sched-stats.rst: the first field, ns). */
function cpuMs(): number {
  const length = readSync(figures, buffer, 0, buffer.length, 0);
  return Number(buffer.toString('latin1', 0, length).split(' ')[0]) / 1e6;
}

const admission = createAdmission(unixMs(Date.now() - 60_000), randomBytes(32));
const key = Buffer.alloc(32, 5);
const gone = new Set<object>();
const link = await MqttLink.open({
  listen: { host: '127.0.0.1', port: 0 },
  log: pino({ level: 'silent' }),
  events: {
    judge: (request) => judgeConnect(admission, request, () => key, unixMs(Date.now())),
    hasKey: () => true,
    connected: () => {},
    closed: (connection) => gone.add(connection),
    frame: () => {},
    refused: (code) => console.log(`refused: ${code}`),
  },
});

const port = link.address?.port ?? 0;
const crowd: ChildProcess = fork(fileURLToPath(new URL('./crowd-callers.ts', import.meta.url)), [
  String(port),
  String(DEVICES),
]);

function ask(order: CrowdOrder): Promise<void> {
  const answered = new Promise<void>((resolve, reject) => {
    crowd.once('message', () => resolve());
    crowd.once('exit', () => reject(new Failure('stopped', 'the crowd has ended')));
  });
  crowd.send(order);
  return answered;
}

async function measure(name: string, what: () => Promise<void>): Promise<void> {
  const begunMs = cpuMs();
  let lastMs = begunMs;
  let longestMs = 0;
  const lookEachTurn = setInterval(() => {
    const nowMs = cpuMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
  }, 1);
  await what();
  clearInterval(lookEachTurn);
  const eachUs = ((cpuMs() - begunMs) * 1_000) / DEVICES;
  console.log(`${name.padEnd(12)} ${eachUs.toFixed(0)} µs a device, longest turn ${longestMs.toFixed(0)} ms`);
}

/** All of it is there when the loop goes on. */
async function standStill(order: CrowdOrder): Promise<void> {
  const answered = ask(order);
  await sleep(1);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  await answered;
}

for (const end of ['hang_up', 'break_off'] as const) {
  gone.clear();
  await measure('connect', () => ask('connect'));
  await measure('speak', async () => {
    await standStill('speak');
    await sleep(200);
  });
  await measure(end, async () => {
    await standStill(end);
    await until(WITHIN_MS, 5, () => (gone.size >= DEVICES ? true : undefined));
  });
}
crowd.disconnect();
await link.close();
closeSync(figures);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingFor } from '../capabilities.ts';
import { isInOwnWorld, runInOwnWorld } from '../own-world.ts';
import { CablePath, packetsLost } from './cable-path.ts';
import { MobilePath } from './mobile-path.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { type NetworkPath, tunePath } from './network-path.ts';

const NAMES = [
  'a cable carries, loses and is cut, and another path between the same two knows nothing of it',
  'a mobile network takes its time, and TCP gets everything across in spite of its losses',
  'what runs in a network of its own sees no other network, and nothing of it is left',
] as const;

/** Where some get lost: how long an answer may take on a busy machine. */
const LOSSY_MS = 1_000;

/**
 * Sends datagrams from the relay's end to the device's and counts what comes back, with the quickest round trip. It
 * ends as soon as all are back.
 */
async function askOver(
  path: NetworkPath,
  count: number,
  patienceMs = 30_000,
): Promise<{ answers: number; quickestMs: number }> {
  const echo = `
    const socket = require('dgram').createSocket('udp4');
    socket.on('message', (text, from) => socket.send(text, from.port, from.address));
    socket.bind(7000, '${path.device.address}', () => console.log('ready'));`;
  const answerer = spawnIn(path.device.network, echo);
  await once(answerer.stdout, 'data');
  const ask = `
    const socket = require('dgram').createSocket('udp4');
    const sent = new Map(); let answers = 0, quickestMs = 1e9;
    socket.on('message', (text) => { answers++; quickestMs = Math.min(quickestMs, performance.now() - sent.get(+text)); });
    const end = () => { console.log(JSON.stringify({ answers, quickestMs })); process.exit(0); };
    socket.on('message', () => { if (answers === ${count}) end(); });
    let number = 0;
    const timer = setInterval(() => {
      for (let burst = 0; burst < 10 && number < ${count}; burst++, number++) {
        sent.set(number, performance.now()); socket.send(String(number), 7000, '${path.device.address}');
      }
      if (number < ${count}) return;
      clearInterval(timer);
      setTimeout(end, ${patienceMs});
    }, 2);`;
  const [text] = (await once(spawnIn(path.relay.network, ask).stdout, 'data')) as [Buffer];
  answerer.kill('SIGKILL');
  return JSON.parse(text.toString()) as { answers: number; quickestMs: number };
}

function spawnIn(network: NetworkNamespace, script: string) {
  const [program = '', ...args] = [...network.entrance, process.execPath, '-e', script];
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function register(): void {
  test(NAMES[0], async () => {
    const device = await NetworkNamespace.open();
    const cable = await CablePath.open(0, NetworkNamespace.own, device);
    const other = await CablePath.open(1, NetworkNamespace.own, device);
    assert.is((await askOver(cable, 200)).answers, 200);

    await cable.change({ lossPercent: 30 });
    const { answers } = await askOver(cable, 400, LOSSY_MS);
    // 0.7 × 0.7 of 400 are 196, with a deviation of 10.
    assert.ok(answers > 130 && answers < 262, `${answers} of 400 came back`);
    assert.ok((await packetsLost(cable.device)) > 50);
    assert.is((await askOver(other, 50)).answers, 50);

    await cable.change({ isCut: true });
    assert.is((await askOver(cable, 50, LOSSY_MS)).answers, 0);
    assert.is((await askOver(other, 50)).answers, 50);
    await cable.change({ isCut: false, lossPercent: 0 });
    assert.is((await askOver(cable, 50)).answers, 50);

    await tunePath(cable, { rtoMinMs: 10, isQuickAck: true });
    await tunePath(cable, { rtoMinMs: 10, isQuickAck: true });
    for (const { network } of [cable.relay, cable.device]) {
      const routes = await network.run(['ip', 'route', 'show', '10.77.0.0/30']);
      assert.match(routes, /^10\.77\.0\.0\/30 dev path0[rd] .*rto_min lock 10ms quickack 1\s*$/);
    }
    await tunePath(cable, undefined);
    assert.not.match(await device.run(['ip', 'route']), 'rto_min');
    assert.is((await askOver(cable, 50)).answers, 50);
    await cable.close();
    await other.close();
    await device.close();
  });

  test(NAMES[1], async () => {
    const device = await NetworkNamespace.open();
    const path = await MobilePath.open(0, NetworkNamespace.own, device, {
      delayMs: 20,
      jitterMs: 4,
      lossPercent: 0,
      isCut: false,
    });
    const clean = await askOver(path, 100);
    assert.is(clean.answers, 100);
    assert.ok(clean.quickestMs >= 32, `${clean.quickestMs} ms there and back`);

    await path.change({ lossPercent: 10 });
    const server = spawnIn(
      device,
      `let bytes = 0; require('net').createServer((socket) => socket
        .on('data', (chunk) => { bytes += chunk.length; })
        .on('end', () => { console.log(bytes); process.exit(0); })).listen(7001, () => console.log('ready'));`,
    );
    await once(server.stdout, 'data');
    const client = spawnIn(
      NetworkNamespace.own,
      `require('net').connect(7001, '${path.device.address}', function () { this.end(Buffer.alloc(60000)); });`,
    );
    const [bytes] = (await once(server.stdout, 'data')) as [Buffer];
    assert.is(Number(bytes), 60_000);
    client.kill('SIGKILL');

    await path.change({ isCut: true });
    assert.is((await askOver(path, 20, LOSSY_MS)).answers, 0);
    await path.close();
    await device.close();
  });

  test(NAMES[2], async () => {
    const device = await NetworkNamespace.open();
    assert.match(await device.run(['ip', '-o', 'link']), /^1: lo:[^\n]*\n$/);
    const process = spawnIn(device, 'setInterval(() => {}, 1000); console.log("ready")');
    await once(process.stdout, 'data');
    const path = await CablePath.open(0, NetworkNamespace.own, device);
    process.kill('SIGKILL');
    await once(process, 'exit');
    await device.close();
    // The kernel takes the cable away with the network at its other end, when it gets to it.
    for (let look = 0; look < 1_500; look++) {
      if (!(await NetworkNamespace.own.run(['ip', '-o', 'link'])).includes(path.relay.device)) return;
      await new Promise((wake) => setTimeout(wake, 20));
    }
    assert.unreachable('the cable is still there');
  });
}

const missing = await missingFor(['packet_loss', 'mobile_network']);
if (missing !== undefined) for (const name of NAMES) console.log(`SKIP ${name}: ${missing}`);
else if (isInOwnWorld()) register();
else process.exit(await runInOwnWorld(import.meta.filename, []));

test.run();

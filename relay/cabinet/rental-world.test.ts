import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CabinetEvent, CabinetReport } from '../../shared/cabinet-report.ts';
import { deriveDeviceKeys } from '../../shared/device-key.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { createLog } from '../../shared/log.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { pretendCore } from '../core/pretended-core.ts';
import { PretendedDevice } from '../push/pretended-device-link.ts';
import { until } from '../push/pretended-house-link.ts';
import { openRelay, type Relay } from '../relay-server.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const REPORT_LOG = logId('00000000000000aa');
const at = { module: moduleSerial('0a1b2c3d'), slot: 3 };
const bank = bankId('PB1');

interface Told {
  readonly id: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was told
  readonly data: any;
}

/** A whole relay on a real disk, the rental core's endpoint, and a cabinet that the test plays by hand. */
interface World {
  folder: string;
  endpoint: Server;
  told: Told[];
  /** What the endpoint answers, in turn; then 204. */
  answers: number[];
  relay: Relay;
  keys: Map<string, ReturnType<typeof deriveDeviceKeys>>;
}

const worlds = suite<World>('a rental, from the core to the cabinet and back');

worlds.before.each(async (world) => {
  world.folder = mkdtempSync(join(tmpdir(), 'tillbell-rental-'));
  writeFileSync(join(world.folder, 'core.pem'), pretendCore().publicKeyPem);
  writeFileSync(join(world.folder, 'secret'), SECRET);
  Object.assign(world, { told: [], answers: [], keys: new Map() });
  world.endpoint = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const { type, data } = new Webhook(SECRET).verify(
        body,
        incoming.headers as Record<string, string>,
      ) as Told;
      world.told.push({ id: String(incoming.headers['webhook-id']), type, data });
      response.writeHead(world.answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => world.endpoint.listen(0, '127.0.0.1', resolve));
  await start(world);
  for (const [id, role] of [
    ['CAB-1', 'cabinet'],
    ['SPK-1', 'speaker'],
  ] as const) {
    const { json } = await call(world, 'PUT', `/v1/devices/${id}`, {
      role,
      terminals: [],
      store: 'shop',
      language: 'zh-CN',
    });
    world.keys.set(id, deriveDeviceKeys(Buffer.from(json.key, 'base64')));
  }
});
worlds.after.each(async (world) => {
  await world.relay.close();
  world.endpoint.closeAllConnections();
  world.endpoint.close();
  rmSync(world.folder, { recursive: true });
});

async function start(world: World): Promise<void> {
  const free = { host: '127.0.0.1', port: 0 };
  world.relay = await openRelay({
    settings: {
      data: join(world.folder, 'data'),
      http: free,
      mqtt: free,
      coreKey: join(world.folder, 'core.pem'),
      tlsCert: undefined,
      tlsKey: undefined,
      coreQuery: undefined,
      coreTerminalKey: undefined,
      webhook: new URL(`http://127.0.0.1:${(world.endpoint.address() as AddressInfo).port}/hook`),
      webhookSecret: join(world.folder, 'secret'),
      logLevel: 'silent',
    },
    log: createLog('test', 'silent', { write: () => {} }),
    onDeath: () => {},
  });
}

async function restart(world: World): Promise<void> {
  await world.relay.close();
  await start(world);
}

async function call({ relay }: World, method: string, path: string, body?: object) {
  const token = readFileSync(relay.operatorTokenPath, 'utf8').trim();
  const reply = await fetch(`http://127.0.0.1:${relay.http.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
  const json: any = text.startsWith('{') ? JSON.parse(text) : text;
  return { status: reply.status, json };
}

const asked = { rentalId: 'R-1', cabinet: 'CAB-1', expiresAt: Date.now() + 600_000, minimumLevel: 60 };
/** As the core does: a relay that is short of time on a busy machine (503) is asked again. */
async function ask(world: World): Promise<{ status: number }> {
  for (;;) {
    const reply = await call(world, 'POST', '/v1/rentals', asked);
    if (reply.status !== 503) return reply;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const shown = async (world: World) => (await call(world, 'GET', '/v1/rentals/R-1')).json;

function greet(world: World, id = 'CAB-1', path = 0): Promise<PretendedDevice> {
  const keys = world.keys.get(id);
  if (keys === undefined) throw new Error(`no device ${id}`);
  return PretendedDevice.greet({ port: world.relay.mqtt.port, device: deviceId(id), keys, path });
}

const taken: CabinetEvent = {
  kind: 'rental_ended',
  rentalId: rentalId('R-1'),
  outcome: 'taken',
  bankId: bank,
  at,
};
const returned: CabinetEvent = { kind: 'bank_returned', bankId: bank, at, levelPercent: 41 };
const report = (number: number, event: CabinetEvent): CabinetReport => ({
  seq: seq(number),
  atMs: unixMs(1_751_241_600_000 + number),
  isTimeUncertain: false,
  event,
});
const tell = (cabinet: PretendedDevice, ...reports: CabinetReport[]): void =>
  cabinet.say({ type: 'reports', reportLog: REPORT_LOG, reports });

async function state(world: World, wanted: string): Promise<void> {
  while ((await shown(world)).state !== wanted) await new Promise((resolve) => setTimeout(resolve, 5));
}

worlds(
  'a rental goes out at once, its end and the return come to billing with their true times',
  async (world) => {
    const cabinet = await greet(world);
    assert.is((await ask(world)).status, 202);
    const rent = await cabinet.next('rent');
    assert.equal([rent.rentalId, rent.expiresAtMs, rent.minimumLevelPercent], ['R-1', asked.expiresAt, 60]);
    cabinet.say({ type: 'rent_stored', rentalId: rent.rentalId });
    await state(world, 'stored');
    tell(cabinet, report(1, taken), report(2, returned));
    const confirmed = await cabinet.next('report_confirmation');
    assert.equal([confirmed.reportLog, confirmed.seqs], [REPORT_LOG, [1, 2]]);
    await until(() => world.told.length === 2);
    assert.equal(world.told.map(({ type, data }) => [type, data.at, data.bankId]).sort(), [
      ['bank.returned', '2025-06-30T00:00:00.002Z', 'PB1'],
      ['rental.taken', '2025-06-30T00:00:00.001Z', 'PB1'],
    ]);
    const metrics: string = (await call(world, 'GET', '/metrics')).json;
    assert.match(metrics, /tillbell_rent_send_seconds_count 1\n/);
    assert.match(metrics, /tillbell_reports_total\{kind="bank_returned"\} 1\n/);
    assert.match(metrics, /tillbell_rentals_open 0\n/);
  },
);

worlds('a rent whose answer is lost comes again, on every path, until it is stored', async (world) => {
  const [first, second] = [await greet(world), await greet(world, 'CAB-1', 1)];
  await ask(world);
  for (const path of [first, second, first, second]) assert.is((await path.next('rent')).rentalId, 'R-1');
  await first.end();
  await second.next('rent');
  second.say({ type: 'rent_stored', rentalId: rentalId('R-1') });
  await state(world, 'stored');
  assert.is((await ask(world)).status, 200, 'the core may ask again');
  const third = await greet(world);
  third.heartbeat();
  await third.next('pulse');
  assert.equal(third.all('rent'), []);
});

worlds('the relay is restarted between any two steps, and each step still happens once', async (world) => {
  await ask(world);
  await restart(world);
  let cabinet = await greet(world);
  await cabinet.next('rent');
  await restart(world);
  cabinet = await greet(world);
  await cabinet.next('rent');
  cabinet.say({ type: 'rent_stored', rentalId: rentalId('R-1') });
  await state(world, 'stored');
  await restart(world);
  cabinet = await greet(world);
  world.answers = [500];
  tell(cabinet, report(1, taken));
  await cabinet.next('report_confirmation');
  assert.equal(cabinet.all('rent'), []);
  await until(() => world.told.length === 1);
  await restart(world);
  cabinet = await greet(world);
  // The confirmation was lost with the cabinet's power.
  tell(cabinet, report(1, taken));
  await cabinet.next('report_confirmation');
  assert.is((await ask(world)).status, 200);
  cabinet.heartbeat();
  await cabinet.next('pulse');
  assert.equal(cabinet.all('rent'), [], 'what has ended is asked of no cabinet');
  await until(() => world.told.length === 2);
  assert.is(new Set(world.told.map(({ id }) => id)).size, 1, 'billing gets one event');
  const life = await shown(world);
  assert.equal([life.state, life.end.outcome], ['ended', 'taken']);
});

worlds(
  'a technician frees a slot from afar: the answer is the cabinet’s own, no other device’s',
  async (world) => {
    const path = '/v1/devices/CAB-1/slots';
    const order = { action: 'free_slot', module: at.module, slot: at.slot };
    const gone = await call(world, 'POST', path, order);
    assert.equal([gone.status, gone.json.code], [503, 'device_gone']);
    const [cabinet, speaker] = [await greet(world), await greet(world, 'SPK-1')];
    const answer = call(world, 'POST', path, order);
    const { id, action } = await cabinet.next('command');
    assert.equal(action, { do: 'free_slot', at });
    speaker.say({ type: 'command_result', id, done: true, message: 'forged' });
    speaker.heartbeat();
    await speaker.next('pulse');
    cabinet.say({ type: 'command_result', id, done: false, message: 'there is no such module' });
    assert.equal((await answer).json, { done: false, message: 'there is no such module' });
  },
);

worlds(
  'what only a cabinet may say is refused from a speaker, and counted; nothing is recorded',
  async (world) => {
    const speaker = await greet(world, 'SPK-1');
    tell(speaker, report(1, returned));
    speaker.say({ type: 'rent_stored', rentalId: rentalId('R-1') });
    speaker.heartbeat();
    await speaker.next('pulse');
    assert.equal(speaker.all('report_confirmation'), []);
    assert.equal((await call(world, 'GET', '/v1/reports?cabinet=SPK-1')).json.reports, []);
    const metrics: string = (await call(world, 'GET', '/metrics')).json;
    assert.match(metrics, /tillbell_push_refusals_total\{code="forbidden"\} 2\n/);
  },
);

worlds.run();

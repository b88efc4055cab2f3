import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { boardParameters, echo } from '../../shared/smp/os-requests.ts';
import { decodePacket } from '../../shared/smp/packet.ts';
import { encodeRequest, readReplyPacket, type SmpRequest } from '../../shared/smp/request.ts';
import * as service from '../../shared/smp/service.ts';
import {
  deleteSetting,
  readSetting,
  saveSettings,
  writeSetting,
} from '../../shared/smp/settings-requests.ts';
import { changedConfig, type DeviceConfig } from './device-config.ts';
import { LogRing } from './log-ring.ts';
import { ServiceDesk, type ServiceHost } from './service-desk.ts';

const key = Buffer.alloc(32, 9);

function open(more: Partial<ServiceHost> = {}) {
  const seen: string[] = [];
  const held: { config: DeviceConfig } = { config: {} };
  const ring = new LogRing();
  const host: ServiceHost = {
    identity: () => ({ boardId: 'tillbell-device', serial: 'SPK-0001', role: 'speaker', version: '0.1.0' }),
    health: () => [{ name: 'store', state: 'ok', text: 'fine', advice: '' }],
    slots: () =>
      Array.from({ length: 80 }, (_, index) => ({
        slot: index + 1,
        place: `0a1b2c3d/${index + 1}`,
        state: 'bank',
        bankId: `PB-${String(index).padStart(28, '0')}`,
        levelPercent: 50,
      })),
    say: (kind) => {
      seen.push(`say ${kind}`);
    },
    freeSlot: (slot) =>
      slot === 1 ? Promise.resolve() : Promise.reject(new Failure('not_found', `there is no slot ${slot}`)),
    config: () => held.config,
    provision: (told) => {
      held.config = changedConfig(held.config, told);
      return true;
    },
    ...more,
  };
  const desk = new ServiceDesk(host, ring);
  const ask = async <Reply>(request: SmpRequest<Reply>) => {
    const bytes = await desk.answer(encodeRequest(request, 7));
    if (bytes === undefined) throw new Error('no answer');
    assert.ok(bytes.length <= limits.servicePacketBytes, `${request.name}: ${bytes.length} bytes`);
    const packet = decodePacket(bytes);
    assert.is(packet.sequence, 7);
    return readReplyPacket(request, packet);
  };
  const value = async <Reply>(request: SmpRequest<Reply>): Promise<Reply> => {
    const answer = await ask(request);
    if (answer.kind !== 'done') throw new Error(`${request.name}: ${JSON.stringify(answer)}`);
    return answer.value;
  };
  const refused = async (request: SmpRequest<unknown>): Promise<string> => {
    const answer = await ask(request);
    return answer.kind === 'refused' ? `${answer.error.code} ${answer.error.reason ?? ''}` : answer.kind;
  };
  return { desk, ring, seen, held, value, refused };
}

async function all<Item>(read: (from: number) => Promise<service.Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page: service.Page<Item> = await read(from);
    items.push(...page.items);
    from = page.nextFrom;
  }
  return items;
}

test('who it is, how it is, what it is told to say', async () => {
  const { value, seen } = open();
  assert.is((await value(service.identify())).serial, 'SPK-0001');
  assert.is((await value(service.health())).items[0]?.text, 'fine');
  assert.is((await value(service.selfTest())).isPassed, true);
  await value(service.say());
  await value(service.say('ready'));
  assert.equal(seen, ['say ', 'say ready']);
  assert.is(await value(echo('x')), 'x');
  assert.is((await value(boardParameters())).bufferBytes, limits.servicePacketBytes);
});

test('eighty slots and a thousand long lines come in pages that fit, each item once', async () => {
  const { value, ring } = open();
  const slots = await all((from) => value(service.slots(from)));
  assert.equal(
    slots.map(({ slot }) => slot),
    Array.from({ length: 80 }, (_, index) => index + 1),
  );
  const count = limits.serviceLogLines + 50;
  for (let line = 0; line < count; line += 1) ring.add(`${line} ${'字'.repeat(500)}\n`);
  const lines = await all((from) => value(service.logs(from)));
  assert.is(lines.length, limits.serviceLogLines);
  assert.match(lines[0] ?? '', /^50 /);
  assert.match(lines.at(-1) ?? '', new RegExp(`^${count - 1} `));
});

test('what comes while a log is read is read next, without a gap and without a repeat', async () => {
  const { value, ring } = open();
  ring.add('a');
  const first = await value(service.logs());
  assert.equal([first.items, first.endsAt], [['a'], 1]);
  assert.equal((await value(service.logs(first.endsAt))).items, []);
  ring.add('b');
  assert.equal((await value(service.logs(first.endsAt))).items, ['b']);
});

test('secrets are written and never read, whatever they are called by', async () => {
  const { value, refused, held } = open();
  await value(
    service.provision({
      deviceId: 'SPK-0001',
      deviceKey: key,
      wifiName: 'w',
      wifiPassword: 'hunter2hunter2',
    }),
  );
  assert.is(held.config.key, key.toString('base64'));
  assert.match(await refused(readSetting('tillbell/key')), /^11 .*never read/);
  assert.match(await refused(readSetting('wifi/psk')), /^11 /);
  assert.match(await refused(readSetting('constructor')), /^5 /);
  assert.is(Buffer.from(await value(readSetting('tillbell/id'))).toString(), 'SPK-0001');
  const named = await refused(writeSetting('wifi/psk', Buffer.from('hunt')));
  assert.match(named, /^3 a Wi-Fi password has/);
  assert.not.match(named, /hunt/);
});

test('settings one by one are the same as provisioning', async () => {
  const { value, refused, held } = open();
  await value(writeSetting('tillbell/id', Buffer.from('SPK-0002')));
  await value(writeSetting('tillbell/key', key));
  await value(writeSetting('tillbell/relay', Buffer.from('mqtt://a:1883')));
  await value(saveSettings());
  assert.equal(held.config, { id: 'SPK-0002', key: key.toString('base64'), relays: ['mqtt://a:1883'] });
  assert.match(await refused(writeSetting('tillbell/id', Buffer.from('../x'))), /^3 a device id must/);
  assert.match(await refused(writeSetting('unknown', key)), /^5 /);
  assert.match(await refused(deleteSetting('tillbell/key')), /^8 /);
});

test('a no says why', async () => {
  const { refused, value } = open();
  await value(service.freeSlot(1));
  assert.match(await refused(service.freeSlot(99)), /^5 there is no slot 99/);
  assert.match(await refused(service.ejectSlot(1, 'x')), /^11 .*by a rental only/);
});

test('any bytes are answered or ignored, never fatal, and change nothing', async () => {
  const { desk, held } = open();
  const chance = seededChance(5);
  const good = encodeRequest(service.provision({ deviceId: 'SPK-0001' }), 1);
  for (let round = 0; round < 3_000; round += 1) {
    const bytes = Buffer.from(chance.next() < 0.5 ? good : Buffer.alloc(Math.floor(chance.next() * 40)));
    for (let flips = 0; flips < 3; flips += 1)
      if (bytes.length > 0) bytes[Math.floor(chance.next() * bytes.length)] = Math.floor(chance.next() * 256);
    await desk.answer(bytes);
    const { id = 'SPK-0001' } = held.config;
    assert.match(id, /^[A-Za-z0-9][A-Za-z0-9_-]*$/);
    assert.is(held.config.key, undefined);
  }
});

test.run();

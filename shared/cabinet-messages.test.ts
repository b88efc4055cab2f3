import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CabinetEvent, CabinetReport, SlotPlace } from './cabinet-report.ts';
import { deriveDeviceKeys } from './device-key.ts';
import { isFailure } from './failure.ts';
import { openDown, openUp, sealDown, sealUp } from './frame.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from './ids.ts';
import { limits } from './limits.ts';
import { tillbell } from './messages.pb.js';
import { type DownMessage, decodeDown, decodeUp, encodeDown, encodeUp, type UpMessage } from './messages.ts';
import { fenSum, seq, UNIX_MS_MAX, unixMs } from './quantities.ts';
import { seededChance } from './seeded-chance.ts';

const wire = tillbell.v1;
const RENT = 7;
const RENT_STORED = 71;
const RENT_REFUSED = 72;
const REPORTS = 73;
const HELLO = 65;
const COMMAND = 5;

const keys = deriveDeviceKeys(new Uint8Array(32).fill(7));
const cabinet = deviceId('CAB-0001');
const reportLog = logId('00112233445566aa');
const at: SlotPlace = { module: moduleSerial('0a1b2c3d'), slot: 8 };
const bank = bankId('PB0012345678');
const rental = rentalId('R-1');
const reading = {
  beforeMs: 500,
  voltageMillivolts: 4_321,
  currentMilliamps: -1_200,
  bankDeciCelsius: -45,
  slotDeciCelsius: 612,
};

const events: readonly CabinetEvent[] = [
  { kind: 'rental_ended', rentalId: rental, outcome: 'taken', at, bankId: bank },
  { kind: 'rental_ended', rentalId: rental, outcome: 'not_taken', code: 'slow', at, bankId: bank },
  { kind: 'rental_ended', rentalId: rental, outcome: 'failed', code: 'no_bank' },
  { kind: 'bank_returned', bankId: bank, at, levelPercent: 0 },
  { kind: 'bank_returned', bankId: bank, at, levelPercent: 100, rentalId: rental },
  { kind: 'return_refused', code: 'upside_down', at },
  { kind: 'return_refused', code: 'already_returned', at, bankId: bank },
  { kind: 'protection_tripped', protection: 'sensor_fault', at, isLatched: false, readings: [] },
  {
    kind: 'protection_tripped',
    protection: 'over_voltage',
    at,
    isLatched: true,
    bankId: bank,
    readings: [reading, { ...reading, beforeMs: 0 }],
  },
  { kind: 'bank_missing', bankId: bank, at },
  { kind: 'bank_missing', bankId: bank, at, rentalId: rental },
  { kind: 'slot_changed', at, state: 'in_service' },
  { kind: 'slot_changed', at, state: 'faulted', code: 'motor_failed' },
];

const report = (event: CabinetEvent, index: number): CabinetReport => ({
  seq: seq(index + 1),
  atMs: unixMs(1_700_000_000_000 + index),
  isTimeUncertain: index % 2 === 1,
  event,
});

const status = {
  volumePercent: 70,
  batteryMillivolts: 0,
  waiting: 0,
  inboxNotices: 0,
  language: 'zh-CN',
  software: '0.1.0',
  panel: false,
  warnings: [],
  cabinet: { modules: 10, slots: 80, banksReady: 41, empty: 30, faulted: 2, reportsWaiting: 7 },
};
const hello: UpMessage = {
  type: 'hello',
  upTo: seq(0),
  sumFen: fenSum(0),
  nonce: '0123456789abcdef',
  status,
};

function refuses(run: () => unknown, message: RegExp): void {
  try {
    run();
  } catch (thrown) {
    assert.ok(isFailure(thrown), String(thrown));
    assert.match(thrown.message, message);
    return;
  }
  assert.unreachable('was accepted');
}

test('every message of a cabinet comes back as it was sealed', () => {
  const down: DownMessage[] = [
    { type: 'rent', rentalId: rental, expiresAtMs: unixMs(5), minimumLevelPercent: 0 },
    { type: 'rent', rentalId: rental, expiresAtMs: unixMs(5), minimumLevelPercent: 0, askedAtMs: unixMs(4) },
    { type: 'rent', rentalId: rental, expiresAtMs: unixMs(UNIX_MS_MAX), minimumLevelPercent: 100 },
    { type: 'report_confirmation', reportLog, seqs: [seq(1), seq(2 ** 40)] },
    { type: 'command', id: 'c-4', expiresAtMs: unixMs(5), action: { do: 'free_slot', at } },
    { type: 'command', id: 'c-5', expiresAtMs: unixMs(5), action: { do: 'disable_slot', at } },
    { type: 'command', id: 'c-6', expiresAtMs: unixMs(5), action: { do: 'enable_slot', at } },
  ];
  const up: UpMessage[] = [
    hello,
    { type: 'rent_stored', rentalId: rental },
    { type: 'rent_refused', rentalId: rental, code: 'store_failed' },
    { type: 'reports', reportLog, reports: [] },
    { type: 'reports', reportLog, reports: events.map(report) },
  ];
  for (const message of down)
    assert.equal(openDown(keys, cabinet, sealDown(keys, cabinet, message)), message);
  for (const message of up) assert.equal(openUp(keys, cabinet, sealUp(keys, cabinet, message)), message);
});

test('the bytes of a rent and of a report stay what they are: other versions read them', () => {
  const rent = encodeDown({
    type: 'rent',
    rentalId: rental,
    expiresAtMs: unixMs(1_700_000_000_000),
    minimumLevelPercent: 60,
  });
  assert.is(`${rent.type} ${Buffer.from(rent.body).toString('hex')}`, '7 0a03522d311080d095ffbc31183c');
  const reports = [
    report({ kind: 'bank_returned', bankId: bank, at, levelPercent: 62, rentalId: rental }, 1),
    report({ kind: 'rental_ended', rentalId: rental, outcome: 'taken', at, bankId: bank }, 2),
  ];
  const said = encodeUp({ type: 'reports', reportLog, reports });
  const log = '0a1030303131323233333434353536366161';
  const first =
    '123008021081d095ffbc3118012a230a0c504230303132333435363738120c0a0830613162326333641008183e2203522d31';
  const second =
    '122e08031082d095ffbc3122230a03522d311001220c0a08306131623263336410082a0c504230303132333435363738';
  assert.is(`${said.type} ${Buffer.from(said.body).toString('hex')}`, `73 ${log}${first}${second}`);
});

const rentBytes = (fields: object): Uint8Array =>
  wire.Rent.encode({ rentalId: 'R-1', expiresAtMs: 5, minimumLevelPercent: 60, ...fields }).finish();

test('level 255, a hostile rental id, or a time that is none: refused', () => {
  decodeDown(RENT, rentBytes({}));
  refuses(() => decodeDown(RENT, rentBytes({ minimumLevelPercent: 255 })), /level is 0 to 100/);
  for (const hostile of ['', '../etc', 'a/b', '-R', 'R 1', 'R\u0000', 'R'.repeat(65), '租']) {
    refuses(() => decodeDown(RENT, rentBytes({ rentalId: hostile })), /rental id/);
    refuses(() => decodeUp(RENT_STORED, wire.RentStored.encode({ rentalId: hostile }).finish()), /rental id/);
  }
  refuses(() => decodeDown(RENT, rentBytes({ expiresAtMs: UNIX_MS_MAX + 1 })), /time in ms/);
  const code = 'Not a code';
  refuses(
    () => decodeUp(RENT_REFUSED, wire.RentRefused.encode({ rentalId: 'R-1', code }).finish()),
    /all_jammed/,
  );
});

const place = { module: at.module as string, slot: at.slot };
const reportsWith = (fields: object): Uint8Array =>
  wire.Reports.encode({ reportLog, reports: [{ seq: 1, atMs: 5, ...fields }] }).finish();
const returned = (fields: object): object => ({
  bankReturned: { bankId: bank, at: place, levelPercent: 50, ...fields },
});

test('a report with a field outside its form is refused, and the message says which', () => {
  decodeUp(REPORTS, reportsWith(returned({})));
  refuses(() => decodeUp(REPORTS, reportsWith({})), /nothing that is known/);
  refuses(() => decodeUp(REPORTS, reportsWith({ ...returned({}), seq: 0 })), /begins at 1/);
  refuses(() => decodeUp(REPORTS, reportsWith(returned({ levelPercent: 255 }))), /level/);
  refuses(() => decodeUp(REPORTS, reportsWith(returned({ bankId: '' }))), /bank id/);
  refuses(() => decodeUp(REPORTS, reportsWith(returned({ at: { ...place, slot: 0 } }))), /slot is 1 to/);
  refuses(() => decodeUp(REPORTS, reportsWith(returned({ at: { ...place, slot: 9 } }))), /slot is 1 to/);
  refuses(() => decodeUp(REPORTS, reportsWith(returned({ at: { slot: 1 } }))), /module serial/);
  refuses(() => decodeUp(REPORTS, reportsWith(returned({ at: undefined }))), /slot is 1 to/);
  const ended = { rentalId: 'R-1', outcome: 4 };
  refuses(() => decodeUp(REPORTS, reportsWith({ rentalEnded: ended })), /rental outcome 4/);
  const tripped = { protection: 10, at: place };
  refuses(() => decodeUp(REPORTS, reportsWith({ protectionTripped: tripped })), /protection 10/);
  const readings = Array.from({ length: limits.tripReadings + 1 }, () => reading);
  refuses(
    () => decodeUp(REPORTS, reportsWith({ protectionTripped: { ...tripped, protection: 1, readings } })),
    /readings, at most/,
  );
  const slotChanged = { at: place, state: 'x'.repeat(49) };
  refuses(() => decodeUp(REPORTS, reportsWith({ slotChanged })), /code/);
  const reports = Array.from({ length: limits.reportsPerMessage + 1 }, () => ({ seq: 1, ...returned({}) }));
  refuses(() => decodeUp(REPORTS, wire.Reports.encode({ reportLog, reports }).finish()), /reports, at most/);
});

test('a cabinet status or a slot command beyond a full cabinet is refused', () => {
  const encoded = wire.Hello.decode(encodeUp(hello).body);
  const claim = (fields: object): Uint8Array =>
    wire.Hello.encode({
      ...encoded,
      status: { ...status, cabinet: { ...status.cabinet, ...fields } },
    }).finish();
  decodeUp(HELLO, claim({}));
  refuses(() => decodeUp(HELLO, claim({ modules: 11 })), /11 modules/);
  refuses(() => decodeUp(HELLO, claim({ banksReady: 81 })), /81 banks/);
  const command = wire.Command.encode({
    id: 'c',
    expiresAtMs: 5,
    freeSlot: { module: 'x', slot: 1 },
  }).finish();
  refuses(() => decodeDown(COMMAND, command), /module serial/);
});

test('a full message of the longest reports fits a frame', () => {
  const extreme = {
    beforeMs: 2 ** 32 - 1,
    voltageMillivolts: 2 ** 32 - 1,
    currentMilliamps: -(2 ** 31),
    bankDeciCelsius: -(2 ** 31),
    slotDeciCelsius: -(2 ** 31),
  };
  const longest: CabinetEvent[] = [
    {
      kind: 'protection_tripped',
      protection: 'over_temperature',
      at,
      isLatched: true,
      bankId: bankId('B'.repeat(32)),
      readings: Array.from({ length: limits.tripReadings }, () => extreme),
    },
    {
      kind: 'rental_ended',
      rentalId: rentalId('R'.repeat(64)),
      outcome: 'failed',
      code: 'c'.repeat(48),
      at,
      bankId: bankId('B'.repeat(32)),
    },
  ];
  for (const event of longest) {
    const reports = Array.from({ length: limits.reportsPerMessage }, (_, index) => ({
      seq: seq(Number.MAX_SAFE_INTEGER - index),
      atMs: unixMs(UNIX_MS_MAX),
      isTimeUncertain: true,
      event,
    }));
    sealUp(keys, cabinet, { type: 'reports', reportLog, reports });
  }
});

test('mutated bodies never crash a decoder', () => {
  const chance = seededChance(3);
  const bodies = [
    encodeUp({ type: 'reports', reportLog, reports: events.map(report) }),
    encodeUp(hello),
    encodeUp({ type: 'rent_stored', rentalId: rental }),
  ];
  const down = encodeDown({ type: 'rent', rentalId: rental, expiresAtMs: unixMs(5), minimumLevelPercent: 1 });
  const mutate = (body: Uint8Array): Buffer => {
    const mutated = Buffer.from(body);
    for (let change = 0; change < 3; change++)
      mutated[chance.integer(0, mutated.length - 1)] = chance.integer(0, 255);
    return mutated.subarray(0, chance.integer(0, mutated.length));
  };
  for (let run = 0; run < 6_000; run++) {
    const up = bodies[run % bodies.length];
    try {
      if (up !== undefined) decodeUp(up.type, mutate(up.body));
      decodeDown(down.type, mutate(down.body));
    } catch (thrown) {
      assert.ok(isFailure(thrown), String(thrown));
    }
  }
});

test.run();

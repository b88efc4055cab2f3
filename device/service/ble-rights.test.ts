import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { boardParameters, bootloaderName, echo } from '../../shared/smp/os-requests.ts';
import { decodePacket } from '../../shared/smp/packet.ts';
import { encodeRequest, readReplyPacket, type SmpRequest } from '../../shared/smp/request.ts';
import * as service from '../../shared/smp/service.ts';
import {
  commitSettings,
  deleteSetting,
  loadSettings,
  readSetting,
  saveSettings,
  writeSetting,
} from '../../shared/smp/settings-requests.ts';
import { isWindowOpen, refusalFor, refusalPacket } from './ble-rights.ts';

const packetOf = (request: SmpRequest<unknown>) => decodePacket(encodeRequest(request, 5));

/** Who gets an answer: anybody, one with the code, one with the code while the window is open. */
function grantedTo(request: SmpRequest<unknown>): string {
  const standings = {
    anybody: { isProven: false, isOpen: true },
    code: { isProven: true, isOpen: false },
    presence: { isProven: true, isOpen: true },
  };
  const granted = Object.entries(standings).filter(
    ([, standing]) => refusalFor(packetOf(request), standing) === undefined,
  );
  return granted[0]?.[0] ?? 'nobody';
}

test('each request of a technician, and what it takes over Bluetooth', () => {
  const table: readonly (readonly [string, SmpRequest<unknown>])[] = [
    ['anybody', service.identify()],
    ['anybody', boardParameters()],
    ['code', echo('x')],
    ['code', bootloaderName()],
    ['code', service.selfTest()],
    ['code', service.health()],
    ['code', service.say()],
    ['code', service.slots()],
    ['code', service.freeSlot(1)],
    ['code', service.ejectSlot(1, 'x')],
    ['code', service.logs()],
    ['code', readSetting('tillbell/id')],
    ['presence', service.provision({ store: 's' })],
    ['presence', writeSetting('tillbell/key', Buffer.alloc(32))],
    ['presence', deleteSetting('tillbell/key')],
    ['presence', commitSettings()],
    ['presence', saveSettings()],
    ['presence', loadSettings()],
  ];
  for (const [wanted, request] of table) assert.is(grantedTo(request), wanted, request.name);
});

test('what is not known wants the code', () => {
  for (let group = 0; group < 70; group += 1)
    for (let command = 0; command < 16; command += 1)
      for (const operation of ['read', 'write'] as const) {
        const packet = { ...packetOf(service.identify()), group, command, operation };
        const refusal = refusalFor(packet, { isProven: false, isOpen: true });
        const isOpenToAll = operation === 'read' && ['64 0', '0 6'].includes(`${group} ${command}`);
        assert.is(refusal === undefined, isOpenToAll, `${group} ${command} ${operation}`);
      }
});

test('a refusal is an answer that a technician can read', () => {
  const request = service.provision({ store: 's' });
  const answer = readReplyPacket(request, decodePacket(refusalPacket(packetOf(request), 'because')));
  assert.equal(answer, { kind: 'refused', error: { code: 11, reason: 'because' } });
});

test('told again: after power-on, or just after the first time, or never told before', () => {
  const long = limits.serviceWindowMs;
  const open = (isNew: boolean, sinceBootMs: number, sinceFirstToldMs?: number) =>
    isWindowOpen({ isNew, sinceBootMs, sinceFirstToldMs });
  assert.equal([open(true, long), open(false, long - 1), open(false, long, long - 1)], [true, true, true]);
  assert.equal([open(false, long), open(false, long, long)], [false, false]);
});

test.run();

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import { CabinetRig } from '../../firmware-sim/cabinet/cabinet-rig.ts';
import type { ModuleBoard } from '../../firmware-sim/cabinet/module-board.ts';
import type { CabinetEvent, CabinetReport } from '../../shared/cabinet-report.ts';
import { deriveDeviceKeys } from '../../shared/device-key.ts';
import { deviceId, rentalId } from '../../shared/ids.ts';
import { unixMs } from '../../shared/quantities.ts';
import { PretendedRelay } from '../pretended-relay-server.ts';

/** The whole program as a process of its own, on a pty with simulated modules, before a relay that the test plays. */
const DEVICE = deviceId('CAB-0001');
const SERIAL = '0000c0de';
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tillbell-cabinet-'));
const key = randomBytes(32);
const keys = deriveDeviceKeys(key);
const keyFile = join(folder, 'cabinet.key');
writeFileSync(keyFile, `${key.toString('base64')}\n`, { mode: 0o600 });
const bankOf = (number: number): string => number.toString(16).toUpperCase().padStart(16, '0');

interface Cabinet {
  readonly rig: CabinetRig;
  readonly board: ModuleBoard;
  readonly relay: PretendedRelay;
  readonly data: string;
}

const cabinets = new Set<Cabinet>();
const children = new Set<ChildProcess>();
let count = 0;

async function openCabinet(banks: number): Promise<Cabinet> {
  count += 1;
  const rig = new CabinetRig({ seed: count, link: join(folder, `bus-${count}`) });
  await rig.plugIn();
  const board = rig.add(SERIAL, 6);
  for (let slot = 1; slot <= banks; slot += 1) {
    board.insert(slot, new Bank({ bankId: bankOf(slot), level: 0.9, cycles: slot }), 'fully', rig.nowMs);
  }
  const relay = await PretendedRelay.open(DEVICE, keys);
  const cabinet = { rig, board, relay, data: join(folder, `data-${count}`) };
  cabinets.add(cabinet);
  return cabinet;
}

test.after.each(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const { rig, relay } of cabinets) {
    relay.close();
    await rig.unplug();
  }
  cabinets.clear();
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

function start({ rig, relay, data }: Cabinet): Program {
  const args = [
    ...['--import', 'tsx', join(root, 'device/main.ts'), '--role', 'cabinet', '--id', DEVICE],
    ...['--key-file', keyFile, '--bus', rig.path, '--data', data, '--voice', 'null'],
    ...['--relay', `mqtt://127.0.0.1:${relay.port}`, '--log-level', 'silent'],
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  children.add(child);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code, errors });
    });
  });
  return { child, ended };
}

async function kill(program: Program, signal: NodeJS.Signals): Promise<number | null> {
  program.child.kill(signal);
  return (await program.ended).code;
}

/** Polls the world, which has no events: boards are looked at like a person does. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (holds()) return;
    await sleep(20);
  }
  throw new Error(`never: ${what}`);
}

const reportsOf = ({ relay }: Cabinet): CabinetReport[] => {
  const bySeq = new Map(relay.told('reports').flatMap(({ reports }) => reports.map((one) => [one.seq, one])));
  return [...bySeq.values()];
};
const eventsOf = <Kind extends CabinetEvent['kind']>(cabinet: Cabinet, kind: Kind) =>
  reportsOf(cabinet).flatMap(({ event }) =>
    event.kind === kind ? [event as Extract<CabinetEvent, { kind: Kind }>] : [],
  );
const ejects = ({ board }: Cabinet): number =>
  board.motorStarts.filter(({ move }) => move === 'eject').length;
const atMouth = ({ board }: Cabinet): number | undefined =>
  board.slots.find(({ place }) => place === 'mouth')?.slot;
const isStocked = ({ board }: Cabinet): boolean =>
  board.slots.every(({ bank, isLocked }) => bank === undefined || isLocked);

/** As the relay does: again and again, until the cabinet has it. */
async function rent(cabinet: Cabinet, id: string, forMs = 60_000): Promise<void> {
  const { relay } = cabinet;
  const expiresAtMs = unixMs(Date.now() + forMs);
  const isTold = (): boolean =>
    relay.told('rent_stored').some(({ rentalId: one }) => one === id) ||
    eventsOf(cabinet, 'rental_ended').some(({ rentalId: one }) => one === id);
  for (let tries = 0; tries < 200 && !isTold(); tries += 1) {
    relay.send({ type: 'rent', rentalId: rentalId(id), expiresAtMs, minimumLevelPercent: 20 });
    await sleep(100);
  }
}

const heardIn = ({ data }: Cabinet): { text: string; receipt: string; sns: string[] }[] => {
  const file = join(data, 'heard.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

test('rent and return over a real line: taken, returned, heard, told; a clean stop ends with 0', async () => {
  const cabinet = await openCabinet(2);
  const { board, rig, relay } = cabinet;
  const program = start(cabinet);
  await until('the banks are locked', () => isStocked(cabinet) && relay.told('hello').length > 0);
  await rent(cabinet, 'R1');
  await until('a bank comes out', () => atMouth(cabinet) !== undefined);
  const bank = board.take(atMouth(cabinet) ?? 0, rig.nowMs);
  await until('the rental ends', () => eventsOf(cabinet, 'rental_ended').length > 0);
  assert.is(eventsOf(cabinet, 'rental_ended')[0]?.outcome, 'taken');
  const insertedAtMs = Date.now();
  if (bank !== undefined) board.insert(5, bank, 'fully', rig.nowMs);
  await until('the return is told', () => eventsOf(cabinet, 'bank_returned').length > 0);
  const [report] = reportsOf(cabinet).filter(({ event }) => event.kind === 'bank_returned');
  assert.is(report?.event.kind === 'bank_returned' && report.event.rentalId, 'R1');
  // When it happened, as modules and line tell it; not when it was told.
  assert.ok((report?.atMs ?? 0) > insertedAtMs - 2_000 && (report?.atMs ?? 0) <= Date.now());
  await until('the return is heard', () => heardIn(cabinet).some(({ text }) => text === '归还成功'));
  assert.equal(
    heardIn(cabinet).map(({ text, receipt, sns }) => [text, receipt, sns.length]),
    [
      ['请取走充电宝', 'system', 0],
      ['归还成功', 'system', 0],
    ],
  );
  assert.is(await kill(program, 'SIGTERM'), 0);
});

test('kill -9 at any moment of an eject and of a return: one bank, one end, one return', async () => {
  const cabinet = await openCabinet(3);
  const { board, rig } = cabinet;
  let program = start(cabinet);
  await until('the banks are locked', () => isStocked(cabinet));
  const again = async (): Promise<void> => {
    await kill(program, 'SIGKILL');
    program = start(cabinet);
  };
  await rent(cabinet, 'R1');
  // As soon as the motor turns; then while the bank stands in the mouth; then as it is gone.
  await until('a motor starts', () => ejects(cabinet) > 0);
  await again();
  await until('a bank comes out', () => atMouth(cabinet) !== undefined);
  await again();
  await sleep(300);
  const slot = atMouth(cabinet) ?? 0;
  const bank = board.take(slot, rig.nowMs);
  await again();
  await until('the rental ends', () => eventsOf(cabinet, 'rental_ended').length > 0);
  assert.is(ejects(cabinet), 1, 'no second eject');
  assert.equal(
    eventsOf(cabinet, 'rental_ended').map(({ rentalId: id, outcome, bankId }) => [id, outcome, bankId]),
    [['R1', 'taken', bank?.bankId]],
  );
  if (bank !== undefined) board.insert(6, bank, 'fully', rig.nowMs);
  await sleep(500);
  await again();
  await until('the return is told', () => eventsOf(cabinet, 'bank_returned').length > 0);
  const hellos = cabinet.relay.told('hello').length;
  await again();
  await until('it greets again', () => cabinet.relay.told('hello').length > hellos);
  await sleep(1_000);
  assert.equal(
    eventsOf(cabinet, 'bank_returned').map(({ bankId, rentalId: id }) => [bankId, id]),
    [[bank?.bankId, 'R1']],
  );
  assert.ok(eventsOf(cabinet, 'bank_missing').length === 0);
  assert.is(await kill(program, 'SIGTERM'), 0);
});

test.run();

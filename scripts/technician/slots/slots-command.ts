import { randomBytes } from 'node:crypto';
import { Failure } from '../../../shared/failure.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import { ejectSlot, freeSlot, slots } from '../../../shared/smp/service.ts';
import type { Paint } from '../../terminal-text.ts';
import type { BoardVisit } from '../board/board-reach.ts';
import { confirm, YES_OPTION } from '../roster/confirmation.ts';
import { wantedId } from '../roster/device-id.ts';
import { RELAY_OPTIONS, RelayDesk } from '../roster/relay-desk.ts';
import { askPages, askService, SERVICE_OPTIONS, visitDevice } from '../service/service-visit.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import { commandRelaySlot, type RelaySlotAction, type RelaySlots, readRelaySlots } from './relay-slots.ts';
import { type SlotRow, slotGrid } from './slot-grid.ts';

/** A jammed motor is tried several times before the answer. */
const MOVE_TIMEOUT_MS = 20_000;

const ACTIONS = ['free', 'eject', 'disable', 'enable'] as const;
type SlotAction = (typeof ACTIONS)[number];

const slotOption = (help: string) => ({ placeholder: 'SLOT', help, parse: (text: string): string => text });

export const SLOTS_COMMAND = technicianCommand({
  path: ['slots'],
  summary: 'Shows the slots of a cabinet, by cable, by Bluetooth, or (with its id) over the relay; frees one',
  argument: { name: 'id', help: 'a cabinet on the relay’s roster; without it the one at --to' },
  options: {
    free: slotOption('end the latched fault of a slot, after you have looked at it'),
    eject: slotOption('let the bank of a slot out; by cable or Bluetooth only'),
    disable: slotOption('take a slot out of service; over the relay only'),
    enable: slotOption('take it into service again; over the relay only'),
    ...YES_OPTION,
    ...SERVICE_OPTIONS,
    ...RELAY_OPTIONS,
  },
  examples: [
    'npx tillbell slots --to /dev/ttyUSB0',
    'npx tillbell slots --to /dev/ttyUSB0 --free 5',
    'npx tillbell slots --to ble:SN-0001 --eject 3',
    'npx tillbell slots CAB-0001 --disable 0a1b2c3d/4 --yes',
  ],
  async run(given, values, terminal) {
    const wanted = ACTIONS.filter((action) => values[action] !== undefined);
    const [action, ...more] = wanted;
    if (more.length > 0) throw new Failure('usage', `one at a time: --${wanted.join(' or --')}`);
    const name = action === undefined ? '' : (values[action] ?? '');
    const sure = (question: string): Promise<void> => confirm(question, values.yes === true, terminal);
    if (given !== undefined) {
      if (values.to !== undefined)
        throw new Failure('usage', 'an id asks the relay, --to asks the device: give one of them');
      const id = wantedId(given);
      const desk = new RelayDesk(values, terminal.stopped);
      if (action === undefined) return relayGrid(desk, id, terminal.paint);
      return relayAction(desk, id, action, name, sure);
    }
    if (values.relay !== undefined)
      throw new Failure('usage', 'wants the id of a cabinet: npx tillbell slots CAB-0001 --relay URL');
    const number = action === undefined ? 0 : slotNumber(name, action);
    return visitDevice(values, 'looking at slots', terminal, async (visit) =>
      action === undefined ? deviceGrid(visit, terminal.paint) : deviceAction(visit, action, number, sure),
    );
  },
});

// ---- over the relay ----

async function relayGrid(desk: RelayDesk, id: DeviceId, paint: Paint): Promise<Outcome> {
  const found = await readRelaySlots(desk, id, Date.now());
  const { rows, isOnline } = found;
  const grid =
    rows.length === 0 ? 'nothing was reported of any slot in the last two weeks' : slotGrid(rows, paint);
  const counts = countsOf(found);
  const link = isOnline ? 'online' : paint('offline: what stands here is what it told last', 'yellow');
  const told =
    counts === null
      ? 'the relay has not heard it since it started'
      : `${counts.slots} slots, ${counts.banksReady} banks ready, ${counts.empty} empty, ${counts.faulted} out of service`;
  return {
    exitCode: 0,
    text: `${id}: ${link}; ${told}\n${grid}`,
    document: { id, isOnline, counts, slots: rows },
  };
}

function countsOf({ counts }: RelaySlots) {
  if (counts === undefined) return null;
  const count = (name: string): number => counts.number(name) ?? 0;
  return {
    slots: count('slots'),
    banksReady: count('banksReady'),
    empty: count('empty'),
    faulted: count('faulted'),
  };
}

const RELAY_ACTIONS: Readonly<
  Record<Exclude<SlotAction, 'eject'>, { action: RelaySlotAction; question: string }>
> = {
  free: { action: 'free_slot', question: 'has somebody looked at it? It is charged and rented out again.' },
  disable: { action: 'disable_slot', question: 'it takes and gives no bank until it is enabled.' },
  enable: { action: 'enable_slot', question: 'it takes and gives banks again.' },
};

async function relayAction(
  desk: RelayDesk,
  id: DeviceId,
  action: SlotAction,
  name: string,
  sure: (question: string) => Promise<void>,
): Promise<Outcome> {
  if (action === 'eject')
    throw new Failure(
      'usage',
      'over the relay a bank leaves by a rental only; --eject works at the cabinet, with --to',
    );
  const { action: order, question } = RELAY_ACTIONS[action];
  await sure(`Slot ${name} of ${id}: ${question} Do it?`);
  const message = await commandRelaySlot(desk, id, order, name);
  return {
    exitCode: 0,
    text: `${id} slot ${name}: ${message}`,
    document: { id, slot: name, action, message },
  };
}

// ---- at the device ----

function slotNumber(name: string, action: SlotAction): number {
  if (action === 'disable' || action === 'enable')
    throw new Failure(
      'usage',
      `--${action} goes over the relay: npx tillbell slots CAB-0001 --${action} MODULE/SLOT`,
    );
  if (!/^[1-9]\d{0,3}$/.test(name))
    throw new Failure('usage', `--${action} "${name}": wants the number of a slot`);
  return Number(name);
}

async function readGrid(visit: BoardVisit): Promise<SlotRow[]> {
  const { items } = await askPages(visit, slots);
  return items.map(({ slot, place, state, bankId, levelPercent }) => ({
    name: String(slot),
    place,
    state,
    bankId: bankId ?? null,
    levelPercent: levelPercent ?? null,
    note: '',
  }));
}

async function deviceGrid(visit: BoardVisit, paint: Paint): Promise<Outcome> {
  const rows = await readGrid(visit);
  const { identity } = visit;
  const none =
    identity.role === 'speaker'
      ? 'a speaker has no slots'
      : 'it has no slots now: are its modules connected?';
  const grid = rows.length === 0 ? none : slotGrid(rows, paint);
  return {
    exitCode: 0,
    text: `${identity.serial} (${identity.role})\n${grid}`,
    document: { id: identity.serial, slots: rows },
  };
}

async function deviceAction(
  visit: BoardVisit,
  action: SlotAction,
  number: number,
  sure: (question: string) => Promise<void>,
): Promise<Outcome> {
  const { identity } = visit;
  const row = (await readGrid(visit)).find(({ name }) => name === String(number));
  if (row === undefined) throw new Failure('not_found', `${identity.serial} has no slot ${number}`);
  const now = `Slot ${number} of ${identity.serial} (${row.state}${row.bankId === null ? '' : `, bank ${row.bankId}`})`;
  if (action === 'free') {
    await sure(`${now}: has somebody looked at it? It is charged and rented out again. Free it?`);
    await askService(visit, freeSlot(number));
  } else {
    await sure(`${now}: its bank comes out, and nobody pays for it. Eject it?`);
    // One name for all tries: whatever is repeated on the way, the slot moves once.
    const id = `cli-${randomBytes(8).toString('hex')}`;
    await askService(visit, ejectSlot(number, id), MOVE_TIMEOUT_MS);
  }
  const done = action === 'free' ? 'freed' : 'ejected';
  return {
    exitCode: 0,
    text: `${identity.serial} slot ${number}: ${done}`,
    document: { id: identity.serial, slot: number, action, done: true },
  };
}

import type { FieldReader } from './cbor.ts';
import { GROUP, type SmpRequest } from './request.ts';

/**
 * Tillbell's own group (64): what a technician needs of a board or of a device's runtime beside flashing it. A
 * board answers `identify` and `selfTest` at least, and `not supported` to what it does not have. Long answers
 * come in pages: `from` says where to go on, `more` that there is more.
 */
export const SERVICE_COMMAND = {
  identify: 0,
  selfTest: 1,
  health: 2,
  provision: 3,
  say: 4,
  slots: 5,
  freeSlot: 6,
  ejectSlot: 7,
  logs: 8,
  /** Over BLE only (ble-handshake.ts). */
  greet: 9,
  prove: 10,
  sealed: 11,
} as const;

function service<Reply>(
  name: keyof typeof SERVICE_COMMAND,
  operation: 'read' | 'write',
  fields: SmpRequest<Reply>['fields'],
  read: (reply: FieldReader) => Reply,
): SmpRequest<Reply> {
  return { name, operation, group: GROUP.service, command: SERVICE_COMMAND[name], fields, read };
}

export interface BoardIdentity {
  /** The kind of board, as images name it (image.ts). */
  readonly boardId: string;
  readonly serial: string;
  /** `speaker`, `cabinet`, `panel`, `slots` …; for people. */
  readonly role: string;
  /** Of what runs on it, like `1.2.3`. */
  readonly version: string;
}

export function identify(): SmpRequest<BoardIdentity> {
  return service('identify', 'read', {}, (reply) => ({
    boardId: reply.text('board'),
    serial: reply.text('serial'),
    role: reply.text('role'),
    version: reply.text('version'),
  }));
}

/** One thing that was looked at. */
export interface HealthLine {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault';
  /** What was found. */
  readonly text: string;
  /** What to do about it; empty when it is ok. */
  readonly advice: string;
}

function readHealthLine(line: FieldReader): HealthLine {
  const state = line.text('state');
  return {
    name: line.text('name'),
    // A state of a later version is something to look at, not something to stumble over.
    state: state === 'ok' || state === 'fault' ? state : 'warning',
    text: line.text('text', ''),
    advice: line.text('advice', ''),
  };
}

export interface SelfTestResult {
  /** May the running image be kept? */
  readonly isPassed: boolean;
  readonly lines: HealthLine[];
}

/** Runs the board's own test; takes seconds, and may be asked again while it runs (then: busy). */
export function selfTest(): SmpRequest<SelfTestResult> {
  return service('selfTest', 'write', {}, (reply) => ({
    isPassed: reply.flag('passed'),
    lines: reply.list('lines').map(readHealthLine),
  }));
}

export interface Page<Item> {
  readonly items: Item[];
  /** To be asked for next; undefined after the last page. */
  readonly nextFrom: number | undefined;
  /** Where what comes later will begin; a log grows. */
  readonly endsAt: number;
}

function readPage<Item>(
  reply: FieldReader,
  name: string,
  from: number,
  read: (item: FieldReader) => Item,
): Page<Item> {
  const items = reply.list(name).map(read);
  // A log that has lost its oldest lines begins later than was asked; never earlier, or it would go round for ever.
  const endsAt = Math.max(from, reply.count('first', from)) + items.length;
  // A page without items would be asked for again for ever.
  const hasMore = reply.flag('more') && items.length > 0;
  return { items, nextFrom: hasMore ? endsAt : undefined, endsAt };
}

export function health(from = 0): SmpRequest<Page<HealthLine>> {
  return service('health', 'read', { from }, (reply) => readPage(reply, 'lines', from, readHealthLine));
}

/** What a device is told about its place in the world; what is left out stays as it is. */
export interface Provisioning {
  readonly deviceId?: string;
  /** 32 bytes; never shown, never logged. */
  readonly deviceKey?: Uint8Array;
  readonly relayUrl?: string;
  readonly wifiName?: string;
  /** Never shown, never logged. */
  readonly wifiPassword?: string;
  readonly language?: string;
  readonly store?: string;
}

/** @returns whether the device restarts for it */
export function provision(what: Provisioning): SmpRequest<boolean> {
  const fields = {
    id: what.deviceId,
    key: what.deviceKey,
    relay: what.relayUrl,
    ssid: what.wifiName,
    psk: what.wifiPassword,
    language: what.language,
    store: what.store,
  };
  return service('provision', 'write', fields, (reply) => reply.flag('restart'));
}

/** Says a test announcement, or `text`. */
export function say(text?: string): SmpRequest<undefined> {
  return service('say', 'write', { text }, () => undefined);
}

export interface SlotLine {
  /** By this number it is freed and ejected. */
  readonly slot: number;
  /** Where it is, for people, e.g. `0a1b2c3d/4`; empty where the number says enough. */
  readonly place: string;
  /** `empty`, `bank`, `charging`, `ejecting`, `jammed`, `latched`, `disabled` …; for people. */
  readonly state: string;
  readonly bankId: string | undefined;
  readonly levelPercent: number | undefined;
}

export function slots(from = 0): SmpRequest<Page<SlotLine>> {
  return service('slots', 'read', { from }, (reply) =>
    readPage(reply, 'slots', from, (slot) => ({
      slot: slot.count('slot'),
      place: slot.text('place', ''),
      state: slot.text('state'),
      bankId: slot.optional('bank', (fields) => fields.text('bank')),
      levelPercent: slot.optional('level', (fields) => fields.count('level')),
    })),
  );
}

/** Ends the latched fault of a slot after a person has looked at it. */
export function freeSlot(slot: number): SmpRequest<undefined> {
  return service('freeSlot', 'write', { slot }, () => undefined);
}

/** Lets the bank of a slot out. `id` makes a repeat harmless: it gets the first answer, and nothing moves. */
export function ejectSlot(slot: number, id: string): SmpRequest<undefined> {
  return service('ejectSlot', 'write', { slot, id }, () => undefined);
}

/** The device's log, oldest first; as much of it as the device keeps in memory. */
export function logs(from = 0): SmpRequest<Page<string>> {
  return service('logs', 'read', { from }, (reply) =>
    readPage(reply, 'lines', from, (line) => line.text('text')),
  );
}

import type { CborRecord, FieldReader } from '../../shared/smp/cbor.ts';
import { SERVICE_COMMAND } from '../../shared/smp/service.ts';
import { SMP_ERRORS } from '../../shared/smp/smp-error.ts';
import type { Answer } from './image-group.ts';

const PAGE_ITEMS = 4;
/** Ejects that are remembered, so that a repeat moves nothing. */
const EJECTS_REMEMBERED = 32;
/** Request field of `provision` → where it is kept. */
const PROVISIONED: Readonly<Record<string, string>> = {
  id: 'tillbell/id',
  relay: 'tillbell/relay',
  ssid: 'wifi/ssid',
  language: 'tillbell/language',
  store: 'tillbell/store',
  psk: 'wifi/psk',
};

interface DeskSlot {
  state: string;
  bank: string | undefined;
  level: number;
}

/** What a board with slots shows a technician beside its firmware: health, slots, logs, provisioning. */
export class ServiceDesk {
  /** Changed by who wants to see a fault. */
  readonly health: { name: string; state: string; text: string; advice: string }[] = [
    { name: 'store', state: 'ok', text: '1,204 of 8,192 records', advice: '' },
    { name: 'clock', state: 'ok', text: '3 ms off', advice: '' },
    { name: 'link', state: 'ok', text: 'RSSI -61 dBm, 0.2 % lost', advice: '' },
    { name: 'latency', state: 'ok', text: 'p50 21 ms, p99 44 ms, p99.9 58 ms', advice: '' },
    {
      name: 'slots',
      state: 'warning',
      text: 'slot 5 is latched',
      advice: 'look at it, then: tillbell slots --free 5',
    },
  ];
  readonly slots: DeskSlot[] = Array.from({ length: 6 }, (_, index) => ({
    state: index === 4 ? 'latched' : index % 2 === 0 ? 'bank' : 'empty',
    bank: index % 2 === 0 ? `PB-${1_001 + index}` : undefined,
    level: 60 + index * 5,
  }));
  readonly logs: string[] = [
    'boot',
    'bus: 6 slots found',
    'slot 5: motor stalled, latched',
    'relay: connected',
  ];
  /** What was to be said, for judges. */
  readonly said: string[] = [];
  readonly #ejects = new Map<string, Answer>();

  answer(command: number, isWrite: boolean, fields: FieldReader, settings: Map<string, Buffer>): Answer {
    switch (command) {
      case SERVICE_COMMAND.health:
        return page('lines', this.health, fields);
      case SERVICE_COMMAND.slots:
        return page('slots', this.slots.map(slotRecord), fields);
      case SERVICE_COMMAND.logs:
        return page(
          'lines',
          this.logs.map((text) => ({ text })),
          fields,
        );
      case SERVICE_COMMAND.provision:
        return isWrite ? provision(fields, settings) : notSupported;
      case SERVICE_COMMAND.say:
        this.said.push(fields.text('text', ''));
        return { body: {} };
      case SERVICE_COMMAND.freeSlot:
        return this.#free(fields.count('slot'));
      case SERVICE_COMMAND.ejectSlot:
        return this.#eject(fields.count('slot'), fields.text('id'));
      default:
        return notSupported;
    }
  }

  #free(number: number): Answer {
    const slot = this.slots[number - 1];
    if (slot === undefined) return notFound(number);
    if (slot.state !== 'latched') return badState(`slot ${number} is not latched`);
    slot.state = slot.bank === undefined ? 'empty' : 'bank';
    return { body: {} };
  }

  #eject(number: number, id: string): Answer {
    const before = this.#ejects.get(id);
    if (before !== undefined) return before;
    const answer = this.#move(number);
    this.#ejects.set(id, answer);
    const oldest = this.#ejects.keys().next().value;
    if (this.#ejects.size > EJECTS_REMEMBERED && oldest !== undefined) this.#ejects.delete(oldest);
    return answer;
  }

  #move(number: number): Answer {
    const slot = this.slots[number - 1];
    if (slot === undefined) return notFound(number);
    if (slot.bank === undefined) return badState(`slot ${number} is empty`);
    if (slot.state === 'latched') return badState(`slot ${number} is latched`);
    slot.bank = undefined;
    slot.state = 'empty';
    this.logs.push(`slot ${number}: ejected by a technician`);
    return { body: {} };
  }
}

const notSupported: Answer = { error: { code: SMP_ERRORS.notSupported } };
const notFound = (number: number): Answer => ({
  error: { code: SMP_ERRORS.notFound, reason: `there is no slot ${number}` },
});
const badState = (reason: string): Answer => ({ error: { code: SMP_ERRORS.badState, reason } });

function slotRecord({ state, bank, level }: DeskSlot, index: number): CborRecord {
  return bank === undefined ? { slot: index + 1, state } : { slot: index + 1, state, bank, level };
}

function page(name: string, all: readonly CborRecord[], fields: FieldReader): Answer {
  const from = fields.count('from', 0);
  const items = all.slice(from, from + PAGE_ITEMS);
  return { body: { [name]: items, more: from + items.length < all.length } };
}

function provision(fields: FieldReader, settings: Map<string, Buffer>): Answer {
  const key = fields.optional('key', (there) => Buffer.from(there.bytes('key')));
  if (key !== undefined && key.length !== 32)
    return { error: { code: SMP_ERRORS.invalidValue, reason: 'a key has 32 bytes' } };
  for (const [field, name] of Object.entries(PROVISIONED))
    if (fields.has(field)) settings.set(name, Buffer.from(fields.text(field)));
  if (key !== undefined) settings.set('tillbell/key', key);
  return { body: { restart: false } };
}

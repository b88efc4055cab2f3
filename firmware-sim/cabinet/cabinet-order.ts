import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { readOrderLine } from '../order-line.ts';
import { BANK_FAULTS, type BankFault } from './bank.ts';
import { MODULE_FAULTS, type ModuleFault } from './module-board.ts';
import { type Insertion, SLOT_FAULTS, type SlotFault } from './slot-bay.ts';
import type { SwitchFault } from './switch-contact.ts';

/** What the process of a simulated cabinet can be told to do. A module is named by its number, 1 for the first. */
export type CabinetOrder =
  /** A bank that was taken before goes back in by its id; another id is a new bank. */
  | {
      readonly do: 'insert';
      readonly module: number;
      readonly slot: number;
      readonly bankId: string;
      readonly how: Insertion;
      readonly level?: number;
      readonly celsius?: number;
      readonly isForeign: boolean;
    }
  | { readonly do: 'take' | 'push_in'; readonly module: number; readonly slot: number }
  | {
      readonly do: 'module_fault';
      readonly module: number;
      readonly fault: ModuleFault;
      readonly on: boolean;
    }
  | {
      readonly do: 'slot_fault';
      readonly module: number;
      readonly slot: number;
      readonly fault: SlotFault;
      readonly on: boolean;
    }
  | {
      readonly do: 'bank_fault';
      readonly module: number;
      readonly slot: number;
      readonly fault: BankFault;
      readonly on: boolean;
    }
  | {
      readonly do: 'switch_fault';
      readonly module: number;
      readonly slot: number;
      readonly which: 'back' | 'mouth';
      readonly fault: SwitchFault;
    }
  | { readonly do: 'restart' | 'plug_module' | 'unplug_module'; readonly module: number }
  | { readonly do: 'plug_adapter' | 'unplug_adapter' }
  /** Share of the bytes on the wire. */
  | { readonly do: 'noise'; readonly share: number }
  | { readonly do: 'ambient'; readonly celsius: number };

const INSERTIONS: readonly Insertion[] = ['fully', 'half', 'reversed'];
const SWITCH_FAULTS: readonly SwitchFault[] = ['none', 'stuck_on', 'stuck_off', 'bounce'];

/**
 * Reads one line of orders.
 *
 * @throws Failure malformed, naming what is wrong
 */
export function parseCabinetOrder(line: string): CabinetOrder {
  const fields = readOrderLine(line);
  const known = new Set(['do']);
  const read = <Value>(name: string, take: (value: unknown, name: string) => Value): Value => {
    known.add(name);
    return take(fields[name], name);
  };
  const order = readOrder(fields.do, read);
  const unknown = Object.keys(fields).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Failure('malformed', `${order.do} knows no ${unknown.slice(0, 40)}`);
  return order;
}

type Read = <Value>(name: string, take: (value: unknown, name: string) => Value) => Value;

function readOrder(name: unknown, read: Read): CabinetOrder {
  const module = () => read('module', integer(1, limits.busModules));
  const slot = () => read('slot', integer(1, limits.slotsPerModule));
  const on = () => read('on', boolean(true));
  switch (name) {
    case 'insert': {
      const level = read('level', optional(number(0, 1)));
      const celsius = read('celsius', optional(number(-40, 100)));
      return {
        do: name,
        module: module(),
        slot: slot(),
        bankId: read('bankId', bankId),
        how: read('how', oneOf(INSERTIONS, 'fully')),
        isForeign: read('foreign', boolean(false)),
        ...(level === undefined ? {} : { level }),
        ...(celsius === undefined ? {} : { celsius }),
      };
    }
    case 'take':
    case 'push_in':
      return { do: name, module: module(), slot: slot() };
    case 'module_fault':
      return { do: name, module: module(), fault: read('fault', oneOf(MODULE_FAULTS)), on: on() };
    case 'slot_fault':
      return { do: name, module: module(), slot: slot(), fault: read('fault', oneOf(SLOT_FAULTS)), on: on() };
    case 'bank_fault':
      return { do: name, module: module(), slot: slot(), fault: read('fault', oneOf(BANK_FAULTS)), on: on() };
    case 'switch_fault': {
      const which = read('which', oneOf(['back', 'mouth'] as const));
      return { do: name, module: module(), slot: slot(), which, fault: read('fault', oneOf(SWITCH_FAULTS)) };
    }
    case 'restart':
    case 'plug_module':
    case 'unplug_module':
      return { do: name, module: module() };
    case 'plug_adapter':
    case 'unplug_adapter':
      return { do: name };
    case 'noise':
      return { do: name, share: read('share', number(0, 1)) };
    case 'ambient':
      return { do: name, celsius: read('celsius', number(-40, 80)) };
    default:
      throw new Failure('malformed', `unknown order ${JSON.stringify(name)?.slice(0, 40)}`);
  }
}

const number =
  (lowest: number, highest: number) =>
  (value: unknown, name: string): number => {
    if (typeof value === 'number' && value >= lowest && value <= highest) return value;
    throw new Failure('malformed', `${name}: ${lowest} … ${highest}`);
  };

const integer =
  (lowest: number, highest: number) =>
  (value: unknown, name: string): number => {
    if (Number.isInteger(value)) return number(lowest, highest)(value, name);
    throw new Failure('malformed', `${name}: a whole number`);
  };

const boolean =
  (fallback: boolean) =>
  (value: unknown, name: string): boolean => {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    throw new Failure('malformed', `${name}: true or false`);
  };

const optional =
  <Value>(take: (value: unknown, name: string) => Value) =>
  (value: unknown, name: string): Value | undefined =>
    value === undefined ? undefined : take(value, name);

const oneOf =
  <Name extends string>(names: readonly Name[], fallback?: Name) =>
  (value: unknown, name: string): Name => {
    const found = value === undefined ? fallback : names.find((one) => one === value);
    if (found !== undefined) return found;
    throw new Failure('malformed', `${name}: one of ${names.join(', ')}`);
  };

function bankId(value: unknown): string {
  if (typeof value === 'string' && /^[0-9A-Fa-f]{16}$/.test(value)) return value.toUpperCase();
  throw new Failure('malformed', 'bankId: 16 hex digits');
}

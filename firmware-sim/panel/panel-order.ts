import type { PanelButton } from '../../device/speaker/panel.ts';
import { Failure } from '../../shared/failure.ts';
import { readOrderLine } from '../order-line.ts';

/** What the panel board's process can be told to do. */
export type PanelOrder =
  | { type: 'press'; button: PanelButton; heldMs: number }
  | { type: 'battery'; millivolts: number }
  | { type: 'power'; power: 'on' | 'off' | 'frozen' }
  | { type: 'plug'; plug: 'in' | 'out' };

const BUTTONS: readonly string[] = ['volume_up', 'volume_down', 'replay'] satisfies PanelButton[];
/** A press as a finger makes it. */
const PRESS_MS = 100;
const HELD_MS_MAX = 60_000;
const MILLIVOLTS_MAX = 10_000;

/**
 * Reads one line of orders: exactly one order, and `heldMs` only with `press`.
 *
 * @throws Failure malformed, naming what is wrong
 */
export function parsePanelOrder(line: string): PanelOrder {
  const order = readOrderLine(line);
  const { heldMs, ...rest } = order;
  const [name, ...others] = Object.keys(rest);
  if (name === undefined || others.length > 0) throw new Failure('malformed', 'one order a line');
  if (heldMs !== undefined && name !== 'press') throw new Failure('malformed', 'heldMs belongs to press');
  const value = rest[name];
  switch (name) {
    case 'press':
      if (!isButton(value)) throw new Failure('malformed', `press: one of ${BUTTONS.join(', ')}`);
      return { type: 'press', button: value, heldMs: numberUpTo(HELD_MS_MAX, 'heldMs', heldMs ?? PRESS_MS) };
    case 'batteryMillivolts':
      return { type: 'battery', millivolts: numberUpTo(MILLIVOLTS_MAX, name, value) };
    case 'power':
      if (value === 'on' || value === 'off' || value === 'frozen') return { type: 'power', power: value };
      throw new Failure('malformed', 'power: on, off or frozen');
    case 'plug':
      if (value === 'in' || value === 'out') return { type: 'plug', plug: value };
      throw new Failure('malformed', 'plug: in or out');
    default:
      throw new Failure('malformed', `unknown order ${JSON.stringify(name.slice(0, 40))}`);
  }
}

function isButton(value: unknown): value is PanelButton {
  return typeof value === 'string' && BUTTONS.includes(value);
}

function numberUpTo(most: number, name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= most) return value;
  throw new Failure('malformed', `${name}: 0 to ${most}`);
}

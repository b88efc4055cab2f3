import { Failure, isFailure } from '../../../shared/failure.ts';
import { type DeviceId, moduleSerial } from '../../../shared/ids.ts';
import { RecordView } from '../roster/record-view.ts';
import type { RelayDesk } from '../roster/relay-desk.ts';
import type { SlotRow } from './slot-grid.ts';

/** What happened longer ago is no news of a slot. */
const LOOK_BACK_MS = 14 * 86_400_000;
const PAGES_MOST = 40;

export interface RelaySlots {
  readonly isOnline: boolean;
  /** What the cabinet counts itself; undefined: the relay has not heard it since its start. */
  readonly counts: RecordView | undefined;
  readonly rows: SlotRow[];
}

/**
 * A cabinet's slots as far as its reports tell: the relay sees no slot itself. One of which nothing was reported in the
 * last two weeks is only counted.
 *
 * @throws Failure `not_a_cabinet`, and those of the desk
 */
export async function readRelaySlots(desk: RelayDesk, id: DeviceId, nowMs: number): Promise<RelaySlots> {
  const { value } = await desk.call('GET', `/v1/devices/${id}`);
  const device = new RecordView(value);
  if (device.text('role') !== 'cabinet') throw new Failure('not_a_cabinet', `${id} is no cabinet`);
  const state = device.within('state');
  const reports = await readReports(desk, id, nowMs - LOOK_BACK_MS);
  return {
    isOnline: state.is('online'),
    counts: state.has('cabinet') ? state.within('cabinet') : undefined,
    rows: foldReports(reports),
  };
}

async function readReports(desk: RelayDesk, id: DeviceId, fromMs: number): Promise<RecordView[]> {
  const all: RecordView[] = [];
  let after = '';
  for (let page = 0; page < PAGES_MOST; page += 1) {
    const { value } = await desk.call('GET', `/v1/reports?cabinet=${id}&from=${fromMs}${after}`);
    const view = new RecordView(value);
    all.push(...view.list('reports'));
    const next = view.number('next');
    if (next === undefined) return all;
    after = `&after=${next}`;
  }
  throw new Failure('too_large', `${id} has reported too much for a grid: /v1/reports has it all`);
}

/** The newest news of each slot, in the order of module and slot. */
export function foldReports(reports: readonly RecordView[]): SlotRow[] {
  const rows = new Map<string, SlotRow>();
  for (const report of reports) {
    const event = report.within('event');
    const at = event.within('at');
    const slot = at.number('slot');
    if (slot === undefined || at.text('module') === '') continue;
    const name = `${at.text('module')}/${slot}`;
    const before = rows.get(name);
    const news = newsOf(event, before);
    const atMs = report.number('atMs') ?? 0;
    const note = `${news.note}, ${new Date(atMs).toISOString().slice(0, 16)}Z`;
    rows.set(name, { name, place: '', bankId: null, levelPercent: null, ...news, note });
  }
  return [...rows.values()].sort((left, right) =>
    left.name.localeCompare(right.name, 'en', { numeric: true }),
  );
}

type News = Pick<SlotRow, 'state' | 'note'> & Partial<SlotRow>;

function newsOf(event: RecordView, before: SlotRow | undefined): News {
  const bank = { bankId: before?.bankId ?? null, levelPercent: before?.levelPercent ?? null };
  switch (event.text('kind')) {
    case 'bank_returned':
      return {
        state: 'bank',
        note: 'came back',
        bankId: event.text('bankId') || null,
        levelPercent: event.number('levelPercent') ?? null,
      };
    case 'rental_ended':
      return event.text('outcome') === 'taken'
        ? { state: 'empty', note: 'taken' }
        : { state: 'bank', note: event.text('outcome').replaceAll('_', ' '), ...bank };
    case 'bank_missing': {
      const rental = event.text('rentalId');
      const whose = rental === '' ? 'without a rental' : `after ${rental}`;
      return { state: 'empty', note: `bank ${event.text('bankId')} is gone ${whose}` };
    }
    case 'protection_tripped':
      return {
        state: event.is('isLatched') ? 'latched' : (before?.state ?? 'bank'),
        note: event.text('protection').replaceAll('_', ' '),
        ...bank,
      };
    case 'slot_changed':
      return { state: event.text('state'), note: event.text('code').replaceAll('_', ' ') || 'told', ...bank };
    default:
      return { state: before?.state ?? '', note: event.text('kind').replaceAll('_', ' '), ...bank };
  }
}

export type RelaySlotAction = 'free_slot' | 'disable_slot' | 'enable_slot';

/** @returns the cabinet's own words. @throws Failure `forbidden` when it says no, and those of the desk */
export async function commandRelaySlot(
  desk: RelayDesk,
  id: DeviceId,
  action: RelaySlotAction,
  name: string,
): Promise<string> {
  const { module, slot } = relayPlace(name);
  const { value } = await desk.call('POST', `/v1/devices/${id}/slots`, { action, module, slot });
  const result = new RecordView(value);
  const message = result.text('message');
  if (!result.is('done')) throw new Failure('forbidden', `${id} says no: ${message}`);
  return message;
}

/** @throws Failure `usage` unless it is `MODULE/SLOT` */
export function relayPlace(name: string): { readonly module: string; readonly slot: number } {
  const [module = '', number = '', ...rest] = name.split('/');
  try {
    if (rest.length > 0 || !/^[1-9]\d?$/.test(number)) throw new Failure('usage', 'no slot');
    return { module: moduleSerial(module), slot: Number(number) };
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    throw new Failure('usage', `"${name}": over the relay a slot is MODULE/SLOT, e.g. 0a1b2c3d/4`);
  }
}

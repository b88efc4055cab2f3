import { limits } from '../../shared/limits.ts';
import type { SlotBay } from '../cabinet/slot-bay.ts';
import { BudgetWatch } from './budget-watch.ts';
import type { BankPlace, ChargeSpan, Ejection } from './cabinet-evidence.ts';
import { placeName } from './cabinet-evidence.ts';
import type { SimModule, SimWire } from './sim-wire.ts';

const LOOK_MS = 250;
/** Below this nothing is charged: what a gauge takes. */
const FLOWS_WATTS = 0.5;
/** A module counts as seen by the controller for so long after an answer of it. */
const SEEN_MS = 1_000;

/**
 * How long power may go on flowing in a state in which it must not, ms. From the physics: the gauge is read each 250 ms,
 * the module polled each 850 ms at the slowest, the delay of the protection's row, and where the controller or the bus is
 * gone the outputs' own end after 2 s, preceded by the second for which a silent module is believed.
 */
const POLLED_MS = 250 + 900;
const BOARD_ENDS_MS = limits.outputExpiryMs + 1_000;
/** The answer to a reading goes out with the next poll; and the watch itself looks each 250 ms. */
const ANSWERED_MS = 500;

interface Legible {
  readonly bankId: string;
  /** Absent: it cannot be read now. */
  readonly sinceMs?: number;
  readonly longestMs: number;
}

interface UnsafeState {
  readonly name: string;
  /** As the rows of the table delay them: against noise, or because the first reading is enough. */
  readonly delayMs: number;
  readonly holds: (bay: SlotBay, nowMs: number, module: SimModule) => boolean;
}

const hasHonestHeat = ({ bank, faults }: SlotBay): boolean =>
  bank !== undefined &&
  !faults.has('lying_sensor') &&
  !faults.has('frozen_sensor') &&
  !['lying_sensor', 'frozen_sensor', 'garbled_gauge', 'mute_gauge'].some((fault) =>
    bank.faults.has(fault as never),
  );
const hasHonestGauge = ({ bank }: SlotBay): boolean =>
  bank !== undefined && !bank.faults.has('frozen_sensor') && !bank.faults.has('mute_gauge');

/** In none of these states may power flow; judged from what is, not from what is told. */
const UNSAFE: readonly UnsafeState[] = [
  { name: 'hot', delayMs: 2_000, holds: (bay) => (bay.bank?.celsius ?? 0) > 45.2 && hasHonestHeat(bay) },
  { name: 'cold', delayMs: 2_000, holds: (bay) => (bay.bank?.celsius ?? 20) < -0.2 && hasHonestHeat(bay) },
  {
    name: 'over_voltage',
    delayMs: 1_000,
    holds: (bay) => (bay.bank?.volts ?? 0) > 4.25 && hasHonestGauge(bay),
  },
  {
    name: 'under_voltage',
    delayMs: 2_000,
    holds: (bay) => (bay.bank?.volts ?? 4) < 2.49 && hasHonestGauge(bay),
  },
  { name: 'short_circuit', delayMs: 0, holds: (bay) => (bay.bank?.amperes ?? 0) > 9 },
  { name: 'not_in', delayMs: 0, holds: (bay) => bay.place !== 'back' },
  {
    name: 'unread',
    delayMs: limits.staleReadingMs,
    holds: (bay, nowMs) => {
      const told = bay.state(nowMs).bank;
      return told === undefined || told.ageMs > 500;
    },
  },
  { name: 'unseen', delayMs: 0, holds: (_, nowMs, { readAtMs }) => nowMs - readAtMs > POLLED_MS },
];

/** Watches the physics of all slots, and tells of power where none may flow. */
export class CabinetWatch {
  readonly charges: ChargeSpan[] = [];
  readonly ejections: Ejection[] = [];
  /** When the controller began to see a module after it had not, by module. */
  readonly #sights = new Map<string, { fromMs: number; toMs: number }[]>();
  /** The longest that power flowed in each unsafe state, ms. */
  readonly longestMs = new Map<string, number>();
  hottestCelsius = Number.NEGATIVE_INFINITY;
  readonly #wire: SimWire;
  readonly #budget: BudgetWatch;
  readonly #onUnsafe: (finding: string, detail: string, bankId: string | undefined) => void;
  /** Beyond the delay of its protection. */
  readonly #mostMs: number;
  readonly #since = new Map<string, number>();
  readonly #spans = new Map<string, ChargeSpan>();
  /** Of what is in each slot now. */
  readonly #legible = new Map<string, Legible>();
  readonly #motorsSeen = new Map<string, number>();
  readonly #places = new Map<string, SlotBay['place']>();
  /** A motor has drawn in what stood in a mouth. */
  onPulledIn: (module: SimModule, bay: SlotBay) => void = () => {};
  /** Called each time before the slots are looked at. */
  onLook: () => void = () => {};
  #lookedAtMs: number;
  /** The controller died then, and has said nothing since. */
  #silent: { readonly sinceMs: number; readonly hostBytes: number } | undefined;

  /** @param isSteady nothing happens to controller and bus: then nobody has to wait for the boards' own end */
  constructor(
    wire: SimWire,
    isSteady: boolean,
    budgetWatts: number,
    onUnsafe: (finding: string, detail: string, bankId: string | undefined) => void,
  ) {
    this.#mostMs = POLLED_MS + (isSteady ? ANSWERED_MS : BOARD_ENDS_MS);
    this.#budget = new BudgetWatch(budgetWatts, this.#mostMs, (finding, detail) =>
      onUnsafe(finding, detail, undefined),
    );
    this.#wire = wire;
    this.#onUnsafe = onUnsafe;
    this.#lookedAtMs = wire.time.nowMs;
  }

  begin(): void {
    const look = (): void => {
      this.#wire.time.after(LOOK_MS, look);
      this.look();
    };
    look();
  }

  controllerDied(): void {
    // Whoever comes next has to look anew.
    for (const module of this.#wire.modules) module.readAtMs = 0;
    for (const sights of this.#sights.values()) sights.push({ fromMs: 0, toMs: 0 });
    this.#silent = { sinceMs: this.#wire.time.nowMs, hostBytes: this.#wire.hostBytes };
  }

  look(): void {
    const { nowMs } = this.#wire.time;
    const passedMs = nowMs - this.#lookedAtMs;
    this.#lookedAtMs = nowMs;
    this.onLook();
    for (const module of this.#wire.modules) {
      module.board.advance(nowMs);
      if (nowMs - module.readAtMs < SEEN_MS) this.#see(module, passedMs);
      this.#countMotors(module);
      for (const bay of module.board.slots) this.#lookAt(module, bay, nowMs);
    }
    this.#budget.look(this.#wire.modules, nowMs);
    this.#lookAtSilence(nowMs);
  }

  #see(module: SimModule, passedMs: number): void {
    module.visibleMs += passedMs;
    const sights = this.#sights.get(module.board.serial) ?? [];
    this.#sights.set(module.board.serial, sights);
    const last = sights.at(-1);
    if (last !== undefined && module.readAtMs - last.toMs < SEEN_MS) last.toMs = module.readAtMs;
    else sights.push({ fromMs: module.readAtMs, toMs: module.readAtMs });
  }

  /** From then on: when the controller began to see the module, up to the first time that it saw it for long. */
  sightsAfter(module: string, atMs: number, longMs: number): number[] {
    const sights = this.#sights.get(module)?.filter(({ toMs }) => toMs >= atMs) ?? [];
    const long = sights.findIndex(({ fromMs, toMs }) => toMs - Math.max(fromMs, atMs) >= longMs);
    const until = long < 0 ? sights.length : long + 1;
    return sights.slice(0, until).map(({ fromMs }) => Math.max(fromMs, atMs));
  }

  /** For how long the controller saw the module between two moments, ms: each sight of it, none longer than a life. */
  sightsMs(module: string, fromMs: number, toMs: number): number[] {
    const sights = this.#sights.get(module) ?? [];
    const parts = sights.map((sight) => Math.min(sight.toMs, toMs) - Math.max(sight.fromMs, fromMs));
    return parts.filter((partMs) => partMs > 0);
  }

  /** The sum of them. */
  seenMs(module: string, fromMs: number, toMs: number): number {
    return this.sightsMs(module, fromMs, toMs).reduce((sum, partMs) => sum + partMs, 0);
  }

  #countMotors({ board }: SimModule): void {
    const { serial, motorStarts } = board;
    for (let index = this.#motorsSeen.get(serial) ?? 0; index < motorStarts.length; index += 1) {
      const start = motorStarts[index];
      if (start?.move !== 'eject') continue;
      const { slot, commandId, atMs } = start;
      const bankId = board.bay(slot).bank?.bankId;
      this.ejections.push({ at: { module: serial, slot }, bankId, commandId, atMs });
    }
    this.#motorsSeen.set(serial, motorStarts.length);
  }

  #lookAt(module: SimModule, bay: SlotBay, nowMs: number): void {
    const { bank } = bay;
    if (bank !== undefined) this.hottestCelsius = Math.max(this.hottestCelsius, bank.celsius);
    const at = { module: module.board.serial, slot: bay.slot };
    const key = placeName(at);
    if (bay.place === 'back' && this.#places.get(key) === 'mouth') this.onPulledIn(module, bay);
    this.#places.set(key, bay.place);
    this.#readContacts(key, module, bay, nowMs);
    if (bay.outputWatts <= FLOWS_WATTS) {
      this.#spans.delete(key);
      for (const { name } of UNSAFE) this.#since.delete(`${key} ${name}`);
      return;
    }
    const span = this.#spans.get(key) ?? { at, fromMs: nowMs, toMs: nowMs };
    if (!this.#spans.has(key)) this.charges.push(span);
    this.#spans.set(key, span);
    span.toMs = nowMs;
    for (const state of UNSAFE) this.#judge(state, key, module, bay, nowMs);
  }

  #readContacts(key: string, { readAtMs }: SimModule, bay: SlotBay, nowMs: number): void {
    const { bank } = bay;
    if (bank === undefined) {
      this.#legible.delete(key);
      return;
    }
    const { bankId } = bank;
    const before = this.#legible.get(key);
    const { sinceMs = nowMs, longestMs = 0 } = before?.bankId === bankId ? before : {};
    const told = bay.state(nowMs).bank;
    const isRead = told !== undefined && told.ageMs <= limits.contactAgeMs && nowMs - readAtMs < SEEN_MS;
    const legible = isRead
      ? { bankId, sinceMs, longestMs: Math.max(longestMs, nowMs - sinceMs) }
      : { bankId, longestMs };
    this.#legible.set(key, legible);
  }

  /** The longest for which the controller could read it without a break, since it was put into this slot. */
  readableMs(at: BankPlace, bankId: string): number {
    const legible = this.#legible.get(placeName(at));
    return legible?.bankId === bankId ? legible.longestMs : 0;
  }

  #judge(
    { name, delayMs, holds }: UnsafeState,
    key: string,
    module: SimModule,
    bay: SlotBay,
    nowMs: number,
  ): void {
    const stateKey = `${key} ${name}`;
    if (!holds(bay, nowMs, module)) {
      this.#since.delete(stateKey);
      return;
    }
    const sinceMs = this.#since.get(stateKey) ?? nowMs;
    this.#since.set(stateKey, sinceMs);
    const forMs = nowMs - sinceMs;
    this.longestMs.set(name, Math.max(this.longestMs.get(name) ?? 0, forMs));
    if (forMs <= delayMs + this.#mostMs) return;
    this.#since.set(stateKey, Number.POSITIVE_INFINITY); // told once
    const watts = bay.outputWatts.toFixed(1);
    this.#onUnsafe(
      `charged_${name}`,
      `${key}: ${watts} W for ${forMs} ms, ${bay.bank?.celsius.toFixed(1)} °C`,
      bay.bank?.bankId,
    );
  }

  /** Promise 13: a dead controller means charging off within 2 s. */
  #lookAtSilence(nowMs: number): void {
    const silent = this.#silent;
    if (silent === undefined) return;
    if (this.#wire.hostBytes !== silent.hostBytes) {
      this.#silent = undefined;
      return;
    }
    if (nowMs - silent.sinceMs <= limits.outputExpiryMs + 50) return;
    for (const { board } of this.#wire.modules)
      for (const { slot, outputWatts, bank } of board.slots)
        if (outputWatts > FLOWS_WATTS)
          this.#onUnsafe(
            'charged_without_controller',
            `${board.serial}/${slot}: ${outputWatts} W`,
            bank?.bankId,
          );
  }
}

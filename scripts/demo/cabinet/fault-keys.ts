import { setTimeout as sleep } from 'node:timers/promises';
import type { SeenSlot, SlotName } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import { slotName } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import type { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import type { BlindSpan } from '../../../firmware-sim/live-cabinet/cabinet-witness.ts';
import { strangerId } from '../../../firmware-sim/live-cabinet/renters.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { placeText } from './slot-grid.ts';

/** Every key of the demo, in the order in which they are listed. */
export const KEYS = {
  r: 'rent',
  b: 'bring back',
  w: 'next walks away',
  j: 'jam',
  s: 'short circuit',
  h: 'hot bank',
  c: 'frozen bank',
  f: 'foreign bank',
  v: 'upside down',
  d: 'dirty contacts',
  x: 'take it out',
  o: 'stuck fan',
  m: 'board restarts',
  u: 'bus plug',
  n: 'noise',
  k: 'kill -9 controller',
  l: 'kill -9 relay',
  t: 'technician frees slot',
  q: 'quit',
} as const;

/** What they do it to, a line each; empty: to the slot that is chosen, as in the line above. */
export const KEY_LINES: readonly (readonly [to: string, keys: string])[] = [
  ['people', 'rbwt'],
  ['slot', 'jsdx'],
  ['', 'hcfv'],
  ['module', 'om'],
  ['all', 'unklq'],
];

/** They do something to the slot, or to the module, that is chosen with the arrows. */
const OF_SLOT: readonly string[] = ['j', 's', 'd', 'x', 't', 'h', 'c', 'f', 'v', 'o', 'm'];

const NOISE_SHARE = 0.02;
const RESTART_MS = 3_000;
/** After the last garbled byte, until every module has been heard again. */
const HEARD_AGAIN_MS = 3_000;

type Tell = (text: string, isBad?: boolean) => void;

/** What a person does to the cabinet by keys. Some press twice to put it right again. */
export class FaultKeys {
  selected: SlotName = { module: '', slot: 1 };
  readonly #scene: CabinetShop;
  readonly #tell: Tell;
  readonly #isOn = new Set<string>();
  #strangers = 0;
  #blind: BlindSpan | undefined;
  #isStopping = false;

  constructor(scene: CabinetShop, tell: Tell) {
    this.#scene = scene;
    this.#tell = tell;
    this.selected = { module: scene.cabinet.modules[0]?.serial ?? '', slot: 1 };
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Moves the choice of a slot. */
  move(direction: string): void {
    const { modules } = this.#scene.cabinet;
    const index = modules.findIndex(({ serial }) => serial === this.selected.module);
    const down = direction === 'down' ? 1 : direction === 'up' ? -1 : 0;
    const right = direction === 'right' ? 1 : direction === 'left' ? -1 : 0;
    const module = modules[Math.max(0, Math.min(modules.length - 1, index + down))];
    if (module === undefined) return;
    const slot = Math.max(1, Math.min(module.slots.length, this.selected.slot + right));
    this.selected = { module: module.serial, slot };
  }

  press(key: string): void {
    const { cabinet, shop } = this.#scene;
    const module = cabinet.numberOf(this.selected.module);
    const at = { module, slot: this.selected.slot };
    const where = placeText(this.selected);
    if (OF_SLOT.includes(key) && module === 0) return;
    switch (key) {
      case 'j':
        this.#toggle(key, `jam in ${where}`, (on) => ({ do: 'slot_fault', ...at, fault: 'jam', on }));
        return;
      case 'd':
        this.#toggle(key, `dirty contacts in ${where}`, (on) => ({
          do: 'slot_fault',
          ...at,
          fault: 'dirty_contacts',
          on,
        }));
        return;
      case 's':
        if (this.#slotAt(this.selected)?.bank === undefined) {
          this.#tell(`${where} holds no bank`);
          return;
        }
        this.#toggle(key, `short circuit in the bank in ${where}`, (on) => ({
          do: 'bank_fault',
          ...at,
          fault: 'short_circuit',
          on,
        }));
        return;
      case 'o':
        this.#toggle(key, `stuck fan in module ${module}`, (on) => ({
          do: 'module_fault',
          module,
          fault: 'stuck_fan',
          on,
        }));
        return;
      case 'h':
        this.#stranger(`a bank of 52 °C, from a car in the sun,`, { celsius: 52, level: 0.4 });
        return;
      case 'c':
        this.#stranger(`a bank of −8 °C, from the frost,`, { celsius: -8, level: 0.4 });
        return;
      case 'f':
        this.#stranger('a bank of another maker', { foreign: true });
        return;
      case 'v':
        this.#stranger('a bank upside down', { how: 'reversed' });
        return;
      case 'x':
        this.#tell(`tries to take what is in ${where}`);
        cabinet.order({ do: 'take', ...at });
        return;
      case 'm':
        this.#tell(`module ${module} loses its power for a moment`);
        void this.#scene.blind({ do: 'restart', module }, HEARD_AGAIN_MS, { do: 'plug_module', module });
        return;
      case 'u':
        this.#obscure(key, 'the bus plug is out', (on) => ({
          do: on ? 'unplug_adapter' : 'plug_adapter',
        }));
        return;
      case 'n':
        this.#obscure(key, `${NOISE_SHARE * 100} % of the bytes on the bus are garbled`, (on) => ({
          do: 'noise',
          share: on ? NOISE_SHARE : 0,
        }));
        return;
      case 'k':
        void this.killController();
        return;
      case 'l': {
        const relay = shop.process('relay');
        if (!relay.isAlive) return;
        this.#tell(`kill -9 ${relay.pid}, the relay`);
        relay.signal('SIGKILL');
        return;
      }
      case 't':
        void this.free(this.selected);
        return;
    }
  }

  /** `kill -9`; it comes back as an operator's init has it. */
  async killController(): Promise<void> {
    const { controller } = this.#scene.cabinet;
    if (!controller.isAlive || this.#isOn.has('killed')) return;
    this.#isOn.add('killed');
    this.#tell(`kill -9 ${controller.pid}, the controller; it comes back in ${RESTART_MS / 1_000} s`, true);
    try {
      await this.#scene.killController(RESTART_MS);
      if (!this.#isStopping)
        this.#tell(`the controller is back, process ${this.#scene.cabinet.controller.pid}`);
    } catch (thrown) {
      if (!this.#isStopping) this.#tell(`the controller does not start: ${describeThrown(thrown)}`, true);
    }
    this.#isOn.delete('killed');
  }

  /** Over the relay, as a technician does from afar. */
  async free(at: SlotName): Promise<void> {
    const { shop, cabinet } = this.#scene;
    const path = `/v1/devices/${cabinet.settings.id}/slots`;
    try {
      const answer = (await shop.api.call('POST', path, { action: 'free_slot', ...at })) as {
        message?: string;
      };
      this.#tell(`technician frees ${placeText(at)}: ${answer.message}`);
    } catch (thrown) {
      this.#tell(`technician cannot free ${placeText(at)}: ${describeThrown(thrown)}`, true);
    }
  }

  #toggle(key: string, what: string, orderOf: (on: boolean) => object): void {
    const on = !this.#isOn.has(what);
    if (on) this.#isOn.add(what);
    else this.#isOn.delete(what);
    this.#scene.cabinet.order(orderOf(on));
    this.#tell(on ? `${what}, until ${key} is pressed again` : `${what}: put right`, on);
  }

  /** Something that keeps the controller from seeing its modules, until the key is pressed again. */
  #obscure(key: string, what: string, orderOf: (on: boolean) => object): void {
    this.#toggle(key, what, orderOf);
    if (this.#isOn.has(what)) {
      this.#blind ??= this.#scene.witness.goesBlind();
      return;
    }
    const blind = this.#blind;
    this.#blind = undefined;
    void sleep(HEARD_AGAIN_MS).then(() => {
      if (blind !== undefined) blind.toMs = Date.now();
    });
  }

  /** Puts a bank that nobody knows into the chosen slot, or else into the first that is empty. */
  #stranger(what: string, of: object): void {
    const { cabinet } = this.#scene;
    const isEmpty = (at: SlotName): boolean => this.#slotAt(at)?.place === 'none';
    const slots = cabinet.modules.flatMap(({ serial, slots: ones }) =>
      ones.map((_, index) => ({ module: serial, slot: index + 1 })),
    );
    const at = [this.selected, ...slots].find(isEmpty);
    if (at === undefined) {
      this.#tell('there is no empty slot');
      return;
    }
    this.#strangers += 1;
    const bankId = strangerId(this.#strangers);
    this.#tell(`puts ${what} into ${placeText(at)}`);
    cabinet.order({ do: 'insert', module: cabinet.numberOf(at.module), slot: at.slot, bankId, ...of });
  }

  #slotAt(at: SlotName): SeenSlot | undefined {
    for (const { serial, slots } of this.#scene.cabinet.modules) {
      const index = slots.findIndex((_, one) => slotName({ module: serial, slot: one + 1 }) === slotName(at));
      if (index >= 0) return slots[index];
    }
    return undefined;
  }
}

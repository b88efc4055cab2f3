/**
 * A simulated cabinet in a process of its own:
 * `tsx firmware-sim/cabinet/cabinet-main.ts [--modules 2] [--slots 8] [--banks 6] [--ambient 25] [--seed 1] [--lapse 1]
 * [--link PATH]`. With `--lapse N` banks fill N times as fast as real ones; nothing else is hurried.
 *
 * Says on stdout, a JSON line each: `{"path": …}` at every plug-in of the adapter; `{"atMs", "modules": [{"serial",
 * "address", "boots", "fanRpm", "slots": [{"place", "locked", "light", "bank"?}]}]}` four times a second when it has
 * changed; `{"motor": {"module", "slot", "commandId", "move", "bankId"?, "atMs"}}` whenever one starts; after `take`
 * `{"took": {"module", "slot", "bankId", "level", "celsius", "atMs"} | null}`, after `insert` and `push_in` `{"put":
 * {"module", "slot", "bankId", "how", "atMs"}}`; `{"error": …}`. `atMs` of these is Unix time. Takes on stdin, a JSON
 * line each, the orders of cabinet-order.ts. Ends on SIGTERM, SIGINT or the end of stdin.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { describeThrown, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { Bank } from './bank.ts';
import { type CabinetOrder, parseCabinetOrder } from './cabinet-order.ts';
import { CabinetRig } from './cabinet-rig.ts';
import type { ModuleBoard } from './module-board.ts';
import type { Insertion, SlotBay } from './slot-bay.ts';

const TELL_MS = 50;
const STATE_MS = 250;
const LAPSE_MOST = 1_000;
const FIRST_SERIAL = 0x0001_a000;

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
/** As their contacts tell them. */
const stockedId = (number: number): string => hex(number, 16).toUpperCase();

/** The cabinet, and the banks that are in people's hands. */
class PlayedCabinet {
  readonly rig: CabinetRig;
  readonly #lapse: number;
  readonly #boards: readonly ModuleBoard[];
  readonly #hands = new Map<string, Bank>();
  readonly #toldStarts = new Map<ModuleBoard, number>();
  #told = '';
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(rig: CabinetRig, modules: number, slots: number, banks: number, lapse: number) {
    this.rig = rig;
    this.#lapse = lapse;
    this.#boards = Array.from({ length: modules }, (_, index) =>
      rig.add(hex(FIRST_SERIAL + index, 8), slots),
    );
    this.#boards.forEach((board, index) => {
      for (let slot = 1; slot <= Math.min(banks, slots); slot += 1) {
        const bankId = stockedId(0xba_0000 + index * 16 + slot);
        board.stock(slot, new Bank({ bankId, level: 0.3 + 0.08 * slot, lapse }), rig.nowMs);
      }
    });
  }

  async obey(order: CabinetOrder): Promise<void> {
    switch (order.do) {
      case 'noise':
        this.rig.wire.noise = order.share;
        return;
      case 'ambient':
        this.rig.ambientCelsius = order.celsius;
        return;
      case 'unplug_adapter':
        await this.rig.unplug();
        return;
      case 'plug_adapter':
        await this.rig.plugIn();
        say({ path: this.rig.path });
        return;
      default:
        this.#obeyAt(this.#board(order.module), order);
    }
  }

  /** Says what has changed. */
  tell(): void {
    for (const board of this.#boards) {
      const told = this.#toldStarts.get(board) ?? 0;
      for (const { slot, commandId, move, atMs } of board.motorStarts.slice(told)) {
        const { bank } = board.bay(slot);
        const of = bank === undefined ? {} : { bankId: bank.bankId };
        say({ motor: { module: board.serial, slot, commandId, move, ...of, atMs: this.#unixMs(atMs) } });
      }
      this.#toldStarts.set(board, board.motorStarts.length);
    }
    const atMs = Math.round(this.rig.nowMs);
    if (atMs - this.#toldAtMs < STATE_MS) return;
    const modules = this.#boards.map(moduleState);
    const now = JSON.stringify(modules);
    if (now === this.#told) return;
    this.#told = now;
    this.#toldAtMs = atMs;
    say({ atMs, modules });
  }

  #unixMs(rigMs: number): number {
    return Math.round(Date.now() - (this.rig.nowMs - rigMs));
  }

  #board(number: number): ModuleBoard {
    const board = this.#boards[number - 1];
    if (board === undefined) throw new RangeError(`there is no module ${number}`);
    return board;
  }

  #sayPut(board: ModuleBoard, slot: number, how: Insertion): void {
    const bankId = board.bay(slot).bank?.bankId;
    say({ put: { module: board.serial, slot, bankId, how, atMs: this.#unixMs(this.rig.nowMs) } });
  }

  #obeyAt(board: ModuleBoard, order: Extract<CabinetOrder, { module: number }>): void {
    const { nowMs, wire } = this.rig;
    switch (order.do) {
      case 'insert': {
        const held = this.#hands.get(order.bankId);
        held?.drainTo(order.level ?? held.level, order.celsius ?? held.celsius);
        const bank = held ?? new Bank({ ...order, lapse: this.#lapse });
        if (!board.insert(order.slot, bank, order.how, nowMs)) {
          say({ error: `there is no room in ${board.serial}/${order.slot}` });
          return;
        }
        this.#hands.delete(order.bankId);
        this.#sayPut(board, order.slot, order.how);
        return;
      }
      case 'take': {
        const bank = board.take(order.slot, nowMs);
        if (bank !== undefined) this.#hands.set(bank.bankId, bank);
        const from = { module: board.serial, slot: order.slot, atMs: this.#unixMs(nowMs) };
        say({ took: bank === undefined ? null : { ...from, ...bankState(bank) } });
        return;
      }
      case 'push_in':
        board.bay(order.slot).pushIn(nowMs);
        if (board.bay(order.slot).bank !== undefined) this.#sayPut(board, order.slot, 'fully');
        return;
      case 'module_fault':
        setFault(board.faults, order.fault, order.on);
        return;
      case 'slot_fault':
        setFault(board.bay(order.slot).faults, order.fault, order.on);
        return;
      case 'bank_fault': {
        const { bank } = board.bay(order.slot);
        if (bank === undefined) say({ error: 'there is no bank' });
        else setFault(bank.faults, order.fault, order.on);
        return;
      }
      case 'switch_fault': {
        const { backSwitch, mouthSwitch } = board.bay(order.slot);
        (order.which === 'back' ? backSwitch : mouthSwitch).fault = order.fault;
        return;
      }
      case 'restart':
        board.restart(nowMs);
        return;
      case 'plug_module':
        wire.plug(board);
        return;
      case 'unplug_module':
        wire.unplug(board);
        return;
    }
  }
}

function setFault<Fault>(faults: Set<Fault>, fault: Fault, on: boolean): void {
  if (on) faults.add(fault);
  else faults.delete(fault);
}

const bankState = ({ bankId, level, celsius }: Bank) => ({
  bankId,
  level: Math.round(level * 1_000) / 1_000,
  celsius: Math.round(celsius * 10) / 10,
});

const slotState = (board: ModuleBoard, { slot, place, isLocked, outputWatts, bank }: SlotBay) => ({
  place,
  locked: isLocked,
  light: board.light(slot),
  watts: Math.round(outputWatts * 10) / 10,
  ...(bank === undefined ? {} : { bank: bankState(bank) }),
});

const moduleState = (board: ModuleBoard) => ({
  serial: board.serial,
  address: board.address,
  boots: board.bootCount,
  // Coarse, or every breath of the fan would be news.
  fanRpm: Math.round(board.fanRpm / 100) * 100,
  slots: board.slots.map((bay) => slotState(board, bay)),
});

/** @throws TypeError: wrong usage */
function wholeNumber(text: string, lowest: number, highest: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
  throw new TypeError(`${text} is not a whole number of ${lowest} … ${highest}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      modules: { type: 'string', default: '2' },
      slots: { type: 'string', default: String(limits.slotsPerModule) },
      banks: { type: 'string', default: '6' },
      ambient: { type: 'string', default: '25' },
      seed: { type: 'string', default: '1' },
      lapse: { type: 'string', default: '1' },
      link: { type: 'string' },
    },
  });
  const seed = wholeNumber(values.seed, 0, 0xffff_ffff);
  const rig = new CabinetRig({ seed, ...(values.link === undefined ? {} : { link: values.link }) });
  rig.ambientCelsius = wholeNumber(values.ambient, -40, 80);
  const modules = wholeNumber(values.modules, 1, limits.busModules);
  const slots = wholeNumber(values.slots, 1, limits.slotsPerModule);
  const banks = wholeNumber(values.banks, 0, limits.slotsPerModule);
  const cabinet = new PlayedCabinet(rig, modules, slots, banks, wholeNumber(values.lapse, 1, LAPSE_MOST));
  const stop = (): void => {
    void rig.unplug().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Nobody listens any more: the one who started us is gone.
  process.stdout.on('error', stop);
  await cabinet.obey({ do: 'plug_adapter' });
  setInterval(() => cabinet.tell(), TELL_MS);
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      await cabinet.obey(parseCabinetOrder(line));
    } catch (thrown) {
      if (!isFailure(thrown) && !(thrown instanceof RangeError)) throw thrown;
      say({ error: thrown.message });
    }
  }
  stop();
}

main().catch((thrown: unknown) => {
  console.error(`cabinet: ${describeThrown(thrown)}`);
  process.exit(thrown instanceof TypeError ? 2 : 1);
});

import { limits } from '../../shared/limits.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import type { BankFault } from '../cabinet/bank.ts';
import type { ModuleFault } from '../cabinet/module-board.ts';
import type { SlotBay, SlotFault } from '../cabinet/slot-bay.ts';
import type { SwitchFault } from '../cabinet/switch-contact.ts';
import { SSD } from '../sim/virtual-disk.ts';
import type { RouteCondition } from '../sim/virtual-network.ts';
import type { CabinetFault } from './cabinet-swarm.ts';
import type { CabinetWorld } from './cabinet-world.ts';
import type { SimModule } from './sim-wire.ts';

/** These shape what people, core and day do by themselves. */
const OF_THE_RUN: readonly CabinetFault[] = ['core_disorder', 'clumsy_people', 'snatching', 'absence'];
const EFFECTS_MOST = 40;

const MODULE_FAULT_OF: Readonly<Partial<Record<CabinetFault, ModuleFault>>> = {
  silent_module: 'silent',
  flooding_module: 'flooding',
  wrong_replies: 'wrong_replies',
  stuck_address: 'stuck_address',
  reboot_mid_command: 'reboots_mid_command',
  brown_out: 'brown_out',
  stuck_fan: 'stuck_fan',
};
const SLOT_FAULT_OF: Readonly<Partial<Record<CabinetFault, SlotFault>>> = {
  jam: 'jam',
  dead_motor: 'motor_dead',
  stuck_lock: 'lock_stuck',
  dirty_contacts: 'dirty_contacts',
};
const BANK_FAULT_OF: Readonly<Partial<Record<CabinetFault, BankFault>>> = {
  lying_bank_sensor: 'lying_sensor',
  frozen_bank_sensor: 'frozen_sensor',
  mute_gauge: 'mute_gauge',
  garbled_gauge: 'garbled_gauge',
  short_circuit: 'short_circuit',
  thermal_runaway: 'thermal_runaway',
  over_voltage: 'over_voltage',
  dead_cell: 'dead_cell',
  never_full: 'never_full',
};

/** Does to a cabinet's world what its swarm allows, and makes most of it good again after a while. */
export class CabinetFaultDriver {
  readonly #world: CabinetWorld;
  readonly #chance: Chance;

  constructor(world: CabinetWorld, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  /** Draws faults until then. */
  run(untilMs: number): void {
    const { time, swarm } = this.#world;
    const kinds = swarm.kinds.filter((kind) => !OF_THE_RUN.includes(kind));
    if (kinds.length === 0) return;
    const next = (): void => {
      const pauseMs = -Math.log(1 - this.#chance.next()) * swarm.meanPauseMs;
      if (time.nowMs + pauseMs >= untilMs) return;
      time.after(pauseMs, () => {
        if (!this.#world.isCalm) this.#inflict(this.#chance.pick(kinds));
        next();
      });
    };
    next();
  }

  #draw(leastMs: number, mostMs: number): number {
    return leastMs + this.#chance.next() ** 2 * (mostMs - leastMs);
  }

  #later(leastMs: number, mostMs: number, repair: () => void): void {
    this.#world.time.after(this.#draw(leastMs, mostMs), repair);
  }

  #inflict(kind: CabinetFault): void {
    const world = this.#world;
    const { cabinet, relay, wire, trace } = world;
    world.stir();
    const module = this.#chance.pick(wire.modules);
    const bay = this.#chance.pick(module.board.slots);
    trace.tell('world', () => `${kind} (${module.board.serial}/${bay.slot} ${bay.bank?.bankId ?? ''})`);
    switch (kind) {
      case 'loss':
        this.#worsen({ loss: 0.02 + this.#chance.next() * 0.3 });
        return;
      case 'delay':
        this.#worsen({ delayMs: this.#draw(40, 2_000), jitterMs: this.#draw(10, 1_000) });
        return;
      case 'wild_wire':
        this.#worsen({ wildness: 0.05 + this.#chance.next() * 0.6 });
        return;
      case 'replayed_frames':
        for (let count = this.#chance.integer(1, 10); count > 0; count -= 1)
          this.#chance.pick(cabinet.routes).replay();
        return;
      case 'cut_link':
        for (const connection of [...this.#chance.pick(cabinet.routes).connections]) connection.break();
        return;
      case 'link_down': {
        const routes = this.#chance.happens(0.6) ? cabinet.routes : [this.#chance.pick(cabinet.routes)];
        for (const route of routes) route.takeDown();
        this.#later(200, 60_000, () => {
          for (const route of routes) route.bringUp();
        });
        return;
      }
      case 'kill_relay':
        relay.kill(this.#chance.happens(0.5));
        return;
      case 'kill_controller':
        if (this.#chance.happens(0.2)) cabinet.stop();
        else cabinet.kill(false);
        return;
      case 'death_between_effects':
        (this.#chance.happens(0.7) ? cabinet : relay).host.effectsToDeath = this.#chance.integer(
          0,
          EFFECTS_MOST,
        );
        return;
      case 'power_cut':
        cabinet.kill(true);
        return;
      case 'full_disk':
      case 'failing_sync': {
        const disk = this.#chance.happens(0.6) ? cabinet.disk : relay.disk;
        disk.state = kind === 'full_disk' ? 'full' : 'failing';
        this.#later(100, 30_000, () => {
          disk.state = 'works';
        });
        return;
      }
      case 'slow_disk': {
        const disk = this.#chance.happens(0.6) ? cabinet.disk : relay.disk;
        disk.pace = this.#chance.happens(0.7)
          ? { leastMs: 10, mostMs: 400 }
          : { leastMs: 1_500, mostMs: 6_000 };
        this.#later(1_000, 20_000, () => {
          disk.pace = SSD;
        });
        return;
      }
      case 'wrong_clock':
        cabinet.host.wallErrorMs = this.#chance.pick([-1, 1]) * this.#draw(0, 3e11);
        return;
      case 'drift':
        cabinet.host.rate = 1 + (this.#chance.next() - 0.5) * 0.0004;
        return;
      case 'freeze':
        this.#freeze();
        return;
      case 'lost_answers':
        world.core.lostShare = this.#chance.next() * 0.8;
        this.#later(5_000, 40_000, () => {
          world.core.lostShare = 0;
        });
        return;
      case 'technician':
        this.#serve(module, bay);
        return;
      case 'cabinet_restored':
        world.restoreCabinetAfter(this.#chance.integer(1_000, 60_000));
        return;
      case 'voice':
        cabinet.mouth.state = this.#chance.pick(['silent', 'breaking']);
        this.#later(1_000, 40_000, () => {
          cabinet.mouth.state = 'works';
        });
        return;
      case 'prying':
      case 'foreign_banks':
        world.people.meddle();
        return;
      case 'core_disorder':
      case 'clumsy_people':
      case 'snatching':
      case 'absence':
        return;
      default:
        this.#inflictOnBus(kind, module, bay);
    }
  }

  #inflictOnBus(kind: CabinetFault, module: SimModule, bay: SlotBay): void {
    const { cabinet, wire } = this.#world;
    switch (kind) {
      case 'noise':
        wire.noise = this.#chance.pick([0.0005, 0.002, 0.005, 0.02, 0.2]);
        this.#later(1_000, 20_000, () => {
          wire.noise = 0;
        });
        return;
      case 'hot_plug':
        wire.unplug(module);
        this.#later(200, 15_000, () => {
          this.#world.stir();
          wire.plug(module);
        });
        return;
      case 'adapter':
        cabinet.plugAdapter(false);
        this.#later(200, 15_000, () => {
          this.#world.stir();
          cabinet.plugAdapter(true);
        });
        return;
      case 'board_restart':
        module.board.restart(this.#world.time.nowMs);
        return;
      case 'lying_slot_sensor':
        this.#for(bay.faults, this.#chance.pick(['lying_sensor', 'frozen_sensor'] as const), 60_000);
        return;
      case 'stuck_switch':
        this.#wear(bay, this.#chance.pick(['stuck_on', 'stuck_off'] as const));
        return;
      case 'bouncing_switch':
        this.#wear(bay, 'bounce');
        return;
      default:
        this.#inflictOnParts(kind, module, bay);
    }
  }

  #inflictOnParts(kind: CabinetFault, { board }: SimModule, bay: SlotBay): void {
    const ofModule = MODULE_FAULT_OF[kind];
    if (ofModule !== undefined) {
      if (ofModule === 'stuck_address') board.stuckAddress = this.#chance.integer(1, limits.busModules);
      this.#for(board.faults, ofModule, 20_000);
      this.#world.wire.stir();
    }
    const ofSlot = SLOT_FAULT_OF[kind];
    if (ofSlot !== undefined) this.#for(bay.faults, ofSlot, 30_000);
    const ofBank = BANK_FAULT_OF[kind];
    // What is wrong with a bank stays wrong, but for a contact.
    if (ofBank !== undefined && bay.bank !== undefined && !bay.bank.isForeign)
      this.#for(bay.bank.faults, ofBank, this.#chance.happens(0.5) ? 20_000 : 600_000);
  }

  #for<Fault>(faults: Set<Fault>, fault: Fault, mostMs: number): void {
    faults.add(fault);
    this.#later(1_000, mostMs, () => {
      this.#world.stir();
      faults.delete(fault);
    });
  }

  #wear(bay: SlotBay, fault: SwitchFault): void {
    const contact = this.#chance.happens(0.5) ? bay.backSwitch : bay.mouthSwitch;
    contact.fault = fault;
    this.#later(500, 30_000, () => {
      this.#world.stir();
      contact.fault = 'none';
    });
  }

  #worsen(worse: Partial<RouteCondition>): void {
    const route = this.#chance.pick(this.#world.cabinet.routes);
    route.condition = { ...route.condition, ...worse };
    this.#later(2_000, 60_000, () => {
      route.condition = this.#world.cleanRoute;
    });
  }

  #freeze(): void {
    const { host } = this.#chance.happens(0.5) ? this.#world.relay : this.#world.cabinet;
    if (host.isFrozen) return;
    host.freeze();
    this.#later(100, 10_000, () => host.thaw());
  }

  #serve({ board }: SimModule, { slot }: SlotBay): void {
    const at = { module: board.serial, slot };
    const action = this.#chance.pick(['free_slot', 'disable_slot', 'disable_slot', 'enable_slot'] as const);
    this.#world.serve(action, at);
    if (action === 'disable_slot') this.#later(3_000, 30_000, () => this.#world.serve('enable_slot', at));
  }
}

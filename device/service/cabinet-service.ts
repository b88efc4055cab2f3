import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Machine } from '../../shared/machine.ts';
import type { HealthLine, SlotLine } from '../../shared/smp/service.ts';
import type { Cabinet } from '../cabinet/cabinet.ts';
import type { CabinetInput } from '../cabinet/cabinet-effects.ts';
import type { DeviceMoment } from '../device-moment.ts';
import { cabinetHealth, numberedBays, slotLines } from './cabinet-health.ts';
import type { RoleService } from './role-service.ts';

/** How often it is looked whether a command is on disk. */
const LOOK_MS = 20;

export interface CabinetAccess {
  readonly cabinet: Cabinet;
  readonly machine: Machine;
  moment(): DeviceMoment;
  take(input: CabinetInput): void;
}

/** A cabinet as a technician sees it. */
export class CabinetService implements RoleService {
  readonly #access: CabinetAccess;

  constructor(access: CabinetAccess) {
    this.#access = access;
  }

  isBusy(): boolean {
    const { cabinet } = this.#access;
    const { slots, rentals } = cabinet.floor;
    return !cabinet.isQuiet || slots.bays.some(({ key }) => rentals.ownerOf(key) !== undefined);
  }

  relayNowMs(): number {
    return this.#access.cabinet.relayTimeAt(this.#access.moment().nowMs);
  }

  health(): readonly HealthLine[] {
    const { cabinet } = this.#access;
    const moment = this.#access.moment();
    return cabinetHealth(cabinet.condition(moment), this.slots(), moment.wallMs);
  }

  slots(): readonly SlotLine[] {
    const { slots, power } = this.#access.cabinet.floor;
    return slotLines(slots.bays, (key) => power.isTripped(key));
  }

  say(prompt: 'test' | 'ready'): void {
    this.#access.take({ type: 'say_prompt', prompt });
  }

  async freeSlot(number: number): Promise<void> {
    const { cabinet, machine } = this.#access;
    const bay = numberedBays(cabinet.floor.slots.bays)[number - 1];
    if (bay === undefined) throw new Failure('not_found', `there is no slot ${number}`);
    const id = `service-${machine.drawBytes(8).toString('hex')}`;
    this.#access.take({ type: 'service', id, action: { do: 'free_slot', at: bay.at } });
    for (let waitedMs = 0; waitedMs <= limits.serviceCommandMs; waitedMs += LOOK_MS) {
      const outcome = cabinet.outcomeOf(id);
      if (outcome?.done === true) return;
      if (outcome !== undefined) throw new Failure('forbidden', outcome.message);
      await new Promise<void>((wake) => machine.after(LOOK_MS, wake));
    }
    throw new Failure('timed_out', 'the disk has not taken it; ask again');
  }
}

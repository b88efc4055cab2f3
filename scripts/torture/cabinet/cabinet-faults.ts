import { type Capability, missingFor } from '../../../firmware-sim/capabilities.ts';

interface CabinetFaultPlan {
  readonly says: string;
  readonly needs: readonly Capability[];
}

/** What happens to the programs beside the kills of the controller at each step, and what of the machine it takes. */
export const CABINET_FAULTS = {
  controller_kill: { says: 'kill -9 of the controller at any time', needs: [] },
  controller_freeze: { says: 'SIGSTOP of the controller, SIGCONT later', needs: [] },
  relay_kill: { says: 'kill -9 of the relay', needs: [] },
  bus_unplugged: { says: "the bus's adapter is pulled out", needs: [] },
  noise: { says: 'two bytes in a hundred on the bus are garbled', needs: [] },
  module_restart: { says: 'the board of a module restarts', needs: [] },
  webhook_answers_lost: { says: 'half of the answers to webhooks are lost', needs: [] },
  power_cut: {
    says: "the power of the controller's disk is cut while it is written, now and then twice",
    needs: ['power_cut'],
  },
  relay_power_cut: { says: "the power of the relay's disk is cut", needs: ['power_cut'] },
  disk_full: { says: "the controller's disk is full, now and then through a kill", needs: ['power_cut'] },
  failing_sync: {
    says: "fsync fails on the controller's disk, now and then with a kill on top",
    needs: ['failing_sync'],
  },
  clock: { says: "the controller's wall clock jumps by hours or days", needs: ['false_clock'] },
} as const satisfies Record<string, CabinetFaultPlan>;

export type CabinetFault = keyof typeof CABINET_FAULTS;
export const CABINET_FAULT_NAMES = Object.keys(CABINET_FAULTS) as CabinetFault[];

/** What this machine can do, and what it lacks for the rest. */
export interface CabinetMeans {
  readonly can: ReadonlySet<Capability>;
  readonly faults: readonly CabinetFault[];
  readonly skipped: ReadonlyMap<CabinetFault, string>;
}

/** Really tries it. */
export async function cabinetMeans(): Promise<CabinetMeans> {
  const skipped = new Map<CabinetFault, string>();
  const can = new Set<Capability>();
  for (const fault of CABINET_FAULT_NAMES) {
    const { needs } = CABINET_FAULTS[fault];
    const missing = await missingFor(needs);
    if (missing !== undefined) skipped.set(fault, missing);
    else for (const need of needs) can.add(need);
  }
  return { can, faults: CABINET_FAULT_NAMES.filter((fault) => !skipped.has(fault)), skipped };
}

/** One line a fault, for a person. */
export const cabinetFaultsText = ({ skipped }: Pick<CabinetMeans, 'skipped'>): string =>
  CABINET_FAULT_NAMES.map((fault) => {
    const reason = skipped.get(fault);
    return `${fault.padEnd(20)} ${CABINET_FAULTS[fault].says}${reason === undefined ? '' : `\n${' '.repeat(21)}not here: ${reason}`}`;
  }).join('\n');

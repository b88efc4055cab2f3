import { type Capability, missingFor } from '../../firmware-sim/capabilities.ts';
import { FAULTS, type FaultKind } from '../../firmware-sim/fault-plan.ts';

/** Faults that this machine cannot do, and what it lacks. */
export type Skipped = ReadonlyMap<FaultKind, string>;

/** Which of these faults this machine can do, and what of it they use; it is really tried. */
export async function whatCanBeDone(
  wanted: readonly FaultKind[],
): Promise<{ can: ReadonlySet<Capability>; faults: FaultKind[]; skipped: Skipped }> {
  const skipped = new Map<FaultKind, string>();
  const can = new Set<Capability>();
  for (const kind of wanted) {
    const { needs } = FAULTS[kind];
    const missing = await missingFor(needs);
    if (missing !== undefined) skipped.set(kind, missing);
    else for (const need of needs) can.add(need);
  }
  // Two paths are the rule where they can be had, whatever happens to them.
  for (const one of ['own_world', 'packet_loss', 'mobile_network'] as const) {
    if ((await missingFor([one])) === undefined) can.add(one);
  }
  return { can, faults: wanted.filter((kind) => !skipped.has(kind)), skipped };
}

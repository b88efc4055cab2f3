import { limits } from '../../../shared/limits.ts';

/** A bank that wants charge and can take it. */
export interface ChargeNeed {
  readonly key: string;
  readonly module: string;
  /** The most that it may have: temperature, age and what it takes considered. */
  readonly capMilliwatts: number;
  readonly toReadyMilliwattHours: number;
  readonly toTargetMilliwattHours: number;
  readonly waitedMs: number;
  readonly isServed: boolean;
  readonly isInTurn: boolean;
}

/** A bank that needs nearly the whole time until all promised ones can be ready, at its full power, is not kept waiting. */
const CRITICAL_SHARE = 0.9;

/**
 * Shares power out: first, in turns of bounded size, to who has waited too long; then to the banks by which the promised
 * number is ready soonest; the rest to the shortest remaining charge, where waiting counts as if it had been charging.
 *
 * @param missing how many banks are short of the promise
 * @returns mW by key; each at least `limits.slotLeastMilliwatts`, never above its cap, its module's limit or the budget together
 */
export function shareOut(
  needs: readonly ChargeNeed[],
  missing: number,
  budgetMilliwatts: number,
): ReadonlyMap<string, number> {
  const sharing = new Sharing(budgetMilliwatts);
  const promised = promisedBanks(needs, missing, budgetMilliwatts);
  const others = needs.filter((need) => !promised.includes(need));
  const turnsMilliwatts = (budgetMilliwatts * limits.chargeTurnsPercent) / 100;
  let turns = Math.floor(turnsMilliwatts / limits.slotLeastMilliwatts);
  for (const need of [...needs].filter(isStarving).sort(byWaiting)) {
    if (turns <= 0) break;
    if (sharing.give(need, limits.slotLeastMilliwatts)) turns -= 1;
  }
  for (const need of promised) sharing.give(need, need.capMilliwatts);
  for (const need of [...others].sort(byTurn)) sharing.give(need, need.capMilliwatts);
  return sharing.given;
}

const isStarving = ({ waitedMs }: ChargeNeed): boolean => waitedMs >= limits.chargeStarvedMs;

const byWaiting = (one: ChargeNeed, other: ChargeNeed): number =>
  Number(other.isServed) - Number(one.isServed) || other.waitedMs - one.waitedMs || byKey(one, other);

const byKey = (one: ChargeNeed, other: ChargeNeed): number =>
  one.key < other.key ? -1 : one.key > other.key ? 1 : 0;

/** Whose turn it is goes on; then the shortest charge, less what the waiting time would have brought. */
function byTurn(one: ChargeNeed, other: ChargeNeed): number {
  const isOn = ({ isServed, isInTurn }: ChargeNeed): number => Number(isServed && isInTurn);
  const left = ({ toTargetMilliwattHours, waitedMs }: ChargeNeed): number =>
    toTargetMilliwattHours - (limits.slotPlainMilliwatts * waitedMs) / 3_600_000;
  return isOn(other) - isOn(one) || left(one) - left(other) || byKey(one, other);
}

/**
 * The banks that make up the promise soonest, in the order in which they are served. Chosen by the least energy or by the
 * least time, whichever has all of them ready sooner: the first where the budget is short, the second where some are
 * slowed by their temperature. Among them the shortest is first, so that the first is ready soon too; but one that
 * would hold up the last is not kept waiting.
 */
function promisedBanks(
  needs: readonly ChargeNeed[],
  missing: number,
  budgetMilliwatts: number,
): readonly ChargeNeed[] {
  const unready = needs.filter(({ toReadyMilliwattHours }) => toReadyMilliwattHours > 0);
  const byEnergy = [...unready].sort(
    (one, other) => one.toReadyMilliwattHours - other.toReadyMilliwattHours || byService(one, other),
  );
  const byTime = [...unready].sort(
    (one, other) => aloneHours(one) - aloneHours(other) || byService(one, other),
  );
  const [first, second] = [byEnergy.slice(0, missing), byTime.slice(0, missing)];
  const chosen =
    hoursUntilReady(second, budgetMilliwatts) < hoursUntilReady(first, budgetMilliwatts) ? second : first;
  const hours = hoursUntilReady(chosen, budgetMilliwatts);
  const isCritical = (need: ChargeNeed): boolean => aloneHours(need) >= CRITICAL_SHARE * hours;
  return [...chosen.filter(isCritical), ...chosen.filter((need) => !isCritical(need))];
}

const byService = (one: ChargeNeed, other: ChargeNeed): number =>
  Number(other.isServed) - Number(one.isServed) || byKey(one, other);

const aloneHours = ({ toReadyMilliwattHours, capMilliwatts }: ChargeNeed): number =>
  toReadyMilliwattHours / capMilliwatts;

/** The soonest that all of them can be ready: bounded by the budget, by each module, and by each bank. */
function hoursUntilReady(needs: readonly ChargeNeed[], budgetMilliwatts: number): number {
  const byModule = new Map<string, number>();
  for (const { module, toReadyMilliwattHours } of needs) {
    byModule.set(module, (byModule.get(module) ?? 0) + toReadyMilliwattHours);
  }
  const all = needs.reduce((sum, { toReadyMilliwattHours }) => sum + toReadyMilliwattHours, 0);
  const modules = [...byModule.values()].map((energy) => energy / limits.moduleChargeMilliwatts);
  return Math.max(0, all / budgetMilliwatts, ...modules, ...needs.map(aloneHours));
}

/** Power as it is given away. */
class Sharing {
  readonly given = new Map<string, number>();
  private left: number;
  private readonly leftByModule = new Map<string, number>();

  constructor(budgetMilliwatts: number) {
    this.left = Math.floor(budgetMilliwatts);
  }

  /** Gives up to so much in all; false: there is not enough left to be worth it. */
  give({ key, module, capMilliwatts }: ChargeNeed, milliwatts: number): boolean {
    const had = this.given.get(key) ?? 0;
    const leftHere = this.leftByModule.get(module) ?? limits.moduleChargeMilliwatts;
    const more = Math.min(Math.min(milliwatts, capMilliwatts) - had, this.left, leftHere);
    if (more <= 0 || had + more < limits.slotLeastMilliwatts) return false;
    this.given.set(key, had + more);
    this.left -= more;
    this.leftByModule.set(module, leftHere - more);
    return true;
  }
}

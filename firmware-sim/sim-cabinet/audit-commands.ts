import { limits } from '../../shared/limits.ts';
import { type BusOrder, type CabinetFinding, placeName, type ServiceCall } from './cabinet-evidence.ts';
import type { CabinetWorld } from './cabinet-world.ts';

/** A frozen program answers when it thaws. */
const FROZEN_MOST_MS = 11_000;
/** A motion that had begun when the slot was disabled goes on to its end, with another try. */
const UNDER_WAY_MS = 8_000;

/** Every command is answered once: a technician's by the relay, and by what the slot does; a motor's by the bus. */
export function auditCommands(world: CabinetWorld): CabinetFinding[] {
  return [
    ...world.services.flatMap((call) => auditAnswers(call, world)),
    ...world.bus.orders.flatMap((order) => auditOrder(order, world)),
    ...world.bus.invented.map((commandId) => ({
      finding: 'bus_answer_invented',
      detail: `order ${commandId} was answered once more than it was given`,
    })),
  ];
}

const nameOf = ({ action, at, atMs }: ServiceCall): string =>
  `${action} ${placeName(at)} of ${new Date(atMs).toISOString()}`;

/** Where the relay was there for it, one answer; else none, and never two. */
function auditAnswers(call: ServiceCall, { relayDeathsMs }: CabinetWorld): CabinetFinding[] {
  const { answers, atMs, isHeard } = call;
  if (answers > 1) return [{ finding: 'command_answered_twice', detail: nameOf(call) }];
  const mostMs = limits.httpAnswerTimeoutMs + FROZEN_MOST_MS;
  const hasDied = relayDeathsMs.some((deathMs) => deathMs >= atMs && deathMs <= atMs + mostMs);
  if (answers === 1 || !isHeard || hasDied) return [];
  return [{ finding: 'command_unanswered', detail: nameOf(call) }];
}

/**
 * What was answered as done is so: no bank is let out of a slot that is disabled, and in the end each slot is what the
 * last command made of it.
 */
export function auditBars({ services, watch, cabinet }: CabinetWorld): CabinetFinding[] {
  const bySlot = new Map<string, ServiceCall[]>();
  for (const call of services) {
    if (call.action === 'free_slot') continue;
    const name = placeName(call.at);
    bySlot.set(name, [...(bySlot.get(name) ?? []), call]);
  }
  const marks = new Map(cabinet.disk.look('load', {}).slots.map(({ at, bars }) => [placeName(at), bars]));
  const findings: CabinetFinding[] = [];
  for (const [name, calls] of bySlot) {
    for (const [index, call] of calls.entries()) {
      const { isDone, action, answeredAtMs = 0 } = call;
      // Whatever was said before it may still be on its way: it is done when it arrives, or refused as too old.
      const earlier = calls.slice(0, index).filter((one) => one.isDone !== true);
      const isSure = earlier.every(({ atMs }) => answeredAtMs > atMs + limits.slotCommandAnswerMs);
      if (isDone !== true || action !== 'disable_slot' || !isSure) continue;
      const untilMs = calls[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      const ejection = watch.ejections.find(
        ({ at, atMs }) => placeName(at) === name && atMs > answeredAtMs + UNDER_WAY_MS && atMs < untilMs,
      );
      if (ejection !== undefined) findings.push({ finding: 'ejected_while_disabled', detail: nameOf(call) });
    }
    const last = calls.at(-1);
    if (last?.isDone !== true) continue;
    const isBarred = marks.get(name)?.disabled !== undefined;
    if (isBarred !== (last.action === 'disable_slot'))
      findings.push({ finding: 'command_undone', detail: nameOf(last) });
  }
  return findings;
}

/** An order has its answer, or the controller did not live to hear it. */
function auditOrder({ commandId, atMs, answers }: BusOrder, world: CabinetWorld): CabinetFinding[] {
  if (answers === 1) return [];
  const { controllerDeaths } = world;
  const hasDied = controllerDeaths.some(
    (death) => death.atMs >= atMs && death.atMs <= atMs + ORDER_ANSWER_MS,
  );
  if (hasDied) return [];
  return [{ finding: 'order_unanswered', detail: `order ${commandId} of ${new Date(atMs).toISOString()}` }];
}

/** Repeats on a noisy line and whatever else waits, and a controller that is frozen meanwhile. */
const ORDER_ANSWER_MS = 10_000 + FROZEN_MOST_MS;

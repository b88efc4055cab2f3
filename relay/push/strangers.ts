import { limits } from '../../shared/limits.ts';

/** Connections that have not proved whose they are, and when they came, the oldest first. */
export type Strangers<Some> = Map<Some, number>;

/**
 * Whether one more can come in. A device proves itself within a round trip, so when too many are here the oldest has to
 * go; unless all of them are a crowd that has just come: then the last one has to try again, by its own backoff.
 *
 * @returns `room`, `full`, or the one that has to make room
 */
export function roomFor<Some extends object>(
  strangers: Strangers<Some>,
  nowMs: number,
): 'room' | 'full' | Some {
  if (strangers.size < limits.mqttConnectionsPending) return 'room';
  for (const [oldest, cameAtMs] of strangers)
    return nowMs - cameAtMs < limits.mqttPendingGraceMs ? 'full' : oldest;
  return 'room';
}

/** Those who have taken too long. */
export function* overdue<Some>(strangers: Strangers<Some>, nowMs: number): Generator<Some> {
  for (const [oldest, cameAtMs] of strangers) {
    if (nowMs - cameAtMs < limits.mqttConnectMs) return;
    yield oldest;
  }
}

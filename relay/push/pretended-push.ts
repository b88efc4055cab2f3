import { type LogId, logId } from '../../shared/ids.ts';
import { seq } from '../../shared/quantities.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { createPushState, type PushEffect, type PushInput } from './push-state.ts';
import { step } from './pusher.ts';

export const LOG = logId('0123456789abcdef');

/** One device in front of the pusher; time is a number. */
export function pretendPush() {
  const logs = new PretendedLogs();
  const device = logs.addDevice('SPK-0001');
  const state = createPushState(0);
  let nowMs = 0;
  const take = (input: PushInput): readonly PushEffect[] => step(state, input, nowMs);
  return {
    logs,
    device,
    state,
    take,
    /** Time goes by, and each deadline is met when it falls due. */
    pass(ms: number): readonly PushEffect[] {
      const untilMs = nowMs + ms;
      const effects: PushEffect[] = [];
      for (;;) {
        nowMs = Math.max(nowMs, Math.min(untilMs, state.deadlines.nextAtMs ?? untilMs));
        effects.push(...take({ input: 'due' }));
        if (nowMs >= untilMs && (state.deadlines.nextAtMs ?? Number.POSITIVE_INFINITY) > untilMs)
          return effects;
      }
    },
    /** Time goes by, and nothing is looked at before its end. */
    stall(ms: number): readonly PushEffect[] {
      nowMs += ms;
      return take({ input: 'due' });
    },
    greet(connection: number, upTo = 0, log: LogId = LOG): readonly PushEffect[] {
      take({ input: 'connected', device, connection });
      return take({ input: 'greeted', device, connection, logId: log, upTo: seq(upTo) });
    },
    deliver: (): readonly PushEffect[] =>
      take({ input: 'delivered', logged: logs.append(device), lastByteAtMs: nowMs, queuedAtMs: nowMs }),
    stored: (connection: number, seqs: readonly number[], heldUs = 0): readonly PushEffect[] =>
      take({
        input: 'stored',
        device,
        connection,
        logId: LOG,
        seqs: seqs.map(seq),
        heldUs: seqs.map(() => heldUs),
      }),
    sync: (first: number, last: number): readonly PushEffect[] =>
      take({ input: 'sync', device, logId: LOG, ranges: [{ first: seq(first), last: seq(last) }] }),
  };
}

export const sends = (effects: readonly PushEffect[]): string[] =>
  effects.flatMap((one) =>
    one.effect === 'send' ? [`${one.notice.seq}>${one.connection}${one.again === undefined ? '' : '!'}`] : [],
  );
export const marks = (effects: readonly PushEffect[]): number[] =>
  effects.flatMap((one) => (one.effect === 'mark' ? [one.seq] : []));
export const codes = (effects: readonly PushEffect[]): string[] =>
  effects.flatMap((one) => (one.effect === 'refuse' ? [one.code] : []));

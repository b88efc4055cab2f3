import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { encodeCbor } from './cbor.ts';
import type { SmpReply } from './request.ts';
import { newUpload, stepUpload, type UploadInput, type UploadOutcome } from './upload.ts';

const HICCUP_MS = 1_500;

/** A way that takes so long for each piece, one after the other, at times a little longer, and loses nothing. @returns how it ended and what was sent */
function overSlowWay(pieceMs: number): {
  outcome: UploadOutcome;
  sent: number;
  needed: number;
  widest: number;
} {
  const file = new Uint8Array(160_000);
  const mtu = { medium: 'ble', attMtuBytes: 23 } as const;
  const parameters = { bufferBytes: 2_048, bufferCount: 4 };
  let state = newUpload({ file, mtu, parameters, isUpgradeOnly: true });
  let nowMs = 0;
  let isFreeAtMs = 0;
  let [sent, widest, taken] = [0, 0, 0];
  let outcome: UploadOutcome | undefined;
  const due: { atMs: number; input: UploadInput }[] = [];
  const put = (input: UploadInput): void => {
    const step = stepUpload(state, input, nowMs);
    state = step.state;
    widest = Math.max(widest, state.inFlight.length);
    for (const effect of step.effects) {
      if (effect.kind === 'ended') {
        outcome = effect.outcome;
        continue;
      }
      sent += 1;
      isFreeAtMs = Math.max(nowMs, isFreeAtMs) + pieceMs + (sent % 20 === 0 ? HICCUP_MS : 0);
      const { ticket, timeoutMs, tries, request } = effect;
      const { off, data } = request.fields;
      const arrival = {
        atMs: isFreeAtMs,
        off: Number(off),
        bytes: data instanceof Uint8Array ? data.length : 0,
      };
      const timeout = new Failure('timed_out', 'no answer');
      due.push({ atMs: arrival.atMs, input: { kind: 'reply', ticket, reply: takenBy(arrival, request) } });
      due.push({
        atMs: nowMs + timeoutMs * tries,
        input: { kind: 'reply', ticket, reply: { kind: 'failed', failure: timeout } },
      });
    }
  };
  const takenBy = (
    { off, bytes }: { off: number; bytes: number },
    { group, command }: { group: number; command: number },
  ): SmpReply => {
    if (off === taken) taken += bytes;
    const payload = encodeCbor({ off: taken });
    return {
      kind: 'packet',
      packet: { version: 2, operation: 'write_reply', sequence: 0, group, command, payload },
    };
  };
  put({ kind: 'start' });
  for (let turn = 0; outcome === undefined && turn < 5_000; turn += 1) {
    due.sort((left, right) => left.atMs - right.atMs);
    const next = due.shift();
    if (next === undefined) break;
    nowMs = next.atMs;
    put(next.input);
    put({ kind: 'time' });
  }
  if (outcome === undefined) throw new Error(`it never ends: ${JSON.stringify(state.inFlight)}`);
  return { outcome, sent, needed: Math.ceil(file.length / state.packetBytes), widest };
}

test('a slow way: nobody gives up pieces that still wait for their turn behind others (MTU 23 at 30 ms went at 15 % of its limit)', () => {
  for (const pieceMs of [100, 770, 1_200, 2_500, 4_500]) {
    const { outcome, sent, needed, widest } = overSlowWay(pieceMs);
    assert.is(outcome.kind, 'uploaded', `${pieceMs} ms`);
    assert.ok(sent <= needed + 2, `${pieceMs} ms: ${sent} pieces sent, ${needed} needed`);
    // The air is never idle, but nothing waits for longer than half of what anybody waits at most.
    assert.is(
      widest,
      Math.max(1, Math.min(3, Math.floor(limits.uploadTimeoutMaxMs / 2 / pieceMs))),
      `${pieceMs} ms`,
    );
  }
  // Slower than the first guess at an answer: it is learnt.
  const slowest = overSlowWay(7_000);
  assert.is(slowest.outcome.kind, 'uploaded');
  assert.ok(slowest.sent <= 2 * slowest.needed);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderSn, terminalSn } from '../../shared/ids.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { UnfinishedOrder } from '../store.ts';
import { ordersToAsk } from './reconciler.ts';

const acceptedAtMs = unixMs(1_751_241_600_000);
const order: UnfinishedOrder = {
  sn: orderSn('7895259485469125'),
  terminalSn: terminalSn('T1'),
  acceptedAtMs,
};

/** Ages, in s, at which an order is asked about when somebody looks every `everyMs`. */
function agesAsked(everyMs: number, untilMs: number): number[] {
  const ages: number[] = [];
  for (let ageMs = 0, lookedMs = -everyMs; ageMs <= untilMs; lookedMs = ageMs, ageMs += everyMs) {
    const lookedAtMs = unixMs(acceptedAtMs + lookedMs);
    const due = ordersToAsk([order], lookedAtMs, unixMs(acceptedAtMs + ageMs));
    if (due.length > 0) ages.push(ageMs / 1000);
  }
  return ages;
}

test('every 2 s for 30 s, then every 5 s up to 4 min, as the gateway advises', () => {
  const ages = agesAsked(1_000, 300_000);
  assert.equal(ages.slice(0, 15), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
  assert.equal(ages.slice(15, 18), [35, 40, 45]);
  assert.is(ages.at(-1), 240);
  assert.is(ages.length, 15 + 42);
});

test('once more behind the gateway’s last retry, and then ever more rarely, to a day', () => {
  const late = agesAsked(60_000, 200_000_000).filter((ageS) => ageS > 240);
  assert.equal(late, [900, 3_600, 21_600, 86_400]);
});

test('a pause asks once for all that was missed, whenever it was', () => {
  const asked = (ageMs: number): number =>
    ordersToAsk([order], unixMs(0), unixMs(acceptedAtMs + ageMs)).length;
  assert.is(asked(1_999), 0);
  for (const ageMs of [2_000, 29_999, 100_000, 500_000, 4_000_000, 80_000_000]) assert.is(asked(ageMs), 1);
});

test('an order that seems to come from the future is not asked about yet', () => {
  assert.equal(ordersToAsk([order], unixMs(0), unixMs(acceptedAtMs - 5_000)), []);
});

test.run();

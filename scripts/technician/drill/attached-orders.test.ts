import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CoreEntry } from '../../../firmware-sim/core/log.ts';
import { goodShop, sn } from '../../../firmware-sim/sample-shop.ts';
import { entriesOf, toldWith } from './attached-orders.ts';

test('a summary is judged as a whole, with all that it tells of, and with what else was said of those', () => {
  const heard = [{ sns: ['a', 'x'] }, { sns: ['x', 'y'] }, { sns: ['z'] }, { sns: [] }, { sns: ['b'] }];
  assert.equal([...toldWith(new Set(['a', 'b']), heard)].sort(), ['a', 'b', 'x', 'y']);
  assert.equal([...toldWith(new Set(['q']), heard)], ['q']);
});

test('of the other core’s log only what belongs to these orders: their answers too, and no forgery', () => {
  const { core } = goodShop();
  const kept = entriesOf(new Set([sn(8), sn(99)]), core as CoreEntry[]);
  const count = (entry: CoreEntry['entry']): number => kept.filter((one) => one.entry === entry).length;
  // Order 8 was paid and partly refunded; 99 is the forger's.
  assert.equal([count('moment'), count('sent'), count('answer'), count('forged')], [2, 2, 2, 0]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limits } from '../../shared/limits.ts';
import { networkOf, Strangers } from './strangers.ts';

interface Stranger {
  readonly name: number;
}

/** As many as there may be, one each microsecond. */
function crowd(network = (_name: number): string => '192.0.2.1'): Strangers<Stranger> {
  const strangers = new Strangers<Stranger>();
  for (let name = 0; name < limits.mqttConnectionsPending; name += 1)
    strangers.add({ name }, network(name), name / 1_000);
  return strangers;
}

test('there is room until the bound is reached, and again when one has left', () => {
  const strangers = crowd();
  const one = strangers.roomFor('192.0.2.1', limits.mqttPendingGraceMs + 1);
  if (typeof one === 'string') throw new Error(one);
  strangers.leave(one);
  strangers.leave(one);
  assert.is(strangers.size, limits.mqttConnectionsPending - 1);
  assert.is(strangers.roomFor('192.0.2.1', 0), 'room');
});

test('of a crowd that has just come nobody is sent away for the next of the same network', () => {
  assert.is(crowd().roomFor('192.0.2.1', limits.mqttPendingGraceMs - 1), 'full');
});

test('nor of many networks that have one each', () => {
  const strangers = crowd((name) => `192.0.2.${name}`);
  assert.is(strangers.roomFor('198.51.100.1', limits.mqttPendingGraceMs - 1), 'full');
});

test('of strangers that prove nothing the oldest makes room', () => {
  assert.equal(crowd().roomFor('192.0.2.1', limits.mqttPendingGraceMs + 1), { name: 0 });
});

test('who fills all places from one address makes room for others at once, and goes on losing his own', () => {
  const strangers = crowd((name) => (name < 10 ? '198.51.100.1' : '192.0.2.1'));
  for (let name = 0; name < 20; name += 1) {
    const leaving = strangers.roomFor('203.0.113.7', 3);
    assert.equal(leaving, { name: 10 + name });
    if (typeof leaving === 'string') throw new Error(leaving);
    strangers.leave(leaving);
    strangers.add({ name: 10_000 + name }, '203.0.113.7', 3);
  }
});

test('those who take too long are found, and only those', () => {
  const names = [...crowd().overdue(limits.mqttConnectMs + 0.0025)].map(({ name }) => name);
  assert.equal(names, [0, 1, 2]);
});

test('a network is an IPv4 address, or the half of IPv6 that a provider gives to one customer', () => {
  assert.is(networkOf('192.0.2.1'), '192.0.2.1');
  assert.is(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
  assert.is(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.is(networkOf('2001:db8:1:2::6'), '2001:db8:1:2');
  assert.is(networkOf('2001:db8::6'), '2001:db8:0:0');
  assert.is(networkOf('2001:db8::1:2:3:4:5'), '2001:db8:0:1');
  assert.is(networkOf('::1'), '0:0:0:0');
});

test.run();

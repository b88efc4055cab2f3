import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRoutes, routeCommand } from './ip-route.ts';

/** iproute2 6.1 on Linux 6.18, DHCP, two next hops, a black hole, a locked MTU and an interface without a cable. */
const SHOWN_4 = `default via 10.1.0.1 dev v0 proto dhcp src 10.1.0.2 metric 100 
default via 10.2.0.1 dev wlan0 proto dhcp src 10.2.0.9 metric 600 rto_min lock 10ms quickack 1 
10.1.0.0/24 dev v0 proto kernel scope link src 10.1.0.2 
10.3.0.0/24 dev v3 proto kernel scope link src 10.3.0.2 linkdown 
10.9.0.0/16 rto_min lock 1.5s 
\tnexthop via 10.1.0.1 dev v0 weight 1 
\tnexthop via 10.1.0.3 dev v1 weight 2 dead linkdown 
blackhole 10.66.0.0/16 
10.70.0.0/16 via 10.1.0.1 dev v0 mtu lock 1400 initcwnd 20 quickack 0 
`;
const SHOWN_6 = `fd00::/64 dev v0 proto kernel metric 256 pref medium
fe80::/64 dev v1 proto kernel metric 256 pref medium
fe80::/64 dev v0 proto kernel metric 256 pref medium
default via fd00::1 dev v0 metric 1024 expires 999sec pref medium
default via fe80::1 dev v1 proto ra metric 2048 expires 1790sec hoplimit 64 pref medium
`;

const commandsOf = (shown: string, family: 4 | 6): string[] =>
  parseRoutes(shown, family).map((route) => routeCommand(route, 10).join(' '));

test('each route is changed with all that it has, and with nothing that ip would not take back', () => {
  assert.equal(commandsOf(SHOWN_4, 4), [
    'ip -4 route change default via 10.1.0.1 dev v0 proto dhcp src 10.1.0.2 metric 100 rto_min 10ms quickack 1',
    'ip -4 route change default via 10.2.0.1 dev wlan0 proto dhcp src 10.2.0.9 metric 600 rto_min 10ms quickack 1',
    'ip -4 route change 10.1.0.0/24 dev v0 proto kernel scope link src 10.1.0.2 rto_min 10ms quickack 1',
    'ip -4 route change 10.3.0.0/24 dev v3 proto kernel scope link src 10.3.0.2 rto_min 10ms quickack 1',
    'ip -4 route change 10.9.0.0/16 rto_min 10ms quickack 1 nexthop via 10.1.0.1 dev v0 weight 1 nexthop via 10.1.0.3 dev v1 weight 2',
    'ip -4 route change 10.70.0.0/16 via 10.1.0.1 dev v0 mtu lock 1400 initcwnd 20 rto_min 10ms quickack 1',
  ]);
  assert.equal(commandsOf(SHOWN_6, 6).slice(0, 2), [
    'ip -6 route change fd00::/64 dev v0 proto kernel metric 256 pref medium rto_min 10ms quickack 1',
    'ip -6 route change default via fd00::1 dev v0 metric 1024 expires 999 pref medium rto_min 10ms quickack 1',
  ]);
});

test('what a route has already is read, in either unit', () => {
  const routes = parseRoutes(SHOWN_4, 4);
  assert.equal(
    routes.map(({ rtoMinMs, isQuickAck }) => [rtoMinMs, isQuickAck]),
    [
      [undefined, false],
      [10, true],
      [undefined, false],
      [undefined, false],
      [1_500, false],
      [undefined, false],
    ],
  );
  assert.equal(routes[4]?.devices, ['v0', 'v1']);
});

test('a route of router advertisements would no longer expire: hands off', () => {
  const [, , advertised] = parseRoutes(SHOWN_6, 6);
  assert.match(advertised?.untouchable ?? '', /router advertisements/);
});

test('ip -6 route change overwrites the first of the same prefix and metric: hands off where there are two', () => {
  const twice = parseRoutes(
    '2001:db8::/32 via fd00::1 dev v0 metric 7 pref medium\n2001:db8::/32 dev v1 metric 7 pref medium\n2001:db8::/32 dev v1 metric 8 pref medium\n',
    6,
  );
  assert.equal(
    twice.map(({ untouchable }) => untouchable !== undefined),
    [true, true, false],
  );
  // Each interface has one of these.
  assert.not.ok(parseRoutes(SHOWN_6, 6).some(({ destination }) => destination.startsWith('fe80')));
});

test('next-hop objects are managed by somebody else', () => {
  const [route] = parseRoutes('default nhid 7 via 10.1.0.1 dev v0 proto static\n', 4);
  assert.match(route?.untouchable ?? '', /next-hop object/);
});

test('nothing shown is no route', () => {
  assert.equal(parseRoutes('', 4), []);
  assert.equal(parseRoutes('\n', 6), []);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import type { HostReading } from './host-reading.ts';
import { type RouteWishes, type TuneLine, tunePlan } from './tune-plan.ts';
import { SYSCTL_SETTINGS } from './tune-settings.ts';

/** A machine on which everything is right. */
const TUNED: HostReading = {
  isRoot: true,
  routes4: 'default via 10.1.0.1 dev eth0 rto_min lock 10ms quickack 1\n10.1.0.0/24 dev eth0 scope link\n',
  routes6: '',
  sysctl: Object.fromEntries(SYSCTL_SETTINGS.map(({ name, wanted }) => [name, String(wanted)])),
  nofileMost: 1_048_576,
  relays: [{ pid: 77, nofileMost: 524_288 }],
  wifi: { wlan0: 'Power save: off\n' },
};

const plan = (role: 'relay' | 'device', over: Partial<HostReading>, wishes: RouteWishes = {}): TuneLine[] =>
  tunePlan(role, wishes, { ...TUNED, ...over });
const find = (lines: readonly TuneLine[], setting: string): TuneLine | undefined =>
  lines.find((line) => line.setting.startsWith(setting));
const sysctl = (over: Record<string, string>) => ({ sysctl: { ...TUNED.sysctl, ...over } });
const wrongUsage = (run: () => unknown, message: RegExp): void => {
  assert.throws(run, (thrown: unknown) => isFailure(thrown, 'usage') && message.test(thrown.message));
};

test('a tuned machine needs nothing, in either role', () => {
  for (const role of ['relay', 'device'] as const) {
    assert.ok(
      plan(role, {}).every(({ state }) => state === 'ok'),
      role,
    );
  }
});

test('every line says why, from where it is known, and what sets it', () => {
  for (const line of [...plan('relay', {}), ...plan('device', {})]) {
    assert.ok(line.why.length > 20 && line.source.length > 5, line.setting);
    assert.ok(line.command !== undefined, line.setting);
  }
});

test('more than is needed is never lowered, and other bits stay', () => {
  const more = sysctl({ 'net.core.somaxconn': '65535', 'net.ipv4.tcp_recovery': '4' });
  const lines = plan('relay', more);
  assert.is(find(lines, 'net.core.somaxconn')?.state, 'ok');
  assert.equal(find(lines, 'net.core.somaxconn')?.command, ['sysctl', '-w', 'net.core.somaxconn=65535']);
  assert.is(find(lines, 'net.ipv4.tcp_recovery')?.state, 'differs');
  assert.equal(find(lines, 'net.ipv4.tcp_recovery')?.command, ['sysctl', '-w', 'net.ipv4.tcp_recovery=5']);
});

test('what this kernel does not have is absent, and no fault', () => {
  const { 'net.netfilter.nf_conntrack_max': _none, ...without } = TUNED.sysctl;
  const line = find(plan('relay', { sysctl: without }), 'net.netfilter');
  assert.is(line?.state, 'absent');
  assert.is(line?.command, undefined);
});

test('a longer queue is only felt by a relay that opens it anew', () => {
  const line = find(
    plan('relay', sysctl({ 'net.core.somaxconn': String(limits.mqttBacklog - 1) })),
    'net.core.somaxconn',
  );
  assert.is(line?.state, 'differs');
  assert.match(line?.advice ?? '', /restart the relay/);
});

test('a relay that runs can be given more files at once; what is started later is told, not done', () => {
  const running = find(plan('relay', { relays: [{ pid: 77, nofileMost: 1_024 }] }), 'nofile');
  assert.equal(running?.command, ['prlimit', '--pid', '77', '--nofile=65536:65536']);
  assert.is(running?.state, 'differs');
  const none = find(plan('relay', { relays: [], nofileMost: 1_024 }), 'nofile');
  assert.is(none?.state, 'by_hand');
  assert.match(none?.advice ?? '', /LimitNOFILE=65536/);
  assert.is(find(plan('device', { nofileMost: 1_024 }), 'nofile'), undefined);
});

test('Wi-Fi that sleeps is a device’s matter', () => {
  const sleeping = { wifi: { wlan0: 'Power save: on\n', wlan1: '' } };
  assert.equal(find(plan('device', sleeping), 'Wi-Fi power save of wlan0')?.command, [
    ...['iw', 'dev', 'wlan0', 'set', 'power_save', 'off'],
  ]);
  assert.is(find(plan('device', sleeping), 'Wi-Fi power save of wlan1')?.state, 'absent');
  assert.is(find(plan('relay', sleeping), 'Wi-Fi'), undefined);
});

test('only the default routes, unless others are named', () => {
  const settings = (wishes: RouteWishes): string[] =>
    plan('relay', {}, wishes).flatMap(({ setting }) => (setting.startsWith('route') ? [setting] : []));
  assert.equal(settings({}), ['route default dev eth0']);
  assert.equal(settings({ routes: ['10.1.0.0/24'] }), ['route 10.1.0.0/24 dev eth0']);
  assert.equal(settings({ interfaces: ['eth0'] }), ['route default dev eth0', 'route 10.1.0.0/24 dev eth0']);
  wrongUsage(() => settings({ interfaces: ['eth7'] }), /eth7.*no route leaves by it.*default dev eth0/);
  wrongUsage(() => settings({ routes: ['10.9.0.0/16'] }), /no such route/);
  wrongUsage(() => plan('relay', { routes4: '' }), /there is no default route.*there are none/);
});

test('half tuned is not tuned', () => {
  for (const metrics of ['rto_min lock 10ms', 'quickack 1', 'rto_min lock 200ms quickack 1', '']) {
    const [line] = plan('relay', { routes4: `default via 10.1.0.1 dev eth0 ${metrics}\n` });
    assert.is(line?.state, 'differs', metrics);
  }
});

test('a route that must not be changed is told, with what helps instead', () => {
  const [line] = plan('relay', {
    routes4: '',
    routes6: 'default via fe80::1 dev eth0 proto ra metric 1024\n',
  });
  assert.is(line?.state, 'by_hand');
  assert.is(line?.command, undefined);
  assert.match(line?.advice ?? '', /tcp_rto_min_us/);
});

test.run();

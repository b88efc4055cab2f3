import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingFor } from '../../../firmware-sim/capabilities.ts';
import { NetworkNamespace } from '../../../firmware-sim/network/network-namespace.ts';
import { PROGRAM, typeCommand } from '../typed-command.ts';

const missing = await missingFor(['own_world', 'packet_loss']);
const isRoot = process.getuid?.() === 0;
/**
 * Ways not to be root: the user nobody, or, where that one may not read this folder or start node (a home folder of mode
 * 700, say), whoever root is in a namespace that knows no users.
 */
const NOBODIES = [
  ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'],
  ['unshare', '--user'],
];

/** A machine with two interfaces, each with its own default route, in a network of its own. */
async function withMachine(work: (machine: NetworkNamespace) => Promise<void>): Promise<void> {
  const machine = await NetworkNamespace.open();
  try {
    for (const line of [
      'link add eth7 type veth peer name far7',
      'link add eth8 type veth peer name far8',
      'address add 10.7.0.2/24 dev eth7',
      'address add 10.8.0.2/24 dev eth8',
      'link set eth7 up',
      'link set far7 up',
      'link set eth8 up',
      'route add default via 10.7.0.1 dev eth7 proto dhcp src 10.7.0.2 metric 100',
      'route add default via 10.8.0.1 dev eth8 metric 200',
      'route add 10.9.0.0/16 nexthop via 10.7.0.1 dev eth7 weight 1 nexthop via 10.7.0.3 dev eth7 weight 2',
      'route add 10.10.0.0/16 via 10.7.0.1 mtu lock 1400',
    ]) {
      await machine.run(['ip', ...line.split(' ')]);
    }
    await work(machine);
  } finally {
    await machine.close();
  }
}

const tune = (machine: NetworkNamespace, ...words: string[]) =>
  typeCommand(['host', 'tune', ...words], { entrance: machine.entrance });

interface Document {
  readonly isTuned: boolean;
  readonly ran: readonly string[];
  readonly settings: readonly { readonly setting: string; readonly state: string }[];
}
const documentOf = ({ out }: { out: string }): Document => JSON.parse(out) as Document;

function onRealMachine(
  name: string,
  work: (machine: NetworkNamespace) => Promise<void>,
  unless?: string,
): void {
  if (unless !== undefined) console.log(`SKIP ${name}: ${unless}`);
  else if (missing !== undefined) console.log(`SKIP ${name}: ${missing}`);
  else if (!isRoot) console.log(`SKIP ${name}: needs root, to enter the namespace that it changes`);
  else test(name, () => withMachine(work));
}

const nobody = NOBODIES.find(([program = '', ...args]) => {
  const { status } = spawnSync(program, [...args, process.execPath, PROGRAM, '--version']);
  return status === 0;
});

onRealMachine('check changes nothing, and says with exit code 1 that something differs', async (machine) => {
  const before = await machine.run(['ip', 'route', 'show']);
  const seen = await tune(machine, '--check', '--role', 'device');
  assert.is(seen.exitCode, 1);
  assert.match(seen.out, /differs {2}route default dev eth7: .*\n +\$ ip -4 route change default via 10\.7/);
  assert.match(seen.errors, /^tillbell: \d+ of \d+ settings differ; .*\n$/);
  assert.is(await machine.run(['ip', 'route', 'show']), before);
});

onRealMachine(
  'apply sets every route of the interfaces, keeps the rest of it, and a second apply has nothing to do',
  async (machine) => {
    const words = ['--role', 'device', '--interface', 'eth7,eth8', '--json'];
    const first = await tune(machine, '--apply', ...words);
    assert.is(first.exitCode, 0, first.errors);
    assert.ok(documentOf(first).isTuned);
    assert.ok(documentOf(first).ran.length >= 6, first.out);
    const routes = (await machine.run(['ip', 'route', 'show'])).replace(/ +$/gm, '');
    const tuned = 'rto_min lock 10ms quickack 1';
    for (const line of [
      `default via 10.7.0.1 dev eth7 proto dhcp src 10.7.0.2 metric 100 ${tuned}`,
      `default via 10.8.0.1 dev eth8 metric 200`,
      `10.10.0.0/16 via 10.7.0.1 dev eth7 mtu lock 1400 ${tuned}`,
      `10.9.0.0/16 ${tuned}\n\tnexthop via 10.7.0.1 dev eth7 weight 1\n\tnexthop via 10.7.0.3 dev eth7 weight 2`,
    ]) {
      assert.ok(routes.includes(line), `${line} in\n${routes}`);
    }
    const second = await tune(machine, '--apply', ...words);
    assert.is(second.exitCode, 0, second.errors);
    assert.equal(documentOf(second).ran, []);
    const check = await tune(machine, '--check', '--role', 'device', '--interface', 'eth7');
    assert.is(check.exitCode, 0, check.out);
  },
);

onRealMachine('only what is named is changed', async (machine) => {
  await tune(machine, '--apply', '--role', 'device', '--route', '10.10.0.0/16');
  const routes = await machine.run(['ip', 'route', 'show']);
  assert.is(routes.match(/quickack 1/g)?.length, 1, routes);
  const unknown = await tune(machine, '--apply', '--route', '10.11.0.0/16');
  assert.is(unknown.exitCode, 2);
  assert.match(unknown.errors, /there is no such route; there are default dev eth7/);
});

onRealMachine(
  'who is not root is told what to type, and nothing is changed',
  async (machine) => {
    const before = await machine.run(['ip', 'route', 'show']);
    const seen = await typeCommand(['host', 'tune', '--apply'], {
      entrance: [...machine.entrance, ...(nobody ?? [])],
    });
    assert.is(seen.exitCode, 1);
    assert.match(seen.out, /^sudo ip -4 route change default via 10\.7\.0\.1/);
    assert.match(seen.errors, /^tillbell: only root may change these.*nothing was changed\n$/);
    assert.is(await machine.run(['ip', 'route', 'show']), before);
  },
  missing === undefined && isRoot && nobody === undefined
    ? `the user nobody may not read ${PROGRAM}: move the folder where everybody may read it`
    : undefined,
);

test('as a document it is one JSON object, whatever is found', async () => {
  const { out, exitCode, errors } = await typeCommand(['host', 'tune', '--check', '--json']);
  // A machine without a default route is wrong usage.
  if (exitCode === 2 || process.platform !== 'linux')
    assert.match(errors, /no default route|Linux’s TCP only/);
  else assert.ok(documentOf({ out }).settings.length > 0);
});

test.run();

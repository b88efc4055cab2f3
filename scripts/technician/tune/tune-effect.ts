/**
 * What `host tune` is worth: the delay of single small messages over one TCP path that loses packets, before and after.
 * Two networks of its own on this machine; nothing of the machine’s own is changed.
 *
 * Usage: npx tsx scripts/technician/tune/tune-effect.ts [SECONDS for each cell, default 40]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { missingFor } from '../../../firmware-sim/capabilities.ts';
import { CablePath } from '../../../firmware-sim/network/cable-path.ts';
import { MobilePath } from '../../../firmware-sim/network/mobile-path.ts';
import { NetworkNamespace } from '../../../firmware-sim/network/network-namespace.ts';
import type { NetworkPath } from '../../../firmware-sim/network/network-path.ts';
import { runCommand } from '../../../firmware-sim/outside-command.ts';
import { isInOwnWorld, runInOwnWorld } from '../../../firmware-sim/own-world.ts';
import { describeThrown } from '../../../shared/failure.ts';
import { percentilesOf } from '../../bench/percentiles.ts';
import { milliseconds, textTable } from '../../bench/table.ts';
import { typeCommand } from '../typed-command.ts';

const STREAM = fileURLToPath(new URL('./thin-stream-main.ts', import.meta.url));
const PORT = 7_700;
const CONNECTIONS = 100;
const EVERY_MS = 500;

const NETWORKS = ['cable, 1 % lost', 'cable, 5 % lost', 'mobile, 1 % lost', 'mobile, 5 % lost'] as const;
const TUNINGS = ['as Linux comes', 'routes only', 'host tune --apply'] as const;
type Tuning = (typeof TUNINGS)[number];

async function measure(network: string, tuning: Tuning, seconds: string): Promise<string[]> {
  const device = await NetworkNamespace.open();
  const lossPercent = network.includes('5 %') ? 5 : 1;
  const isMobile = network.startsWith('mobile');
  const path = isMobile
    ? await MobilePath.open(0, NetworkNamespace.own, device)
    : await CablePath.open(0, NetworkNamespace.own, device);
  try {
    await path.change({ lossPercent });
    await tune(path, tuning);
    const receiver = start(device, ['receive', path.device.address, `${PORT}`]);
    let said = '';
    receiver.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    if (receiver.stdout !== null) await once(receiver.stdout, 'data');
    const sender = start(NetworkNamespace.own, [
      ...['send', path.device.address, `${PORT}`, `${CONNECTIONS}`, `${EVERY_MS}`, seconds],
    ]);
    await once(sender, 'close');
    receiver.stdin?.end();
    await once(receiver, 'close');
    const { delaysUs } = JSON.parse(said.slice(said.indexOf('\n') + 1)) as { delaysUs: number[] };
    const { samples, p50, p99, p999, max } = percentilesOf(delaysUs);
    return [`${network}, ${tuning}`, `${samples}`, ...[p50, p99, p999, max].map(milliseconds)];
  } finally {
    await path.close();
    await device.close();
    // The next one begins as Linux comes.
    await runCommand(['sysctl', '-w', 'net.ipv4.tcp_thin_linear_timeouts=0']);
  }
}

async function tune(path: NetworkPath, tuning: Tuning): Promise<void> {
  if (tuning === 'as Linux comes') return;
  for (const { network, device } of [path.relay, path.device]) {
    const words = ['host', 'tune', '--apply', '--role', 'device', '--interface', device];
    const { exitCode, errors } = await typeCommand(words, { entrance: network.entrance });
    if (exitCode !== 0) throw new Error(errors);
    if (tuning === 'routes only') await network.run(['sysctl', '-w', 'net.ipv4.tcp_thin_linear_timeouts=0']);
  }
}

function start(network: NetworkNamespace, args: readonly string[]): ChildProcess {
  const command = [
    ...network.entrance,
    process.execPath,
    '--import',
    import.meta.resolve('tsx'),
    STREAM,
    ...args,
  ];
  return spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function main(seconds = '40'): Promise<number> {
  const missing = await missingFor(['own_world', 'packet_loss', 'mobile_network']);
  if (missing !== undefined) throw new Error(missing);
  if (!isInOwnWorld()) return runInOwnWorld(fileURLToPath(import.meta.url), process.argv.slice(2));
  await runCommand(['ip', 'link', 'set', 'lo', 'up']);
  const rows: string[][] = [];
  for (const network of NETWORKS) {
    for (const tuning of TUNINGS) {
      rows.push(await measure(network, tuning, seconds));
      console.error(rows.at(-1)?.join('  '));
    }
  }
  console.log(textTable({ columns: ['one path, ms', 'messages', 'p50', 'p99', 'p99.9', 'max'], rows }));
  return 0;
}

main(process.argv[2]).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(`tune-effect: ${describeThrown(thrown)}`);
    process.exit(1);
  },
);

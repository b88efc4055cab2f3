/**
 * Carries IP packets between two TUN devices that it makes: `tsx packet-pump-main.ts DEVICE DEVICE`.
 *
 * Says `ready` when they are there. Takes on stdin a JSON line for each change:
 * `{"delayMs": 20, "jitterMs": 4, "lossPercent": 1, "isCut": false}`. Ends with its stdin.
 */
import { spawnSync } from 'node:child_process';
import { openSync, read, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure } from '../../shared/failure.ts';
import type { MobileConditions } from './mobile-path.ts';

const PACKET_BYTES_MOST = 2_048;
/** What a base station holds for one customer before it drops: a second of 40 Mbit/s. */
const WAITING_MOST = 4_096;
/** Node has no ioctl: perl, which every Debian has, does it on the descriptor that it inherits (TUNSETIFF, IFF_TUN | IFF_NO_PI). */
const MAKE_DEVICE =
  'open(F, "+<&=3") or die; my $r = pack("a16s x22", $ARGV[0], 0x1001); ioctl(F, 0x400454ca, $r) or die $!;';

let conditions: MobileConditions = { delayMs: 0, jitterMs: 0, lossPercent: 0, isCut: false };

function openDevice(name: string): number {
  const file = openSync('/dev/net/tun', 'r+');
  const made = spawnSync('perl', ['-e', MAKE_DEVICE, name], {
    stdio: ['ignore', 'ignore', 'pipe', file],
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    throw new Failure('unreachable', `TUN device ${name}: ${made.stderr ?? made.error?.message ?? ''}`);
  }
  return file;
}

/** One direction. Packets leave in the order in which they came. */
function pump(from: number, to: number): void {
  const waiting: { readonly dueAt: number; readonly packet: Buffer }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lastDueAt = 0;
  const deliver = (): void => {
    timer = undefined;
    for (let next = waiting[0]; next !== undefined && next.dueAt <= performance.now(); next = waiting[0]) {
      waiting.shift();
      try {
        writeSync(to, next.packet);
      } catch {
        // The other end is switched off: the packet is lost, as on any network.
      }
    }
    schedule();
  };
  const schedule = (): void => {
    const next = waiting[0];
    if (next !== undefined && timer === undefined)
      timer = setTimeout(deliver, Math.max(0, next.dueAt - performance.now()));
  };
  const receive = (): void => {
    const buffer = Buffer.allocUnsafe(PACKET_BYTES_MOST);
    read(from, buffer, 0, buffer.length, null, (failure, bytes) => {
      if (failure !== null) process.exit(1);
      const { delayMs, jitterMs, lossPercent, isCut } = conditions;
      const isLost = isCut || Math.random() * 100 < lossPercent || waiting.length >= WAITING_MOST;
      if (!isLost) {
        const wished = performance.now() + delayMs + (Math.random() * 2 - 1) * jitterMs;
        lastDueAt = Math.max(lastDueAt, wished);
        waiting.push({ dueAt: lastDueAt, packet: buffer.subarray(0, bytes) });
        schedule();
      }
      receive();
    });
  };
  receive();
}

const [first = '', second = ''] = process.argv.slice(2);
const files = [openDevice(first), openDevice(second)] as const;
pump(files[0], files[1]);
pump(files[1], files[0]);
const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  conditions = JSON.parse(line) as MobileConditions;
});
orders.on('close', () => process.exit(0));
console.log('ready');

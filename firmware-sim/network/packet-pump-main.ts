/**
 * Carries IP packets between two TUN devices that it makes: `tsx packet-pump-main.ts DEVICE DEVICE`.
 *
 * Says `ready` when they are there. Takes on stdin a JSON line for each change:
 * `{"delayMs": 20, "jitterMs": 4, "lossPercent": 1, "isCut": false}`. Ends with its stdin.
 *
 * Looks once in a millisecond and takes all that has come, in the same turn. That costs 4 % of a core and little for
 * each packet; a read handed to a thread for each packet came to 15 % at 2000 a second each way, and in a benchmark
 * the pump must not be what is measured.
 */
import { spawnSync } from 'node:child_process';
import { constants, openSync, readSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure } from '../../shared/failure.ts';
import type { MobileConditions } from './mobile-path.ts';

const PACKET_BYTES_MOST = 2_048;
/** What a base station holds for one customer before it drops: a second of 40 Mbit/s. */
const WAITING_MOST = 4_096;
const LOOK_EVERY_MS = 1;
/** One direction must not keep the other waiting. */
const PACKETS_PER_LOOK = 512;
/** Node has no ioctl: perl, which every Debian has, does it on the descriptor that it inherits (TUNSETIFF, IFF_TUN | IFF_NO_PI). */
const MAKE_DEVICE =
  'open(F, "+<&=3") or die; my $r = pack("a16s x22", $ARGV[0], 0x1001); ioctl(F, 0x400454ca, $r) or die $!;';

let conditions: MobileConditions = { delayMs: 0, jitterMs: 0, lossPercent: 0, isCut: false };

function openDevice(name: string): number {
  const file = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
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
class Direction {
  readonly #from: number;
  readonly #to: number;
  readonly #waiting: { readonly dueAt: number; readonly packet: Buffer }[] = [];
  /** Those before are gone: they are cut off now and then, not one by one. */
  #first = 0;
  #lastDueAt = 0;
  #buffer = Buffer.allocUnsafe(PACKET_BYTES_MOST);

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  turn(): void {
    for (let packets = 0; packets < PACKETS_PER_LOOK && this.#receive(); packets++);
    this.#deliver();
  }

  /** @returns false when nothing more has come */
  #receive(): boolean {
    let bytes: number;
    try {
      bytes = readSync(this.#from, this.#buffer, 0, PACKET_BYTES_MOST, null);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      process.exit(1);
    }
    const { delayMs, jitterMs, lossPercent, isCut } = conditions;
    const count = this.#waiting.length - this.#first;
    if (isCut || Math.random() * 100 < lossPercent || count >= WAITING_MOST) return true;
    const wished = performance.now() + delayMs + (Math.random() * 2 - 1) * jitterMs;
    this.#lastDueAt = Math.max(this.#lastDueAt, wished);
    this.#waiting.push({ dueAt: this.#lastDueAt, packet: Buffer.from(this.#buffer.subarray(0, bytes)) });
    return true;
  }

  #deliver(): void {
    // It is looked at once in a millisecond, so half of one late on average, unless it goes half of one early.
    const now = performance.now() + LOOK_EVERY_MS / 2;
    for (let next = this.#waiting[this.#first]; next !== undefined && next.dueAt <= now; ) {
      try {
        writeSync(this.#to, next.packet);
      } catch {
        // The other end is switched off: the packet is lost, as on any network.
      }
      next = this.#waiting[++this.#first];
    }
    if (this.#first === this.#waiting.length || this.#first >= WAITING_MOST) {
      this.#waiting.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

// EAGAIN a thousand times a second: nobody looks at its stack.
Error.stackTraceLimit = 0;
const [first = '', second = ''] = process.argv.slice(2);
const files = [openDevice(first), openDevice(second)] as const;
const directions = [new Direction(files[0], files[1]), new Direction(files[1], files[0])];
setInterval(() => {
  for (const direction of directions) direction.turn();
}, LOOK_EVERY_MS);
const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  conditions = JSON.parse(line) as MobileConditions;
});
orders.on('close', () => process.exit(0));
console.log('ready');

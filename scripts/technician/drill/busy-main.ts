/**
 * Takes something from the machine until its starter is gone, or `SECONDS` are over.
 *
 * Usage: busy-main.ts cpu SECONDS: one core, all of it
 *        busy-main.ts memory SECONDS BYTES: that much, touched again and again so that it is not swapped out
 */
import { writeFileSync } from 'node:fs';

const [what, seconds, bytes = '0'] = process.argv.slice(2);
const starter = process.ppid;
const endAtMs = Date.now() + Number(seconds) * 1_000;
const isOver = (): boolean => process.ppid !== starter || Date.now() > endAtMs;
const SLICE_MS = 50;
const CHUNK_BYTES = 16 * 2 ** 20;
const PAGE_BYTES = 4_096;
const TOUCH_MS = 1_000;

const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

function burn(): void {
  const sliceEndMs = Date.now() + SLICE_MS;
  while (Date.now() < sliceEndMs) {
    // that is all
  }
  if (isOver()) process.exit(0);
  setImmediate(burn);
}

function hold(wanted: number): void {
  // When memory runs out after all, it is this program that the system ends, and not the shop.
  writeFileSync('/proc/self/oom_score_adj', '1000');
  const chunks: Buffer[] = [];
  while (chunks.length * CHUNK_BYTES < wanted) chunks.push(Buffer.alloc(CHUNK_BYTES, 1));
  say({ ready: true, bytes: chunks.length * CHUNK_BYTES });
  setInterval(() => {
    if (isOver()) process.exit(0);
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += PAGE_BYTES) chunk[at] = (chunk[at] ?? 0) + 1;
    }
  }, TOUCH_MS);
}

if (what === 'cpu') {
  say({ ready: true });
  burn();
} else hold(Number(bytes));

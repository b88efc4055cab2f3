import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveDeviceKeys } from '../../shared/device-key.ts';
import { limits } from '../../shared/limits.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import { DeviceConnection, type DeviceSocket } from './connection-link.ts';
import { PretendedLogs } from './pretended-logs.ts';
import { LOG } from './pretended-push.ts';
import { PushLink, type PushLinkOptions } from './push-link.ts';

/** Time is a number, and what is due runs in its order. */
class NumberedMachine implements Machine {
  nowMs = 0;
  #due: { readonly atMs: number; readonly run: () => void }[] = [];
  wallMs = () => unixMs(1_750_000_000_000 + this.nowMs);
  steadyMs = () => this.nowMs;
  random = () => 0.5;
  drawBytes = (count: number) => Buffer.alloc(count);
  nextTurn = (run: () => void) => this.after(0, run);
  every = (): Timer => ({ cancel: () => {} });
  after(delayMs: number, run: () => void): Timer {
    const entry = { atMs: this.nowMs + delayMs, run };
    this.#due.push(entry);
    return { cancel: () => (this.#due = this.#due.filter((one) => one !== entry)) };
  }
  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const [next] = this.#due.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    this.nowMs = untilMs;
  }
}

class StickySocket implements DeviceSocket {
  readonly destroyed = false;
  readonly bytesWritten = 0;
  writableLength = 0;
  isStuck = false;
  write(bytes: Buffer): void {
    if (this.isStuck) this.writableLength += bytes.length;
  }
  destroy(): void {}
}

/** A device on one path whose socket takes bytes or keeps them. */
function pretendLink() {
  const logs = new PretendedLogs();
  const device = logs.addDevice('SPK-0001');
  const machine = new NumberedMachine();
  const counts = { sent: 0, resent: 0, refused: [] as string[] };
  const socket = new StickySocket();
  const key = Buffer.alloc(32, 1);
  const connection = new DeviceConnection(socket, 1, { device, keys: deriveDeviceKeys(key), key }, 0);
  const link = new PushLink({
    machine,
    connection: (id) => (id === 1 ? connection : undefined),
    observer: {
      sent: () => counts.sent++,
      resent: () => counts.resent++,
      refused: (code) => counts.refused.push(code),
      stored: () => {},
      connected: () => {},
    },
  } as Partial<PushLinkOptions> as PushLinkOptions);
  link.take({ input: 'connected', device, connection: 1 });
  link.take({ input: 'greeted', device, connection: 1, logId: LOG, upTo: seq(0) });
  return { link, machine, socket, counts, deliver: () => link.deliver([logs.append(device)], machine.nowMs) };
}

test('a socket that takes nothing is sent no copies, and again some once it takes bytes', () => {
  const { machine, socket, counts, deliver } = pretendLink();
  socket.isStuck = true;
  for (let count = 0; count < 100; count += 1) deliver();
  machine.pass(limits.deviceDrainMs);
  assert.equal(counts, { sent: 100, resent: 0, refused: [] });
  socket.isStuck = false;
  socket.writableLength = 0;
  machine.pass(limits.pushResendMaxMs);
  assert.ok(counts.resent > 0);
});

test('a socket that takes what it is given is sent a copy of what is not answered', () => {
  const { machine, counts, deliver } = pretendLink();
  deliver();
  machine.pass(limits.pushResendFirstMs + 1);
  assert.equal(counts, { sent: 1, resent: 1, refused: [] });
});

test.run();

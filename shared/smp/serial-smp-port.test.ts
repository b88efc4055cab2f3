import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openPty, type Pty } from '../../firmware-sim/pty.ts';
import { type FailureCode, isFailure } from '../failure.ts';
import { frameForSerial, SerialFrameDecoder } from './serial-framing.ts';
import { SerialSmpPort } from './serial-smp-port.ts';

const WAIT_MS = 5_000;
const packet = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => at % 251));

async function fails(work: Promise<unknown>, code: FailureCode): Promise<string> {
  const thrown = await work.then(
    () => assert.unreachable(`no ${code}`),
    (reason: unknown) => reason,
  );
  assert.ok(isFailure(thrown, code), String(thrown));
  return thrown.message;
}

/** A board that answers each packet with the same one. */
function echo(pty: Pty, between = ''): void {
  const decoder = new SerialFrameDecoder();
  pty.onData((bytes) => {
    for (const heard of decoder.push(bytes))
      pty.write(Buffer.concat([Buffer.from(between), frameForSerial(heard)]));
  });
}

test('packets pass in order in both directions, also when a log speaks in between', async () => {
  const pty = await openPty();
  echo(pty, 'uart:~$ [00:00:01.000] <inf> app: tick\r\n');
  const link = new SerialSmpPort({ path: pty.path, baudRate: 115_200 });
  await link.connect();
  assert.equal(link.mtu(), { medium: 'serial', lineBytes: 127 });
  assert.is(await link.receive(0), undefined);
  const sent = [packet(9), packet(2_000), packet(300)];
  await Promise.all(sent.map((one) => link.send(one)));
  for (const one of sent) assert.equal(Buffer.from((await link.receive(WAIT_MS)) ?? []), one);
  await link.close();
  await link.close();
  await fails(link.send(packet(9)), 'device_gone');
  await fails(link.receive(0), 'device_gone');
  await fails(link.connect(), 'device_gone');
  await pty.close();
});

test('an unplugged board (EIO) is gone at once for whoever waits', async () => {
  const pty = await openPty();
  const link = new SerialSmpPort({ path: pty.path, baudRate: 115_200 });
  await link.connect();
  const waiting = fails(link.receive(60_000), 'device_gone');
  await pty.close();
  assert.match(await waiting, /unplugged/);
  await link.close();
});

test('serialport: a write on a closed port is kept and sent to whatever is plugged in next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-smp-'));
  const path = join(folder, 'board');
  const first = await openPty();
  symlinkSync(first.path, path);
  const link = new SerialSmpPort({ path, baudRate: 115_200 });
  await link.connect();
  const gone = fails(link.receive(60_000), 'device_gone');
  await first.close();
  await gone;
  const next = await openPty();
  rmSync(path);
  symlinkSync(next.path, path);
  const heard: Buffer[] = [];
  next.onData((bytes) => heard.push(bytes));
  await fails(link.send(packet(40)), 'device_gone');
  // What the new board hears first is what the new link says.
  const nextLink = new SerialSmpPort({ path, baudRate: 115_200 });
  await nextLink.connect();
  const arrived = new Promise<void>((resolve) => {
    next.onData((bytes) => {
      heard.push(bytes);
      if (Buffer.concat(heard).length >= frameForSerial(packet(10)).length) resolve();
    });
  });
  await nextLink.send(packet(10));
  await arrived;
  assert.equal(Buffer.concat(heard), Buffer.from(frameForSerial(packet(10))));
  await Promise.all([link.close(), nextLink.close()]);
  await next.close();
  rmSync(folder, { recursive: true });
});

test('a board that takes nothing holds a sender up, and closing ends his wait', async () => {
  const pty = await openPty();
  const link = new SerialSmpPort({ path: pty.path, baudRate: 115_200 });
  await link.connect();
  // The kernel's buffer and ours take some of it; one of them has to wait.
  const sending = Array.from({ length: 8 }, () => link.send(packet(8_000)));
  const outcomes = Promise.allSettled(sending);
  await sending[0];
  await link.close();
  const refused = (await outcomes).filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 0);
  await pty.close();
});

test('a port that cannot be opened says why and what to do', async () => {
  const link = new SerialSmpPort({ path: '/dev/tillbell-no-such-port', baudRate: 115_200 });
  assert.match(await fails(link.connect(), 'unreachable'), /there is no such port/);
  await link.close();
});

test.run();

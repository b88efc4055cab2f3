import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openSerialLine, type SerialLine } from '../shared/serial-line-port.ts';
import { openPty, type Pty } from './pty.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-line-'));
const path = join(folder, 'board');
test.after(() => rmSync(folder, { recursive: true }));

/** Plugs a new board in under the same name. */
async function plugIn(): Promise<{ pty: Pty; heard: () => string; hears: (text: string) => Promise<void> }> {
  const pty = await openPty();
  let heard = '';
  let check = (): void => {};
  pty.onData((bytes) => {
    heard += bytes.toString();
    check();
  });
  symlinkSync(pty.path, `${path}.new`);
  renameSync(`${path}.new`, path);
  const hears = (text: string): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (heard.includes(text)) resolve();
      };
      check();
    });
  return { pty, heard: () => heard, hears };
}

function openLine(where = path): {
  line: SerialLine;
  opened: Promise<void>;
  closed: Promise<string>;
  reasons: string[];
  data: Promise<string>;
} {
  const reasons: string[] = [];
  let onOpen = (): void => {};
  let onClosed = (_reason: string): void => {};
  let onData = (_text: string): void => {};
  const opened = new Promise<void>((resolve) => {
    onOpen = resolve;
  });
  const closed = new Promise<string>((resolve) => {
    onClosed = resolve;
  });
  const data = new Promise<string>((resolve) => {
    onData = resolve;
  });
  const line = openSerialLine(
    { path: where, baudRate: 115_200, unsentBytes: 64, closeMs: 100 },
    {
      onOpen,
      onData: (bytes) => onData(bytes.toString()),
      onClosed: (reason) => {
        reasons.push(reason);
        onClosed(reason);
      },
    },
  );
  return { line, opened, closed, reasons, data };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('bytes pass both ways, and a clean close lets the last ones leave', async () => {
  const board = await plugIn();
  const { line, opened, closed, data } = openLine();
  assert.not(line.write(Buffer.from('too early')));
  await opened;
  board.pty.write(Buffer.from('hello'));
  assert.is(await data, 'hello');
  assert.ok(line.write(Buffer.from('LAMP 1')));
  const done = line.close();
  await board.hears('LAMP 1');
  await Promise.all([done, line.close()]);
  assert.is(await closed, 'closed by us');
  assert.not(line.write(Buffer.from('too late')));
  assert.is(board.heard(), 'LAMP 1');
  await board.pty.close();
});

test('trap, serialport: a write on a closed port is sent to whatever is plugged in next', async () => {
  // The trap itself, so that this test tells when a new version has closed it.
  let board = await plugIn();
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  port.on('error', () => {});
  const openPort = (): Promise<void> =>
    new Promise((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  await openPort();
  await new Promise((resolve) => port.close(resolve));
  await board.pty.close();
  port.write('EJECT 7');
  board = await plugIn();
  await openPort();
  await board.hears('EJECT 7');
  await new Promise((resolve) => port.close(resolve));
  await board.pty.close();

  // And we: refused, not kept.
  board = await plugIn();
  const old = openLine();
  await old.opened;
  await board.pty.close();
  await old.closed;
  assert.not(old.line.write(Buffer.from('EJECT 7')));
  board = await plugIn();
  const next = openLine();
  await next.opened;
  assert.not(old.line.write(Buffer.from('EJECT 7')));
  next.line.write(Buffer.from('HELLO'));
  await board.hears('HELLO');
  assert.is(board.heard(), 'HELLO');
  await next.line.close();
  await board.pty.close();
});

test('trap, serialport: a hang-up between two reads is read as 0 bytes for ever', async () => {
  // At the very moment of opening, the first read is surely not yet waiting in the poller.
  for (let round = 0; round < 5; round += 1) {
    const board = await plugIn();
    const { opened, closed, reasons } = openLine();
    await opened;
    await board.pty.close();
    assert.is(await closed, 'unplugged');
    await pause(0);
    assert.is(reasons.length, 1);
  }
});

test('trap, serialport: an unplug is seen without anybody writing, EIO is one too', async () => {
  const idle = await plugIn();
  const waiting = openLine();
  await waiting.opened;
  idle.pty.write(Buffer.from('x'));
  await waiting.data;
  await idle.pty.close();
  assert.is(await waiting.closed, 'unplugged');

  const busy = await plugIn();
  const writing = openLine();
  await writing.opened;
  const unplugged = busy.pty.close();
  for (let round = 0; round < 8; round += 1) writing.line.write(Buffer.from('write'));
  await unplugged;
  await writing.closed;
  assert.is(writing.reasons.length, 1);
});

test('a board that takes nothing: writes are refused at the bound, and closing still ends', async () => {
  const pty = await openPty(); // nobody listens: the kernel's buffer fills
  const { line, opened, closed } = openLine(pty.path);
  await opened;
  const chunk = Buffer.alloc(64, 0x55);
  // Full is when it has refused for a while: each accepted chunk is on its way through a thread.
  for (let refusals = 0; refusals < 20; refusals += 1) {
    while (line.write(chunk)) refusals = 0;
    await pause(5);
  }
  assert.not(line.write(chunk));
  await line.close();
  assert.is(await closed, 'closed by us');
  await pty.close();
});

test('no such port, and one that is in use, are told once and throw nothing', async () => {
  const missing = openLine(join(folder, 'nothing-here'));
  assert.match(await missing.closed, /No such file/);
  await missing.line.close();
  assert.is(missing.reasons.length, 1);

  const board = await plugIn();
  const first = openLine();
  await first.opened;
  const second = openLine();
  assert.match(await second.closed, /lock/i);
  assert.ok(first.line.write(Buffer.from('still mine')));
  await board.hears('still mine');
  await first.line.close();
  await board.pty.close();
});

test('closing while it is still opening leaves the port free', async () => {
  const board = await plugIn();
  const early = openLine();
  await early.line.close();
  assert.equal(early.reasons, ['closed by us']);
  const next = openLine();
  await next.opened;
  await next.line.close();
  await board.pty.close();
});

test.run();

import { existsSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openSerialLine } from '../shared/serial-line-port.ts';
import { openPty } from './pty.ts';

function openHost(path: string): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: 115_200 }, (error) =>
      error ? reject(error) : resolve(port),
    );
  });
}

/** Collects what arrives until there are `length` bytes. */
function collect(subscribe: (listener: (bytes: Buffer) => void) => void, length: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    subscribe((chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= length) resolve(bytes);
    });
  });
}

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

test('every byte passes unchanged in both directions, and none comes back as an echo', async () => {
  const pty = await openPty();
  const host = await openHost(pty.path);
  const heard = collect((listener) => pty.onData(listener), 256);
  const read = collect((listener) => host.on('data', listener), 256);
  host.write(everyByte);
  assert.equal(await heard, everyByte);
  pty.write(everyByte);
  assert.equal(await read, everyByte);
  host.close();
  await pty.close();
});

test('closing is a hang-up for the host, and the device file is gone', async () => {
  const pty = await openPty();
  const { path } = pty;
  let reason = '';
  await new Promise<void>((resolve) => {
    const onOpen = (): void => void pty.close().then(() => pty.close());
    const onClosed = (why: string): void => {
      reason = why;
      resolve();
    };
    const options = { path, baudRate: 115_200, unsentBytes: 64, closeMs: 100 };
    openSerialLine(options, { onOpen, onData: () => {}, onClosed });
  });
  assert.is(reason, 'unplugged');
  assert.not(existsSync(path));
  pty.write(everyByte);
});

test('the line outlives its hosts', async () => {
  const pty = await openPty();
  for (const byte of [1, 2, 3]) {
    const host = await openHost(pty.path);
    const heard = collect((listener) => pty.onData(listener), 1);
    host.write(Buffer.from([byte]));
    assert.equal(await heard, Buffer.from([byte]));
    await new Promise((resolve) => host.close(resolve));
  }
  await pty.close();
});

test('a paced line loses nothing, keeps the order and cuts what is too much at once', async () => {
  const pty = await openPty({ baudRate: 1_000_000 });
  const host = await openHost(pty.path);
  const long = Buffer.concat(Array.from({ length: 40 }, () => everyByte));
  let largest = 0;
  const heard = collect(
    (listener) =>
      pty.onData((bytes) => {
        largest = Math.max(largest, bytes.length);
        listener(bytes);
      }),
    long.length,
  );
  const read = collect((listener) => host.on('data', listener), long.length);
  host.write(long);
  pty.write(long);
  assert.equal(await heard, long);
  assert.equal(await read, long);
  assert.ok(largest < long.length, 'it did not come in one piece');
  host.close();
  await pty.close();
});

test('a host that does not read neither stops the board nor gets everything later', async () => {
  const pty = await openPty();
  const host = await openHost(pty.path);
  const written = Buffer.alloc(1_000_000, 0x55);
  for (let from = 0; from < written.length; from += 250) pty.write(written.subarray(from, from + 250));
  let readBytes = 0;
  await new Promise<void>((resolve) => {
    host.on('data', (bytes: Buffer) => {
      readBytes += bytes.length;
      pty.write(Buffer.from([0xaa]));
      if (bytes.includes(0xaa)) resolve();
    });
  });
  assert.ok(readBytes > 0 && readBytes < written.length, `${readBytes} bytes`);
  host.close();
  await pty.close();
});

test.run();

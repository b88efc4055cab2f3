import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openBus } from '../../device/cabinet/bus/bus-port.ts';
import { describeThrown } from '../../shared/failure.ts';
import { createLog } from '../../shared/log.ts';
import { openPty } from '../pty.ts';

const main = fileURLToPath(new URL('cabinet-main.ts', import.meta.url));
const ptyLack = await openPty().then(
  (pty) => pty.close().then(() => undefined),
  (thrown: unknown) => describeThrown(thrown),
);

const NAME = 'a cabinet in a process of its own: found over its port, banks come and go by orders';
if (ptyLack !== undefined) console.log(`SKIP ${NAME}: ${ptyLack}; apt-get install perl coreutils`);
else
  test(NAME, async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, '--modules', '1', '--banks', '1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (name: string): Promise<unknown> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`it ended without ${name}`);
        const line: Record<string, unknown> = JSON.parse(value);
        if (name in line) return line[name];
      }
    };
    const order = (what: object): void => void child.stdin.write(`${JSON.stringify(what)}\n`);

    const path = await next('path');
    if (typeof path !== 'string') throw new Error('no path');
    const bus = await new Promise<ReturnType<typeof openBus>>((resolve) => {
      const opened = openBus({
        path,
        log: createLog('bus', 'info', { write: () => {} }),
        onEvent: (event) => {
          if (event.type !== 'reading') return;
          const at = { module: event.reading.module, slot: 1 };
          opened.request({ type: 'move', order: { at, commandId: 1, move: 'eject' } });
          resolve(opened);
        },
      });
    });
    const { atMs, ...motor } = (await next('motor')) as { atMs: number };
    const bankId = '0000000000BA0001';
    assert.equal(motor, { module: '0001a000', slot: 1, commandId: 1, move: 'eject', bankId });
    assert.ok(Math.abs(atMs - Date.now()) < 60_000, 'true time');
    await bus.close();
    order({ do: 'take', module: 1, slot: 1 });
    const taken = (await next('took')) as { bankId: string };
    assert.is(taken.bankId, bankId, 'what was let out can be taken');
    order({ do: 'insert', module: 1, slot: 4, bankId, level: 0.1 });
    const { atMs: _, ...put } = (await next('put')) as { atMs: number };
    assert.equal(put, { module: '0001a000', slot: 4, bankId, how: 'fully' });
    order({ do: 'take', module: 1, slot: 4 });
    assert.is(((await next('took')) as { level: number }).level, 0.1, 'somebody has used it');
    order({ do: 'take', module: 1, slot: 3 });
    assert.is(await next('took'), null, 'there is none');

    order({ do: 'insert', module: 1, slot: 2, bankId: '00000000000000ab', level: 0.25 });
    order({ do: 'take', module: 1, slot: 2 });
    const { atMs: __, ...took } = (await next('took')) as { atMs: number };
    const of = { bankId: '00000000000000AB', level: 0.25, celsius: 25 };
    assert.equal(took, { module: '0001a000', slot: 2, ...of });
    order({ do: 'take', module: 2, slot: 2 });
    assert.match(String(await next('error')), /module 2/);
    child.stdin.end();
    assert.is(await ended, 0);
  });

test('wrong usage ends with 2', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--modules', 'many'], { stdio: 'ignore' });
  assert.is(await new Promise((resolve) => child.on('close', resolve)), 2);
});

test.run();

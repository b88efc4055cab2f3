import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { freePort } from '../../../firmware-sim/free-port.ts';
import { openPty } from '../../../firmware-sim/pty.ts';
import { describeThrown } from '../../../shared/failure.ts';

const start = fileURLToPath(new URL('../../start.ts', import.meta.url));
const ptyLack = await openPty().then(
  (pty) => pty.close().then(() => undefined),
  (thrown: unknown) => describeThrown(thrown),
);

function run(...argv: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', start, '--cabinet', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, errors })));
}

const NAME = 'npm start -- --cabinet: rentals, a jam, a kill -9 and returns, and the auditor finds nothing';
if (ptyLack !== undefined) console.log(`SKIP ${NAME}: ${ptyLack}; apt-get install perl coreutils`);
else
  test(NAME, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillbell-cabinet-demo-'));
    const ports = ['--http', String(await freePort()), '--mqtt', String(await freePort())];
    try {
      const { code, out, errors } = await run(
        '--rentals',
        '4',
        '--fast',
        '--data',
        relative('.', folder),
        ...ports,
      );
      assert.is(code, 0, out + errors);
      assert.is(errors, '');
      assert.not.ok(out.includes('\u001b'), 'no colours without a terminal');
      for (const part of [
        /slots {5}A000: 1 0001 \d+% /,
        /motor {5}A00\d\/\d lets out bank \d{4}, \d+(\.\d)? m?s after it was asked for/,
        /is jammed: the next slot/,
        /technician frees A00\d\/\d: done/,
        /puts bank \d{4} into A00\d\/\d, only half/,
        /cabinet {3}“没有插到底，请推到底”/,
        /cabinet {3}“归还成功”/,
        /speaker {3}“(支付宝|微信)到账，三元”/,
        /kill -9 \d+, the controller/,
        /verdict: clean/,
        /rentals {14}4: 4 taken/,
        /payments {13}4 for rentals, each heard once/,
      ])
        assert.match(out, part);
      const kept = join(folder, 'cabinet');
      assert.ok(readdirSync(join(kept, 'wav-cabinet')).length >= 5, 'a WAV file of each utterance');
      const { children } = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as {
        children: unknown[];
      };
      assert.equal(children, [], 'nothing is left running');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

test('a mistake is told in a line', async () => {
  const { code, errors } = await run('--orders', '3');
  assert.is(code, 2);
  assert.match(errors, /^start: --orders goes without --cabinet\n$/);
});

test.run();

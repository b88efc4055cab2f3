import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Run {
  code: number | null;
  out: string;
  errors: string;
}

interface Running {
  child: ChildProcess;
  ended: Promise<Run>;
  /** Resolves when the output has it. */
  says(part: string | RegExp): Promise<void>;
}

function run(file: string, ...argv: string[]): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, file), ...argv], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TILLBELL_HTTP: 'not for the demo' },
  });
  const seen: Run = { code: null, out: '', errors: '' };
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    seen.out += chunk.toString();
    for (const look of waiting) look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    seen.errors += chunk.toString();
  });
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (code) => resolve({ ...seen, code }));
  });
  const says = (part: string | RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (typeof part === 'string' ? seen.out.includes(part) : part.test(seen.out)) resolve();
      };
      waiting.push(look);
      look();
      void ended.then(() => reject(new Error(`ended without ${part}: ${seen.out}${seen.errors}`)));
    });
  return { child, ended, says };
}

const taken = createServer();
const demo = suite<{ folder: string }>('npm start');
demo.before(async (context) => {
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-demo-'));
});
demo.after(({ folder }) => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Ports that are taken, so that each run has to find free ones. */
const ports = (): string[] => {
  const { port } = taken.address() as AddressInfo;
  return ['--http', String(port), '--mqtt', String(port)];
};

demo('the tour: everything is heard, written as WAV, and found clean by the auditor', async ({ folder }) => {
  const { code, out, errors } = await run(
    'scripts/start.ts',
    '--orders',
    '12',
    '--fast',
    '--data',
    folder,
    ...ports(),
  ).ended;
  assert.is(code, 0, out + errors);
  assert.is(errors, '');
  assert.match(
    out,
    new RegExp(`port ${(taken.address() as AddressInfo).port} is in use: callbacks on port \\d+ instead`),
  );
  for (const said of [
    '支付宝到账，十二点五元',
    '微信到账，八元',
    '微信退款，三十元',
    '收款，十九点九九元',
    '支付宝到账，六十六元',
  ]) {
    assert.ok(out.includes(said), `${said} in ${out}`);
  }
  assert.match(out, /补报，/);
  assert.match(out, /forged: .*401, not accepted/);
  assert.match(out, /\d+ notices = .* balanced/);
  assert.match(out, /verdict: clean/);
  assert.not.ok(out.includes('\u001b'), 'no colours without a terminal');

  const heard = readFileSync(join(folder, 'SPK-0001', 'heard.jsonl'), 'utf8')
    .trim()
    .split('\n');
  assert.ok(heard.length >= 13, `${heard.length} utterances`);
  const wavs = readdirSync(join(folder, 'wav')).filter((name) => name.endsWith('.wav'));
  assert.ok(wavs.length >= 13, `${wavs.length} WAV files`);
  for (const wav of wavs) {
    assert.ok(statSync(join(folder, 'wav', wav)).size > 8_000, wav);
    assert.is(readFileSync(join(folder, 'wav', wav)).toString('latin1', 0, 4), 'RIFF');
  }
});

demo(
  'a second start goes on where it was, one’s own callback is heard, and SIGTERM ends it in peace',
  async ({ folder }) => {
    const second = run('scripts/start.ts', '--fast', '--data', folder, ...ports());
    await second.says(/speaker {2}SPK-0001/);
    const refused = await run('scripts/start.ts', '--data', folder).ended;
    assert.is(refused.code, 1);
    assert.match(refused.errors, /^start: a demo runs in .* already: stop it \(kill \d+\)/);
    const own = await run('scripts/send-callback.ts', '--data', folder, '--amount', '321.09').ended;
    assert.is(own.code, 0, own.errors);
    const sn = /order (\d{16}): 200 success/.exec(own.out)?.[1];
    assert.ok(sn, own.out);
    await second.says('支付宝到账，三百二十一点零九元');
    const back = await run('scripts/send-callback.ts', '--data', folder, '--sn', sn, '--state', 'REFUNDED')
      .ended;
    assert.is(back.code, 0, back.errors);
    await second.says('支付宝退款，三百二十一点零九元');
    const conflict = await run('scripts/send-callback.ts', '--data', folder, '--sn', sn, '--amount', '400')
      .ended;
    assert.is(conflict.code, 1);
    assert.match(conflict.out, /409/);
    const printed = await run('scripts/send-callback.ts', '--data', folder, '--amount', '1', '--print').ended;
    assert.match(
      printed.out,
      /^curl -i http:\/\/127\.0\.0\.1:\d+\/v1\/callbacks\/shouqianba -H .* --data-binary '\{/,
    );
    second.child.kill('SIGTERM');
    const { code, out, errors } = await second.ended;
    assert.is(code, 0, errors);
    assert.match(out, /stopped; everything is kept/);
    const { children } = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as {
      children: unknown[];
    };
    assert.equal(children, [], 'nothing is left running');
  },
);

demo('a mistake is told in a line', async ({ folder }) => {
  for (const argv of [['--orders', 'many'], ['--voice', 'loud'], ['--what'], ['stray']]) {
    const { code, out, errors } = await run('scripts/start.ts', ...argv).ended;
    assert.is(code, 2, argv.join(' '));
    assert.is(out, '');
    assert.is(errors.trim().split('\n').length, 1, errors);
  }
  const help = await run('scripts/start.ts', '--help').ended;
  assert.is(help.code, 0);
  assert.match(help.out, /--orders <COUNT>/);
  const nobody = await run('scripts/send-callback.ts', '--amount', '1', '--data', join(folder, 'none')).ended;
  assert.is(nobody.code, 1);
  assert.match(nobody.errors, /no demo has run in/);
});

demo.run();

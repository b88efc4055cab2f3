import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostPort } from '../shared/settings.ts';
import { callbackJson, pretendCore } from './core/pretended-core.ts';
import { pretendCertificate } from './push/pretended-certificate.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');
const core = pretendCore();
const FREE = ['--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];

interface Context {
  folder: string;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

interface Ready {
  readonly http: HostPort;
  readonly mqtt: HostPort;
  readonly operatorToken: string;
}

/** Whatever a failing test leaves behind is ended with it. */
const started = new Set<ChildProcess>();

class RelayProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #out = '';
  #err = '';

  constructor(folder: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TILLBELL_'));
    this.child = spawn(process.execPath, ['--import', TSX, MAIN, ...args], {
      cwd: folder,
      env: { ...Object.fromEntries(own), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.add(this.child);
    this.child.stderr?.on('data', (chunk) => {
      this.#err += chunk;
    });
    this.child.stdout?.on('data', (chunk) => {
      this.#out += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve({ code, signal, out: this.#out, err: this.#err }));
    });
  }

  /** What the ready line says; a relay that ends instead fails the test with its words. */
  ready(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const [line] = this.#out.split('\n', 1);
        if (this.#out.includes('\n') && line !== undefined) resolve(JSON.parse(line));
      };
      look();
      this.child.stdout?.on('data', look);
      void this.ended.then(({ err }) => reject(new Error(`the relay ended: ${err}`)));
    });
  }

  end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

async function ring({ http }: Ready, body: string): Promise<string> {
  const reply = await fetch(`http://${http.host}:${http.port}/v1/callbacks/shouqianba`, {
    method: 'POST',
    headers: { authorization: core.authorize(body) },
    body,
  });
  return reply.text();
}

async function ask({ http, operatorToken }: Ready, path: string, init: RequestInit = {}) {
  const authorization = `Bearer ${readFileSync(operatorToken, 'utf8').trim()}`;
  const reply = await fetch(`http://${http.host}:${http.port}${path}`, {
    ...init,
    headers: { authorization },
  });
  return { status: reply.status, json: JSON.parse(await reply.text()) };
}

const program = suite<Context>('the relay’s program');

program.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-relay-'));
  writeFileSync(join(context.folder, 'core.pem'), core.publicKeyPem);
});
program.after.each(({ folder }) => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
  rmSync(folder, { recursive: true });
});

/** Runs it with settings it cannot use: it must end by itself, with one line that says why and nothing else. */
async function assertRefuses(
  { folder }: Context,
  args: readonly string[],
  expected: { code: number; reason: RegExp },
): Promise<void> {
  const { code, out, err } = await new RelayProcess(folder, args).ended;
  assert.match(err, expected.reason);
  assert.is(code, expected.code, err);
  assert.is(out, '');
  const words = err.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  assert.is(words.length, 1, err);
  assert.not.match(err, /^\s+at /m);
}

program('--help lists every setting and ends well', async ({ folder }) => {
  const { code, out } = await new RelayProcess(folder, ['--help']).ended;
  assert.is(code, 0);
  for (const flag of 'data http mqtt core-key tls-cert tls-key webhook webhook-secret core-query core-terminal-key'.split(
    ' ',
  )) {
    assert.match(out, new RegExp(`--${flag} <`));
  }
});

program('wrong usage ends with 2 and one line', async (context) => {
  await assertRefuses(context, [], { code: 2, reason: /--core-key FILE is required/ });
  await assertRefuses(context, ['--core-key', 'core.pem', '--tls-cert', 'x'], {
    code: 2,
    reason: /needs --tls-key/,
  });
  writeFileSync(join(context.folder, 'tillbell.json'), '{"colour":"red"}');
  await assertRefuses(context, [], { code: 2, reason: /unknown setting "colour"/ });
});

program('files that cannot be used end it with 1 and one line', async (context) => {
  const { folder } = context;
  await assertRefuses(context, ['--core-key', 'nowhere.pem'], {
    code: 1,
    reason: /--core-key: ENOENT.*nowhere\.pem/,
  });
  writeFileSync(join(folder, 'bad.pem'), 'not a key');
  await assertRefuses(context, ['--core-key', 'bad.pem'], {
    code: 1,
    reason: /--core-key bad\.pem is no public key/,
  });
  const { cert } = pretendCertificate();
  const { key } = pretendCertificate();
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const tls = ['--core-key', 'core.pem', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem'];
  await assertRefuses(context, tls, { code: 1, reason: /--tls-cert cert\.pem and --tls-key key\.pem: / });
  writeFileSync(join(folder, 'secret'), 'hunter2');
  const webhook = ['--core-key', 'core.pem', '--webhook', 'https://a.example', '--webhook-secret', 'secret'];
  await assertRefuses(context, webhook, { code: 1, reason: /--webhook-secret secret must hold whsec_/ });
});

program(
  'a foreign, a broken and an occupied data folder are refused and left as they are',
  async (context) => {
    const { folder } = context;
    const args = ['--core-key', 'core.pem', ...FREE, '--data', 'data'];
    const database = join(folder, 'data', 'relay.db');
    mkdirSync(join(folder, 'data'));
    writeFileSync(database, 'this is my diary, not a database'.repeat(100));
    const before = readFileSync(database);
    await assertRefuses(context, args, {
      code: 1,
      reason: /is no SQLite database; point --data to another folder/,
    });
    assert.equal(readFileSync(database), before);
    rmSync(database);

    const first = new RelayProcess(folder, args);
    await first.ready();
    await assertRefuses(context, args, { code: 1, reason: /in use by another process/ });
    assert.is((await first.end('SIGTERM')).code, 0);

    writeFileSync(join(folder, 'data', 'operator.token'), 'mine');
    await assertRefuses(context, args, { code: 1, reason: /holds no operator token; delete it/ });
  },
);

program('a port that is taken is named', async (context) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const args = (http: number, mqtt: number): string[] => [
    ...['--core-key', 'core.pem', '--data', 'data'],
    ...['--http', `127.0.0.1:${http}`, '--mqtt', `127.0.0.1:${mqtt}`],
  ];
  const reason = new RegExp(`127\\.0\\.0\\.1:${port}.*EADDRINUSE`);
  await assertRefuses(context, args(port, 0), { code: 1, reason });
  await assertRefuses(context, args(0, port), { code: 1, reason });
  taken.close();
});

program('what was answered success outlives kill -9, and a stop on request is clean', async ({ folder }) => {
  const args = ['--core-key', 'core.pem', ...FREE, '--data', 'data'];
  const first = new RelayProcess(folder, args);
  const ready = await first.ready();
  const device = { role: 'speaker', terminals: ['T1'], store: 'shop', language: 'zh-CN' };
  const made = await ask(ready, '/v1/devices/SPK-1', { method: 'PUT', body: JSON.stringify(device) });
  assert.is(made.status, 201);
  assert.is(await ring(ready, callbackJson()), 'success');
  assert.is((await first.end('SIGKILL')).signal, 'SIGKILL');

  const second = new RelayProcess(folder, args);
  const again = await second.ready();
  assert.is(await ring(again, callbackJson()), 'success');
  const { json: ledger } = await ask(again, '/v1/ledger');
  assert.equal([ledger.ordersAccepted.count, ledger.notices.count, ledger.balanced], [1, 1, true]);
  const { json: shown } = await ask(again, '/v1/devices/SPK-1');
  assert.equal([shown.log.lastSeq, shown.state.online], [1, false]);
  const { code, err } = await second.end('SIGTERM');
  assert.is(code, 0, err);
  assert.not.match(err, made.json.key);
});

program(
  'the environment and tillbell.json are read, and a stop by Ctrl-C is clean too',
  async ({ folder }) => {
    writeFileSync(
      join(folder, 'tillbell.json'),
      '{"coreKey":"core.pem","data":"from-file","http":"127.0.0.1:0"}',
    );
    const relay = new RelayProcess(folder, ['--mqtt', '127.0.0.1:0'], { TILLBELL_DATA: 'from-environment' });
    const { operatorToken } = await relay.ready();
    assert.is(operatorToken, join(realpathSync(folder), 'from-environment', 'operator.token'));
    assert.is((await relay.end('SIGINT')).code, 0);
  },
);

program('with a certificate HTTP is spoken over TLS only', async ({ folder }) => {
  const { cert, key } = pretendCertificate();
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const tls = ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'];
  const relay = new RelayProcess(folder, ['--core-key', 'core.pem', ...FREE, '--data', 'data', ...tls]);
  const { http } = await relay.ready();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = {
      port: http.port,
      host: '127.0.0.1',
      servername: 'localhost',
      path: '/healthz',
      ca: cert,
    };
    request(options, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    })
      .on('error', reject)
      .end();
  });
  assert.is(status, 200);
  const plain = await fetch(`http://127.0.0.1:${http.port}/healthz`).catch(() => 'refused');
  assert.is(plain, 'refused');
  assert.is((await relay.end('SIGTERM')).code, 0);
});

program.run();

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { FirmwareLink } from './firmware-link.ts';

const PIECE_BYTES = 8_192;
const image = Buffer.from(Array.from({ length: 30_000 }, (_, index) => index % 251));
const order = {
  campaign: '0a1b2c3d',
  image: createHash('sha256').update(image).digest('hex'),
  bytes: image.length,
  version: '1.1.0',
};

interface Context {
  folder: string;
  server: Server;
  asked: string[];
  /** What the server has. */
  served: Buffer;
  link: FirmwareLink;
  stop: AbortController;
}

const firmware = suite<Context>('firmware over HTTP');
firmware.before.each(async (context) => {
  context.folder = join(mkdtempSync(join(tmpdir(), 'tillbell-firmware-')), 'firmware');
  context.asked = [];
  context.served = image;
  context.server = createServer((request, response) => {
    context.asked.push(`${request.url} ${request.headers.authorization}`);
    const from = Number(new URL(request.url ?? '', 'http://x').searchParams.get('from'));
    response.end(context.served.subarray(from, from + PIECE_BYTES));
  });
  await new Promise<void>((ready) => context.server.listen(0, '127.0.0.1', ready));
  const { port } = context.server.address() as AddressInfo;
  context.stop = new AbortController();
  context.link = new FirmwareLink({
    url: new URL(`http://127.0.0.1:${port}`),
    folder: context.folder,
    id: 'SPK-0001',
    password: () => 'proof',
    stopped: context.stop.signal,
  });
});
firmware.after.each(async ({ folder, server }) => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const atOnce = (): Promise<void> => Promise.resolve();

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.code;
    throw thrown;
  }
  return 'nothing';
}

firmware('it comes in pieces, each asked for with a proof', async ({ link, asked }) => {
  assert.is(Buffer.compare(await link.fetch(order, atOnce), image), 0);
  assert.equal(
    asked.map((line) => line.split(' ')[0]),
    [0, 8_192, 16_384, 24_576].map((from) => `/v1/firmware/${order.image}?from=${from}`),
  );
  assert.ok(
    asked.every((line) => line.endsWith(`Basic ${Buffer.from('SPK-0001:proof').toString('base64')}`)),
  );
});

firmware(
  'what is on disk is not fetched again, whatever cut it off, and what another order left is gone',
  async (context) => {
    const { link, asked, folder } = context;
    for (const bytes of [0, 1, 8_192, 20_000, image.length]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      writeFileSync(join(folder, 'other.bin'), 'x');
      writeFileSync(join(folder, `${order.image}.bin`), image.subarray(0, bytes));
      asked.length = 0;
      assert.is(Buffer.compare(await link.fetch(order, atOnce), image), 0, String(bytes));
      assert.is(asked.length, Math.ceil((image.length - bytes) / PIECE_BYTES), String(bytes));
      assert.equal(readdirSync(folder), [`${order.image}.bin`]);
    }
  },
);

firmware('another file than was ordered is thrown away, and fetched anew the next time', async (context) => {
  const { link, folder } = context;
  context.served = Buffer.alloc(image.length, 1);
  assert.is(await refusal(link.fetch(order, atOnce)), 'malformed');
  assert.equal(readdirSync(folder), []);
  for (const served of [Buffer.alloc(0), image.subarray(0, 9_000), Buffer.concat([image, image])]) {
    context.served = served;
    const code = await refusal(link.fetch(order, atOnce));
    assert.is(code, 'malformed', String(served.length));
  }
  context.served = image;
  assert.is(Buffer.compare(await link.fetch(order, atOnce), image), 0);
});

firmware(
  'nothing is fetched while it may not; a stop ends it and keeps what came',
  async ({ link, asked, stop, folder }) => {
    let pieces = 0;
    const until = async (): Promise<void> => {
      assert.is(asked.length, pieces);
      pieces += 1;
      if (pieces === 3) stop.abort();
    };
    assert.is(await refusal(link.fetch(order, until)), 'stopped');
    assert.is(asked.length, 2);
    assert.ok(existsSync(join(folder, `${order.image}.bin`)));
  },
);

firmware.run();

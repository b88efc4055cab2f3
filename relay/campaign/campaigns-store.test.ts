import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectPassword, deriveDeviceKeys } from '../../shared/device-key.ts';
import { Failure, type FailureCode } from '../../shared/failure.ts';
import { deviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { unixMs } from '../../shared/quantities.ts';
import { buildImage } from '../../shared/smp/image-build.ts';
import { parseImageVersion } from '../../shared/smp/image-version.ts';
import { type CampaignPlan, stepCampaign } from './campaign.ts';
import { CampaignsStore } from './campaigns-store.ts';
import { provenDevice } from './device-access.ts';
import { ImagesStore } from './images-store.ts';

const store = suite<{ folder: string }>('campaigns and images on disk');
store.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-campaigns-'));
});
store.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const A = deviceId('SPK-0001');
const plan: CampaignPlan = {
  ...{ id: '0a1b2c3d', image: 'ab'.repeat(32), boardId: 'slots-6', version: '1.1.0' },
  ...{ createdAtMs: 5, soakMs: 0, devices: [A, deviceId('SPK-0002')] },
};
const inputs = [
  { type: 'asked', device: A },
  { type: 'told', device: A, word: 'flashing', detail: '' },
  { type: 'told', device: A, word: 'done', detail: '1.0.0 → 1.1.0' },
] as const;

async function codeOf(work: () => unknown): Promise<FailureCode | 'nothing'> {
  try {
    await work();
    return 'nothing';
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.code;
    throw thrown;
  }
}

store(
  'a campaign is after a restart what it was, wherever the power cut its last line',
  async ({ folder }) => {
    const files = new CampaignsStore(folder);
    assert.equal(await files.load(), []);
    await files.begin(plan);
    let state = (await files.load())[0];
    for (const [index, input] of inputs.entries()) {
      await files.note(plan.id, 10 + index, input);
      if (state !== undefined) ({ state } = stepCampaign(state, input, 10 + index));
    }
    assert.equal((await new CampaignsStore(folder).load())[0], state);
    assert.equal([state?.stage, state?.progress.get(A)?.state], [3, 'done']);
    const path = join(folder, `${plan.id}.jsonl`);
    const whole = readFileSync(path, 'utf8');
    const lastLineAt = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let bytes = lastLineAt; bytes < Buffer.byteLength(whole); bytes += 1) {
      writeFileSync(path, Buffer.from(whole).subarray(0, bytes));
      const [cut] = await files.load();
      assert.is(cut?.progress.get(A)?.state, 'flashing', String(bytes));
      // What is said again is written after the last whole line.
      await files.note(plan.id, 12, inputs[2]);
      assert.is((await files.load())[0]?.progress.get(A)?.state, 'done', String(bytes));
    }
  },
);

store('a halt and what an operator has decided about it are there after a restart', async ({ folder }) => {
  const files = new CampaignsStore(folder);
  await files.begin(plan);
  const halting = { type: 'told', device: A, word: 'failed', detail: 'motor 3' } as const;
  const decided = [
    { type: 'asked', device: A } as const,
    halting,
    { type: 'resume', isRetry: false } as const,
  ];
  for (const [index, input] of decided.entries()) await files.note(plan.id, 10 + index, input);
  const [resumed] = await new CampaignsStore(folder).load();
  assert.equal([resumed?.state, resumed?.settled.has(A)], ['running', true]);
  await files.note(plan.id, 20, { type: 'told', device: A, word: 'failed', detail: 'late' });
  await files.note(plan.id, 21, { type: 'asked', device: deviceId('SPK-0002') });
  await files.note(plan.id, 22, { type: 'told', device: deviceId('SPK-0002'), word: 'done', detail: '' });
  assert.is((await files.load())[0]?.state, 'done');
});

const { privateKey } = generateKeyPairSync('ed25519');
const image = (boardId: string | undefined, isSigned: boolean): Buffer =>
  Buffer.from(
    buildImage({
      body: Buffer.alloc(100_000, 7),
      version: parseImageVersion('1.1.0'),
      headerBytes: 512,
      hasHeaderRoom: false,
      ...(boardId === undefined ? {} : { boardId }),
      ...(isSigned ? { key: privateKey } : {}),
    }),
  );

store(
  'an image is kept once, read in pieces, and refused when no board would take it',
  async ({ folder }) => {
    const images = await ImagesStore.open(folder);
    const file = image('slots-6', true);
    const record = await images.put(file);
    assert.equal(await images.put(file), record);
    assert.equal([record.boardId, record.version, record.bytes], ['slots-6', '1.1.0', file.length]);
    const again = await ImagesStore.open(folder);
    assert.equal(again.records, [record]);
    const pieces: Buffer[] = [];
    for (let offset = 0; offset < record.bytes; offset += limits.campaignPieceBytes)
      pieces.push(await again.read(record.sha256, offset));
    assert.is(Buffer.compare(Buffer.concat(pieces), file), 0);
    assert.is((await again.read(record.sha256, record.bytes)).length, 0);
    assert.is(await codeOf(() => again.read('../../operator.token', 0)), 'malformed');
    assert.is(await codeOf(() => again.read('00'.repeat(32), 0)), 'not_found');
    assert.is(await codeOf(() => again.put(image('slots-6', false))), 'malformed');
    assert.is(await codeOf(() => again.put(image(undefined, true))), 'malformed');
    const changed = Buffer.from(file);
    changed.writeUInt8(8, 5_000);
    assert.is(await codeOf(() => again.put(changed)), 'malformed');
    // A file that the power has cut, or a disk has changed, is no image any more.
    writeFileSync(join(folder, `${record.sha256}.bin`), file.subarray(0, 500));
    writeFileSync(join(folder, `${record.sha256}.bin.new`), file);
    assert.equal((await ImagesStore.open(folder)).records, []);
    assert.equal(readdirSync(folder), [`${record.sha256}.bin`]);
  },
);

store('a device proves itself with its key and the time; strangers and wrong keys look alike', async () => {
  const keys = deriveDeviceKeys(Buffer.alloc(32, 1));
  const nowMs = 1_751_241_700_000;
  const proof = (own: typeof keys, atMs: number): string => {
    const password = connectPassword(own, {
      deviceId: A,
      issuedAtMs: unixMs(atMs),
      nonce: '0123456789abcdef',
    });
    return `Basic ${Buffer.from(`${A}:${password}`).toString('base64')}`;
  };
  const keysOf = (device: string) => (device === A ? keys : undefined);
  assert.is(provenDevice(proof(keys, nowMs), keysOf, nowMs), A);
  const refusals = [
    proof(deriveDeviceKeys(Buffer.alloc(32, 2)), nowMs),
    proof(keys, nowMs - limits.connectTokenAgeMs - 1),
    'Bearer x',
    `Basic ${Buffer.from('a/b:c').toString('base64')}`,
    undefined,
  ];
  for (const authorization of refusals)
    assert.is(await codeOf(() => provenDevice(authorization, keysOf, nowMs)), 'unauthorized');
  assert.is(await codeOf(() => provenDevice(proof(keys, nowMs), () => undefined, nowMs)), 'unauthorized');
});

store.run();

import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  confirmImage,
  confirmRunning,
  imageState,
  testImage,
  uploadChunk,
} from '../../shared/smp/image-requests.ts';
import { judgeImage } from '../../shared/smp/image-signature.ts';
import { boardParameters, bootloaderMode, echo, resetBoard } from '../../shared/smp/os-requests.ts';
import { decodePacket } from '../../shared/smp/packet.ts';
import { encodeRequest, readReplyPacket, type SmpAnswer, type SmpRequest } from '../../shared/smp/request.ts';
import { identify, selfTest } from '../../shared/smp/service.ts';
import { readSetting, writeSetting } from '../../shared/smp/settings-requests.ts';
import { IMAGE_ERRORS } from '../../shared/smp/smp-error.ts';
import { buildSimImage, type SimImageOptions } from './sim-image.ts';
import { type BoardOutput, SmpBoard } from './smp-board.ts';

const { privateKey: key } = generateKeyPairSync('ed25519');
const { privateKey: strangersKey } = generateKeyPairSync('ed25519');
const PATIENCE_MS = 60_000;

function image(version: string, more: Partial<SimImageOptions> = {}): Uint8Array {
  return buildSimImage({ boardId: 'slots-6', version, securityCounter: 5, bodyBytes: 700, key, ...more });
}

function withoutKey(version: string): Uint8Array {
  return buildSimImage({ boardId: 'slots-6', version, securityCounter: 5, bodyBytes: 700 });
}

/** A board on virtual time, asked one thing after the other. */
class Bench {
  readonly board: SmpBoard;
  readonly outputs: BoardOutput[] = [];
  nowMs = 0;

  constructor(more: { buffers?: number; bufferBytes?: number; takesOlder?: boolean } = {}) {
    const keys: KeyObject[] = [createPublicKey(key)];
    this.board = new SmpBoard({
      boardId: 'slots-6',
      serialNumber: 'SN-1',
      keys,
      factoryImage: image('1.0.0'),
      slotSectors: 4,
      sectorBytes: 512,
      bufferBytes: 512,
      buffers: 4,
      envelopeBytes: 4,
      ...more,
    });
    this.board.powerOn(0);
    this.pass(1_000);
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.outputs.push(...this.board.advance(this.nowMs));
  }

  /** Passes time to the answer, or to the end of patience. */
  ask<Reply>(request: SmpRequest<Reply>): SmpAnswer<Reply> | undefined {
    this.board.receive(encodeRequest(request, 7), this.nowMs);
    const patienceEndMs = this.nowMs + PATIENCE_MS;
    for (let at = this.board.nextAtMs; at !== undefined && at < patienceEndMs; at = this.board.nextAtMs) {
      this.nowMs = at;
      for (const output of this.board.advance(at)) {
        if (output.kind === 'packet') return readReplyPacket(request, decodePacket(output.bytes));
        this.outputs.push(output);
      }
    }
    return undefined;
  }

  done<Reply>(request: SmpRequest<Reply>): Reply {
    const answer = this.ask(request);
    if (answer?.kind !== 'done') throw new Error(`${request.name}: ${JSON.stringify(answer)}`);
    return answer.value;
  }

  refused(request: SmpRequest<unknown>): number {
    const answer = this.ask(request);
    if (answer?.kind !== 'refused') throw new Error(`${request.name}: ${JSON.stringify(answer)}`);
    return answer.error.code;
  }

  /** Uploads as far as it goes. @returns the last answer */
  upload(bytes: Uint8Array, chunkBytes = 200): SmpAnswer<unknown> | undefined {
    const sha = createHash('sha256').update(bytes).digest();
    const first = { imageBytes: bytes.length, sha, isUpgradeOnly: false };
    for (let offset = 0; ; ) {
      const data = bytes.subarray(offset, offset + chunkBytes);
      const answer = this.ask(uploadChunk(offset === 0 ? { offset, data, first } : { offset, data }));
      if (answer?.kind !== 'done' || answer.value.offset === bytes.length) return answer;
      offset = answer.value.offset;
    }
  }

  reset(): void {
    this.done(resetBoard());
    this.pass(20_000);
  }
}

const hashOf = (bytes: Uint8Array): Uint8Array => {
  const verdict = judgeImage(bytes, [createPublicKey(key)]);
  return verdict.isGood ? verdict.hash : new Uint8Array();
};

test('it identifies itself, tells its buffers, keeps settings, and does not give secrets back', () => {
  const bench = new Bench();
  assert.equal(bench.done(identify()), {
    boardId: 'slots-6',
    serial: 'SN-1',
    role: 'slots',
    version: '1.0.0',
  });
  assert.equal(bench.done(boardParameters()), { bufferBytes: 512, bufferCount: 4 });
  assert.is(bench.done(echo('到')), '到');
  bench.done(writeSetting('a/b', Buffer.from([1, 2])));
  assert.equal([...bench.done(readSetting('a/b'))], [1, 2]);
  bench.done(writeSetting('tillbell/key', Buffer.alloc(32, 1)));
  bench.refused(readSetting('tillbell/key'));
});

test('upload, test, trial, self-test, confirm: each reset in between runs what it should', () => {
  const bench = new Bench();
  const next = image('1.1.0', { securityCounter: 6 });
  assert.is(bench.upload(next)?.kind, 'done');
  assert.is(bench.board.runningVersion, '1.0.0');
  bench.done(testImage(hashOf(next)));
  bench.reset();
  assert.is(bench.board.runningVersion, '1.1.0');
  const [running, other] = bench.done(imageState());
  assert.ok(running?.isActive && !running.isConfirmed && other?.isConfirmed);
  bench.reset();
  assert.is(bench.board.runningVersion, '1.0.0', 'not confirmed: back');
  bench.done(testImage(hashOf(next)));
  bench.reset();
  assert.ok(bench.done(selfTest()).isPassed);
  bench.done(confirmImage(hashOf(next)));
  bench.reset();
  assert.is(bench.board.runningVersion, '1.1.0');
  assert.ok(bench.board.isConfirmed);
  bench.upload(image('1.0.0'));
  assert.is(bench.board.versionIn(1), undefined, 'older than what was confirmed');
});

test('unsigned, foreign, a strange key, damaged and older images are refused when they are complete, and nothing of them stays', () => {
  const damaged = Buffer.from(image('1.1.0'));
  damaged[300] = (damaged[300] ?? 0) ^ 1;
  const bad = [
    withoutKey('1.1.0'),
    image('1.1.0', { boardId: 'panel-1' }),
    image('1.1.0', { key: strangersKey }),
    damaged,
    image('0.9.0', { securityCounter: 4 }),
  ];
  for (const bytes of bad) {
    const bench = new Bench();
    assert.is(bench.upload(bytes)?.kind, 'refused');
    bench.refused(testImage(hashOf(bytes)));
    assert.is(bench.done(imageState()).length, 1);
    bench.reset();
    assert.is(bench.board.runningVersion, '1.0.0');
  }
});

test('an upload goes on where it was broken off, and a board that has forgotten it says off: 0', () => {
  const bench = new Bench();
  const next = image('1.1.0');
  const sha = createHash('sha256').update(next).digest();
  const first = { imageBytes: next.length, sha, isUpgradeOnly: false };
  const begin = uploadChunk({ offset: 0, data: next.subarray(0, 100), first });
  assert.is(bench.done(begin).offset, 100);
  assert.is(bench.done(begin).offset, 100, 'the same upload: go on from there');
  assert.is(bench.done(uploadChunk({ offset: 300, data: next.subarray(300, 400) })).offset, 100);
  bench.board.powerOff(bench.nowMs);
  bench.board.powerOn(bench.nowMs);
  bench.pass(1_000);
  assert.is(bench.done(uploadChunk({ offset: 100, data: next.subarray(100, 200) })).offset, 0);
  bench.board.forgetUploadAt(400);
  assert.is(bench.upload(next)?.kind, 'done');
  assert.is(bench.board.versionIn(1), '1.1.0');
});

test('what an image is wanted for: the answers of Zephyr’s img_mgmt_state_write', () => {
  const bench = new Bench();
  const next = image('1.1.0');
  bench.upload(next);
  const [factory, wanted] = [hashOf(image('1.0.0')), hashOf(next)];
  const withoutHash = { ...testImage(wanted), fields: { confirm: false } };
  assert.is(bench.refused(withoutHash), IMAGE_ERRORS.invalidHash, 'a test without a hash');
  assert.is(bench.refused(testImage(wanted.subarray(1))), IMAGE_ERRORS.invalidHash, 'no hash by its length');
  assert.is(bench.refused(testImage(Buffer.alloc(32))), IMAGE_ERRORS.hashNotFound);
  assert.is(bench.refused(testImage(factory)), IMAGE_ERRORS.testOfActiveDenied);
  bench.done(confirmRunning()); // it is already
  bench.done(testImage(wanted));
  bench.done(testImage(wanted)); // it is already
  assert.is(
    bench.refused(confirmRunning()),
    IMAGE_ERRORS.imageAlreadyPending,
    'another one waits for its test',
  );
  assert.is(bench.refused(confirmImage(wanted)), IMAGE_ERRORS.imageAlreadyPending);
  bench.reset();
  assert.is(bench.refused(testImage(factory)), IMAGE_ERRORS.imageAlreadyPending, 'on trial');
  bench.done(confirmImage(factory)); // the next start goes back to it anyway
  assert.not(bench.board.isConfirmed);
  bench.done(confirmRunning());
  assert.ok(bench.board.isConfirmed);
  bench.done(confirmImage(factory));
  assert.is(bench.refused(testImage(factory)), IMAGE_ERRORS.imageAlreadyPending, 'permanent already');
  assert.is(bench.refused(confirmRunning()), IMAGE_ERRORS.imageAlreadyPending);
});

test('a bootloader without a downgrade guard takes an older image, tests it, and goes back if it is not confirmed', () => {
  const bench = new Bench({ takesOlder: true });
  assert.not(bench.done(bootloaderMode()).refusesDowngrade);
  const older = image('0.9.0', { securityCounter: 4 });
  assert.is(bench.upload(older)?.kind, 'done');
  bench.done(testImage(hashOf(older)));
  bench.reset();
  assert.is(bench.board.runningVersion, '0.9.0');
  bench.reset();
  assert.is(bench.board.runningVersion, '1.0.0');
  bench.done(testImage(hashOf(older)));
  bench.reset();
  bench.done(confirmRunning());
  bench.reset();
  assert.is(bench.board.runningVersion, '0.9.0');
  assert.ok(bench.board.isConfirmed);
  const strange = image('0.8.0', { securityCounter: 3, key: strangersKey });
  assert.is(bench.upload(strange)?.kind, 'refused', 'older, but not anybody’s');
  assert.ok(new Bench().done(bootloaderMode()).refusesDowngrade);
});

test('the slot of an image that waits for its test, or is on trial, is not written', () => {
  const bench = new Bench();
  const next = image('1.1.0');
  bench.upload(next);
  bench.done(testImage(hashOf(next)));
  assert.is(bench.upload(image('1.2.0'))?.kind, 'refused');
  bench.reset();
  assert.is(bench.upload(image('1.2.0'))?.kind, 'refused');
});

test('what does not fit its buffers is lost, and a mute firmware is left by a power cut', () => {
  const bench = new Bench({ buffers: 1, bufferBytes: 300 });
  assert.is(bench.upload(image('1.1.0'), 280), undefined, 'too long');
  for (let count = 0; count < 3; count += 1)
    bench.board.receive(encodeRequest(echo('x'), count), bench.nowMs);
  const before = bench.outputs.length;
  bench.pass(1_000);
  assert.is(bench.outputs.length - before, 1);
  const mute = image('1.1.0', { behaviour: 'mute' });
  bench.upload(mute, 128);
  bench.done(testImage(hashOf(mute)));
  bench.reset();
  assert.is(bench.ask(echo('x')), undefined);
  bench.board.powerOff(bench.nowMs);
  bench.board.powerOn(bench.nowMs);
  bench.pass(20_000);
  assert.is(bench.board.runningVersion, '1.0.0');
});

test('a firmware that crashes is back to the old one by itself', () => {
  const bench = new Bench();
  const bad = image('1.1.0', { behaviour: 'crashes' });
  bench.upload(bad);
  bench.done(testImage(hashOf(bad)));
  bench.reset();
  bench.pass(20_000);
  assert.is(bench.board.runningVersion, '1.0.0');
});

test.run();

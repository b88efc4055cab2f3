import { createPublicKey } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePacket, replyOperation } from '../../shared/smp/packet.ts';
import { encodeRequest, readReplyPacket, type SmpAnswer } from '../../shared/smp/request.ts';
import { isDowngradeRefusal } from '../../shared/smp/smp-error.ts';
import { SmpBoard } from './smp-board.ts';
import { ZEPHYR_ANSWERS } from './zephyr-answers.ts';
import { FACTORY_IMAGE, SLOT_BYTES, STEPS_KEY, ZEPHYR_STEPS, type ZephyrStep } from './zephyr-steps.ts';

const PATIENCE_MS = 60_000;
const SECTOR_BYTES = 4_096;

/** As our client reads it; a board's own words differ. */
function told(answer: SmpAnswer<unknown>): unknown {
  if (answer.kind !== 'refused') return answer;
  const { group, code } = answer.error;
  return { kind: 'refused', group, code };
}

function zephyrAnswer(step: ZephyrStep, at: number): SmpAnswer<unknown> {
  const [name, hex] = ZEPHYR_ANSWERS[at] ?? ['', ''];
  assert.is(name, step.name, 'recorded for these steps');
  const packet = decodePacket(Buffer.from(hex, 'hex'));
  assert.equal(
    [packet.version, packet.operation, packet.group, packet.command, packet.sequence],
    [step.version, replyOperation(step.request.operation), step.request.group, step.request.command, at],
    step.name,
  );
  return readReplyPacket(step.request, packet);
}

test('what Zephyr answers is understood, to the last step', () => {
  assert.is(ZEPHYR_ANSWERS.length, ZEPHYR_STEPS.length);
  for (const [at, step] of ZEPHYR_STEPS.entries())
    assert.is.not(zephyrAnswer(step, at).kind, 'failed', step.name);
});

test('in version 1 only Zephyr’s words tell a downgrade, in version 2 its code', () => {
  const downgrades = ZEPHYR_STEPS.flatMap((step, at) => {
    const answer = zephyrAnswer(step, at);
    return answer.kind === 'refused' && isDowngradeRefusal(answer.error) ? [step.name] : [];
  });
  assert.equal(
    downgrades,
    ['', ' (version 1)'].flatMap((version) => [
      `older, only an upgrade wanted${version}`,
      `another build, only an upgrade wanted${version}`,
    ]),
  );
});

test('the simulated board gives the answers that Zephyr gave', () => {
  const board = new SmpBoard({
    boardId: 'slots-6',
    serialNumber: 'SN-1',
    keys: [createPublicKey(STEPS_KEY)],
    factoryImage: FACTORY_IMAGE,
    slotSectors: SLOT_BYTES / SECTOR_BYTES,
    sectorBytes: SECTOR_BYTES,
    bufferBytes: 384,
    buffers: 4,
    envelopeBytes: 4,
    takesOlder: true,
    isStock: true,
  });
  board.powerOn(0);
  let nowMs = 1_000;
  board.advance(nowMs);
  for (const [at, step] of ZEPHYR_STEPS.entries()) {
    board.receive(encodeRequest(step.request, at, step.version), nowMs);
    let answer: SmpAnswer<unknown> | undefined;
    const patienceEndMs = nowMs + PATIENCE_MS;
    for (let next = board.nextAtMs; next !== undefined && next < patienceEndMs; next = board.nextAtMs) {
      if (answer !== undefined && step.restarts !== true) break;
      nowMs = next;
      for (const output of board.advance(next))
        if (output.kind === 'packet') answer = readReplyPacket(step.request, decodePacket(output.bytes));
    }
    if (answer === undefined) throw new Error(`${step.name}: no answer`);
    assert.equal(withoutMatch(told(answer)), told(zephyrAnswer(step, at)), step.name);
  }
});

/** `match` is Zephyr's only with CONFIG_IMG_ENABLE_IMAGE_CHECK, which ours always does. */
function withoutMatch(answer: unknown): unknown {
  const { value } = answer as { value?: { isMatch?: boolean } };
  return value?.isMatch === undefined ? answer : { kind: 'done', value: { ...value, isMatch: undefined } };
}

test.run();

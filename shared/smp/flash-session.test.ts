import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { seededChance } from '../seeded-chance.ts';
import { type FlashPlan, type FlashVerdict, planFlash } from './flash-plan.ts';
import { stepFlash } from './flash-session.ts';
import { newFlashSession } from './flash-state.ts';
import { buildImage } from './image-build.ts';
import { parseImageVersion } from './image-version.ts';
import { PretendedBoard, type PretendedBoardOptions } from './pretended-board.ts';
import {
  flashPretended,
  type PretendedCut,
  type PretendedRun,
  type PretendedRunOptions,
  Stopped,
} from './pretended-flash.ts';
import type { SmpMtu } from './smp-link.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const chance = seededChance(5_020);

function imageOf(
  version: string,
  options: { bytes?: number; boardId?: string; key?: typeof privateKey } = {},
) {
  return buildImage({
    body: Uint8Array.from({ length: options.bytes ?? 2_000 }, () => chance.integer(0, 255)),
    version: parseImageVersion(version),
    headerBytes: 32,
    hasHeaderRoom: false,
    boardId: options.boardId ?? 'panel-a',
    key: options.key ?? privateKey,
  });
}

const old = imageOf('1.0.0');
const update = imageOf('1.1.0');

function planOf(
  file: Uint8Array,
  reasons: Parameters<typeof planFlash>[2] = {},
  keys = [publicKey],
): FlashPlan {
  const plan = planFlash(file, keys, reasons);
  if ('kind' in plan) throw new Error(plan.text);
  return plan;
}

const plan = planOf(update);
const newBoard = (options: Partial<PretendedBoardOptions> = {}): PretendedBoard =>
  new PretendedBoard({ boardId: 'panel-a', key: publicKey, running: old, ...options });
const run = (board: PretendedBoard, options: Partial<PretendedRunOptions> = {}, what = plan): PretendedRun =>
  flashPretended(what, board, { chance: seededChance(1), ...options });
const verdictOf = (board: PretendedBoard, what = plan): string => brief(run(board, {}, what).verdict);

function brief(verdict: FlashVerdict): string {
  switch (verdict.kind) {
    case 'refused':
      return `refused ${verdict.reason}: ${verdict.text}`;
    case 'failed':
      return `failed ${verdict.failure.code}: ${verdict.failure.message}`;
    case 'reverted':
      return `reverted: ${verdict.why}`;
    default:
      return `${verdict.kind} ${verdict.version}`;
  }
}

test('an update goes all the way: upload, test, restart, self-test, confirm', () => {
  const board = newBoard();
  const { verdict, events } = run(board);
  assert.equal(verdict, { kind: 'flashed', version: '1.1.0', from: '1.0.0' });
  assert.equal([board.running, board.isConfirmed, board.boots], ['1.1.0', true, 2]);
  assert.equal(
    events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : [])),
    [
      ...[
        'connecting',
        'identifying',
        'sizing',
        'looking',
        'uploading',
        'looking',
        'testing',
        'resetting',
        'pausing',
      ],
      ...[
        'connecting',
        'identifying',
        'sizing',
        'looking',
        'self_testing',
        'proving',
        'looking',
        'confirming',
        'ended',
      ],
    ],
  );
  const last = events.flatMap((event) => (event.kind === 'progress' ? [event.acknowledged] : [])).at(-1);
  assert.is(last, update.length);
});

test('the same command again finds it done and sends nothing', () => {
  const board = newBoard();
  run(board);
  const again = run(board);
  assert.equal(again.verdict, { kind: 'already', version: '1.1.0' });
  assert.is(board.boots, 2);
  assert.ok(again.events.every((event) => event.kind !== 'progress'));
});

test('refused before any board is touched: unsigned, damaged, signed by a stranger', () => {
  const damaged = Uint8Array.from(update);
  damaged[100] = (damaged[100] ?? 0) ^ 1;
  for (const file of [damaged, imageOf('1.1.0', { key: stranger.privateKey }), new Uint8Array(40)]) {
    const refusal = planFlash(file, [publicKey]);
    assert.ok('kind' in refusal && refusal.reason === 'signature');
  }
});

test('refused with nothing changed: another board’s image, an older one, one that does not fit', () => {
  const board = newBoard();
  assert.is(
    verdictOf(board, planOf(imageOf('1.1.0', { boardId: 'slot-board' }))),
    'refused wrong_board: the image is for slot-board, this is panel-a B-0001',
  );
  assert.is(
    verdictOf(board, planOf(imageOf('0.9.9'))),
    'refused older: 0.9.9 is older than the board’s 1.0.0',
  );
  assert.match(verdictOf(newBoard({ slotBytes: 2_000 })), /^refused too_large: .* the slot takes 2000/);
  assert.equal([board.running, board.boots, board.slots[1]], ['1.0.0', 1, undefined]);
});

test('older, with a reason', () => {
  const board = newBoard();
  const older = planOf(imageOf('0.9.9'), { downgrade: 'field fault 12' });
  assert.is(verdictOf(board, older), 'flashed 0.9.9');
});

test('the same version with other content is no older one, and is flashed', () => {
  assert.is(verdictOf(newBoard(), planOf(imageOf('1.0.0'))), 'flashed 1.0.0');
  assert.is(verdictOf(newBoard(), planOf(imageOf('1.0.0+7'))), 'flashed 1.0.0+7');
});

test('a board that does not say what it is, only with a reason; a plain Zephyr server is one', () => {
  const board = newBoard({ isStranger: true });
  assert.is(verdictOf(board), 'refused wrong_board: the board does not say what it is');
  assert.is(verdictOf(board, planOf(update, { unidentified: 'bench' })), 'flashed 1.1.0');
});

test('a board without parameters gets small packets, one at a time', () => {
  assert.is(verdictOf(newBoard({ hasParameters: false })), 'flashed 1.1.0');
});

test('a failed self-test leads back to the old image, and says so', () => {
  const board = newBoard({ isSelfTestPassed: (version) => version === '1.0.0' });
  const { verdict } = run(board);
  assert.is(brief(verdict), 'reverted: the self-test of the new image failed: flash');
  assert.is(verdict.kind === 'reverted' && verdict.lines.length, 1);
  assert.equal([board.running, board.isConfirmed], ['1.0.0', true]);
});

test('a bootloader that knows the key better than we do keeps the old image', () => {
  // We trust both keys, the board only one.
  const foreign = planOf(imageOf('1.1.0', { key: stranger.privateKey }), {}, [publicKey, stranger.publicKey]);
  const board = newBoard();
  const { verdict } = run(board, {}, foreign);
  assert.match(brief(verdict), /^(failed|reverted)/);
  assert.is(board.running, '1.0.0');
});

test('an image whose signature never arrived is named by its hash all the same: refused once, uploaded whole, flashed', () => {
  const board = newBoard();
  const whole = new PretendedBoard({ boardId: 'panel-a', key: publicKey, running: update }).slots[0];
  board.slots[1] = { ...whole, bytes: update.subarray(0, -40) };
  assert.is(verdictOf(board), 'flashed 1.1.0');
  assert.equal(board.started, ['1.0.0', '1.0.0', '1.1.0']);
});

/** A board whose bootloader erases what is older than what it runs. */
class GuardedBoard extends PretendedBoard {
  override boot(): void {
    if (this.pending !== 'none') this.slots[1] = undefined;
    super.boot();
  }
}

test('an older image that the bootloader refuses: the reason that it may have is told, and it is sent once', () => {
  const board = new GuardedBoard({ boardId: 'panel-a', key: publicKey, running: old });
  const older = planOf(imageOf('0.9.9'), { downgrade: 'field fault 12' });
  assert.match(verdictOf(board, older), /^reverted: .* it may refuse what is older, whoever asks$/);
  assert.is(board.boots, 2);
});

/** A board whose version 1.1.0 crashes at each question. */
class CrashingBoard extends PretendedBoard {
  override handle(bytes: Uint8Array): Uint8Array | undefined {
    if (this.running === '1.1.0') {
      this.boot();
      return undefined;
    }
    return super.handle(bytes);
  }
}

test('an image that crashes is started twice, and given up with the old one running', () => {
  const board = new CrashingBoard({ boardId: 'panel-a', key: publicKey, running: old });
  const { verdict } = run(board);
  assert.is(brief(verdict), 'reverted: the board has started the new image and gone back by itself');
  assert.equal(board.started, ['1.0.0', '1.1.0', '1.0.0', '1.1.0', '1.0.0']);
});

/** A board whose version 1.1.0 passes its self-test, and hangs until the watchdog comes. */
class HangingBoard extends PretendedBoard {
  hasTested = false;
  override handle(bytes: Uint8Array): Uint8Array | undefined {
    if (this.running !== '1.1.0') this.hasTested = false;
    else if (this.hasTested) this.boot();
    else this.hasTested = bytes[5] === 64 && bytes[7] === 1;
    return super.handle(bytes);
  }
}

test('an image that hangs after its self-test is not kept: it has to run for a while', () => {
  const board = new HangingBoard({ boardId: 'panel-a', key: publicKey, running: old });
  const { verdict, tookMs } = run(board);
  assert.is(brief(verdict), 'reverted: the board has started the new image and gone back by itself');
  assert.ok(tookMs >= 2 * limits.provingMs);
  assert.equal([board.running, board.isConfirmed], ['1.0.0', true]);
});

/** A board whose version 1.1.0 runs and says nothing. */
class MuteBoard extends PretendedBoard {
  override handle(bytes: Uint8Array): Uint8Array | undefined {
    return this.running === '1.1.0' ? undefined : super.handle(bytes);
  }
}

test('an image that says nothing is not confirmed, and the technician is told what brings the old one back', () => {
  const board = new MuteBoard({ boardId: 'panel-a', key: publicKey, running: old });
  const { verdict, tookMs } = run(board);
  assert.match(brief(verdict), /^failed timed_out: .* cut its power, and it starts the old one again$/);
  assert.ok(tookMs < 2 * limits.boardReturnMs);
  board.boot();
  assert.equal([board.running, board.isConfirmed], ['1.0.0', true]);
});

test('somebody else’s test is left first: running unconfirmed, or only marked', () => {
  const foreign = imageOf('1.0.5');
  for (const isRunning of [true, false]) {
    const board = newBoard();
    const theirs = new PretendedBoard({ boardId: 'panel-a', key: publicKey, running: foreign }).slots[0];
    const [ours] = board.slots;
    board.slots[0] = isRunning ? theirs : ours;
    board.slots[1] = isRunning ? ours : theirs;
    board.isConfirmed = !isRunning;
    board.pending = isRunning ? 'none' : 'test';
    assert.is(verdictOf(board), 'flashed 1.1.0', `running ${isRunning}`);
    assert.is(board.isConfirmed, true);
  }
});

const SERIAL: SmpMtu = { medium: 'serial', lineBytes: 127 };
const BLE: SmpMtu = { medium: 'ble', attMtuBytes: 247 };

for (const mtu of [SERIAL, BLE])
  for (const kind of ['power', 'link', 'loss'] as const)
    test(`${mtu.medium}: ${kind} at every packet: the same session ends with the new image`, () => {
      const whole = run(newBoard(), { mtu }).trips;
      for (let at = 0; at < whole; at++) {
        const board = newBoard();
        const cut: PretendedCut = { at, kind };
        const { verdict } = run(board, { mtu, cut });
        assert.is(verdict.kind, 'flashed', `${kind} at ${at}: ${brief(verdict)}`);
        assert.equal([board.running, board.isConfirmed], ['1.1.0', true], `${kind} at ${at}`);
      }
    });

test('broken off at every packet, with or without a power cut then: the same command ends it', () => {
  const whole = run(newBoard()).trips;
  for (let stopAt = 0; stopAt < whole; stopAt++)
    for (const isPowerCut of [false, true]) {
      const board = newBoard();
      try {
        run(board, { stopAt });
        throw new Error(`was not stopped at ${stopAt}`);
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
      }
      if (isPowerCut) board.boot();
      assert.ok(['1.0.0', '1.1.0'].includes(board.running));
      const { verdict } = run(board);
      assert.ok(verdict.kind === 'flashed' || verdict.kind === 'already', `${stopAt}: ${brief(verdict)}`);
      assert.equal([board.running, board.isConfirmed], ['1.1.0', true], `${stopAt}`);
    }
});

// A power cut between self-test and confirming must not confirm the image that is no longer running: see confirmRunning.
test('a bad image and a cut at every packet: the board is left with the old one', () => {
  const options = { isSelfTestPassed: (version: string) => version === '1.0.0' };
  const whole = run(newBoard(options)).trips;
  for (const kind of ['power', 'link', 'loss'] as const)
    for (let at = 0; at < whole; at++) {
      const board = newBoard(options);
      const { verdict } = run(board, { cut: { at, kind } });
      assert.is(verdict.kind, 'reverted', `${kind} at ${at}: ${brief(verdict)}`);
      assert.equal([board.running, board.isConfirmed], ['1.0.0', true], `${kind} at ${at}`);
    }
});

test('bad lines of every mixture: it ends, and the board runs the one or the other, whole', () => {
  const kinds = new Map<string, number>();
  for (let seed = 0; seed < 150; seed++) {
    const world = seededChance(seed);
    const faults = { loss: world.next() * 0.25, twice: world.next() * 0.2, late: world.next() * 0.3 };
    const board = newBoard();
    const { verdict } = run(board, { chance: world, faults });
    kinds.set(verdict.kind, (kinds.get(verdict.kind) ?? 0) + 1);
    // An order to restart that comes late, or twice, ends the trial: the board goes back, and that is said.
    const isExpected = ['flashed', 'failed', 'reverted'].includes(verdict.kind);
    assert.ok(isExpected, `seed ${seed}: ${brief(verdict)}`);
    assert.is(board.running === '1.1.0' && board.isConfirmed, verdict.kind === 'flashed', `seed ${seed}`);
    board.boot();
    assert.ok(['1.0.0', '1.1.0'].includes(board.running));
  }
  assert.ok((kinds.get('flashed') ?? 0) >= 140, JSON.stringify([...kinds]));
});

test('another board on the same port after a restart is noticed, and not confirmed', () => {
  class Exchanged extends PretendedBoard {
    override handle(bytes: Uint8Array): Uint8Array | undefined {
      const reply = super.handle(bytes);
      return this.boots === 2 && reply !== undefined
        ? new Uint8Array(
            Buffer.from(Buffer.from(reply).toString('latin1').replace('B-0001', 'B-0002'), 'latin1'),
          )
        : reply;
    }
  }
  const board = new Exchanged({ boardId: 'panel-a', key: publicKey, running: old });
  assert.is(verdictOf(board), 'failed conflict: B-0002 is where B-0001 was');
  assert.is(board.isConfirmed, false);
});

/** Answers nothing from the beginning, or from some packet on. */
class DeadBoard extends PretendedBoard {
  heard = 0;
  diesAt = 0;
  override handle(bytes: Uint8Array): Uint8Array | undefined {
    return this.heard++ < this.diesAt ? super.handle(bytes) : undefined;
  }
}

test('a silent board is given up in bounded time, wherever it falls silent', () => {
  const options = { boardId: 'panel-a', key: publicKey, running: old };
  const first = run(new DeadBoard(options));
  assert.match(brief(first.verdict), /^failed timed_out: identify/);
  assert.ok(first.tookMs <= 2 * limits.boardFirstAnswerMs);
  for (let diesAt = 1; diesAt < 12; diesAt++) {
    const board = new DeadBoard(options);
    board.diesAt = diesAt;
    const { verdict, tookMs } = run(board);
    assert.is(verdict.kind, 'failed', brief(verdict));
    assert.ok(tookMs < 10 * limits.boardReturnMs, `${tookMs} ms`);
    assert.is(board.running, '1.0.0');
  }
});

test('a way that does not open at first is told at once with its cause', () => {
  const { state } = stepFlash(newFlashSession(plan), { kind: 'start' }, 0);
  const failure = new Failure('unreachable', 'the port is busy');
  const step = stepFlash(state, { kind: 'connect_failed', failure }, 5);
  assert.is(step.state.stage, 'ended');
  assert.equal(step.effects.at(-1), { kind: 'ended', verdict: { kind: 'failed', failure } });
});

test.run();

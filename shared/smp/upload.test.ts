import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { type Chance, seededChance } from '../seeded-chance.ts';
import { type CborRecord, encodeCbor } from './cbor.ts';
import { exchangeDeadlineMs, newExchange, stepExchange } from './exchange.ts';
import { buildImage } from './image-build.ts';
import { parseImageVersion } from './image-version.ts';
import { decodePacket } from './packet.ts';
import { PretendedBoard, type PretendedBoardOptions } from './pretended-board.ts';
import { NO_FAULTS, PretendedWire, type WireFaults } from './pretended-wire.ts';
import { encodeRequest, type SmpReply } from './request.ts';
import { frameForSerial } from './serial-framing.ts';
import {
  newUpload,
  stepUpload,
  type UploadInput,
  type UploadOutcome,
  type UploadState,
  uploadDeadlineMs,
} from './upload.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const chance = seededChance(5_010);
const imageOf = (version: string, bytes: number): Uint8Array =>
  buildImage({
    body: Uint8Array.from({ length: bytes }, () => chance.integer(0, 255)),
    version: parseImageVersion(version),
    headerBytes: 0x200,
    hasHeaderRoom: false,
    boardId: 'panel-a',
    key: privateKey,
  });
const running = imageOf('1.0.0', 100);
const update = imageOf('1.1.0', 6_000);

function newBoard(options: Partial<PretendedBoardOptions> = {}): PretendedBoard {
  return new PretendedBoard({ boardId: 'panel-a', key: publicKey, running, ...options });
}

interface Run {
  readonly outcome: UploadOutcome;
  readonly state: UploadState;
  readonly wire: PretendedWire;
  /** Most pieces in flight at once. */
  readonly widest: number;
  readonly bytesSent: number;
}

/** Upload and exchange over a wire in virtual time, until it ends. */
function run(
  board: PretendedBoard,
  from: Chance = seededChance(1),
  faults: WireFaults = NO_FAULTS,
  onTrip: (trip: number) => void = () => {},
  file = update,
): Run {
  const wire = new PretendedWire(board, from, faults, onTrip);
  const { bufferBytes = 384, bufferCount = 4 } = board.options;
  let exchange = newExchange(7);
  let state = newUpload({
    file,
    mtu: { medium: 'serial', lineBytes: 127 },
    parameters: { bufferBytes, bufferCount },
    isUpgradeOnly: true,
  });
  let outcome: UploadOutcome | undefined;
  let widest = 0;
  let bytesSent = 0;
  const put = (input: UploadInput): void => {
    const step = stepUpload(state, input, wire.nowMs);
    state = step.state;
    widest = Math.max(widest, state.inFlight.length);
    for (const effect of step.effects) {
      if (effect.kind === 'ended') outcome = effect.outcome;
      else passOn(effect);
    }
  };
  const passOn = (input: Parameters<typeof stepExchange>[1]): void => {
    const step = stepExchange(exchange, input, wire.nowMs);
    exchange = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'answered') put({ kind: 'reply', ticket: effect.ticket, reply: effect.reply });
      else {
        bytesSent += frameForSerial(effect.packet).length;
        wire.send(effect.packet);
      }
    }
  };
  put({ kind: 'start' });
  for (let turn = 0; outcome === undefined; turn++) {
    if (turn > 20_000) throw new Error(`the upload never ends: ${JSON.stringify(state.inFlight)}`);
    const untilMs = Math.min(exchangeDeadlineMs(exchange) ?? Infinity, uploadDeadlineMs(state) ?? Infinity);
    if (untilMs === Infinity) throw new Error('nothing is waited for, and it has not ended');
    const bytes = wire.next(untilMs);
    passOn(bytes === undefined ? { kind: 'time' } : { kind: 'packet', bytes });
    put({ kind: 'time' });
  }
  return { outcome, state, wire, widest, bytesSent };
}

const holds = (board: PretendedBoard, file = update): boolean =>
  Buffer.compare(board.slots[1]?.bytes ?? new Uint8Array(), file) === 0;

test('an upload arrives, each byte once, with several pieces in flight', () => {
  const board = newBoard();
  const { outcome, widest, bytesSent } = run(board);
  assert.is(outcome.kind, 'uploaded');
  assert.ok(holds(board));
  assert.is(widest, 3, 'one of four buffers is for the answer');
  const allowed = update.length / (93 / 127);
  assert.ok(allowed / bytesSent >= 0.85, `${allowed / bytesSent} of what the framing allows`);
});

test('one buffer: one piece at a time; large buffers: bounded', () => {
  assert.is(run(newBoard({ bufferCount: 1 })).widest, 1);
  const wide = run(
    newBoard({ bufferCount: 99, bufferBytes: 60_000 }),
    undefined,
    undefined,
    undefined,
    imageOf('1.2.0', 40_000),
  );
  assert.is(wide.outcome.kind, 'uploaded');
  assert.is(wide.widest, limits.uploadInFlight);
  assert.is(wide.state.packetBytes <= limits.uploadPacketBytes, true);
});

test('loss, doubling and reordering at any mixture: it arrives, or ends with a reason; never a wrong byte', () => {
  let arrived = 0;
  for (let seed = 0; seed < 150; seed++) {
    const world = seededChance(seed);
    const faults = { loss: world.next() * 0.2, twice: world.next() * 0.2, late: world.next() * 0.3 };
    const board = newBoard();
    const { outcome } = run(board, world, faults);
    if (outcome.kind === 'uploaded' || outcome.kind === 'unsure') {
      assert.ok(holds(board), `seed ${seed}: ${outcome.kind}`);
      arrived++;
    } else assert.is(outcome.kind, 'failed', `seed ${seed}`);
  }
  assert.ok(arrived >= 145, `${arrived} of 150`);
});

test('a single loss costs one packet, not the upload: at every packet, in either direction', () => {
  const whole = run(newBoard()).wire.trips;
  for (let lost = 0; lost < whole; lost++) {
    const board = newBoard();
    const world = seededChance(2);
    // A wire whose only fault is at that packet.
    const faults = { loss: 0, twice: 0, late: 0 };
    const result = run(board, world, faults, (trip) => {
      faults.loss = trip === lost ? 1 : 0;
    });
    assert.ok(
      result.outcome.kind === 'uploaded' || (result.outcome.kind === 'unsure' && lost >= whole - 1),
      `lost ${lost}: ${result.outcome.kind}`,
    );
    assert.ok(holds(board), `lost ${lost}`);
    const more = result.wire.trips - whole;
    assert.ok(more <= 8, `lost ${lost}: ${more} packets more`);
  }
});

test('a board that loses its power at any packet begins at 0, and gets all of it', () => {
  const whole = run(newBoard()).wire.trips;
  for (let cut = 1; cut < whole; cut++) {
    const board = newBoard();
    const { outcome } = run(board, seededChance(3), NO_FAULTS, (trip) => {
      if (trip === cut) board.boot();
    });
    assert.ok(outcome.kind === 'uploaded' || outcome.kind === 'unsure', `cut ${cut}: ${outcome.kind}`);
    if (outcome.kind === 'uploaded') assert.ok(holds(board), `cut ${cut}`);
  }
});

test('the board’s offset is resume: the same upload again goes on where the first was cut off', () => {
  const board = newBoard();
  const cut = new Error('unplugged');
  const isCut = (): void => {
    run(board, seededChance(4), NO_FAULTS, (trip) => {
      if (trip === 20) throw cut;
    });
  };
  assert.throws(isCut, 'unplugged');
  const again = run(board);
  assert.is(again.outcome.kind, 'uploaded');
  assert.ok(holds(board));
  assert.ok(again.bytesSent < update.length, 'not everything was sent again');
});

/** Answers with what a script says, one reply a piece, in order. */
function scripted(replies: readonly (SmpReply | number)[], file = update): UploadOutcome | undefined {
  let state = newUpload({
    file,
    mtu: { medium: 'ble', attMtuBytes: 247 },
    parameters: undefined,
    isUpgradeOnly: false,
  });
  let nowMs = 0;
  let ended: UploadOutcome | undefined;
  const put = (input: UploadInput): void => {
    const step = stepUpload(state, input, nowMs);
    state = step.state;
    for (const effect of step.effects) if (effect.kind === 'ended') ended = effect.outcome;
  };
  put({ kind: 'start' });
  for (const reply of replies) {
    nowMs += 10_000;
    put({ kind: 'time' });
    const [oldest] = state.inFlight;
    if (oldest === undefined) break;
    put({ kind: 'reply', ticket: oldest.ticket, reply: typeof reply === 'number' ? offset(reply) : reply });
  }
  return ended;
}

const body = (fields: CborRecord): SmpReply => ({
  kind: 'packet',
  packet: {
    version: 2,
    operation: 'write_reply',
    group: 1,
    sequence: 0,
    command: 1,
    payload: encodeCbor(fields),
  },
});
const offset = (off: number): SmpReply => body({ off });
const failureOf = (outcome: UploadOutcome | undefined): string =>
  outcome?.kind === 'failed' ? `${outcome.failure.code}: ${outcome.failure.message}` : `${outcome?.kind}`;

test('a board that holds it already says so with the first answer', () => {
  assert.is(scripted([update.length])?.kind, 'uploaded');
});

test('a board that never gets on ends the upload with a word, whatever it answers', () => {
  const often = (reply: SmpReply | number): (SmpReply | number)[] => Array.from({ length: 40 }, () => reply);
  const silence: SmpReply = { kind: 'failed', failure: new Failure('timed_out', 'nothing') };
  assert.match(failureOf(scripted(often(0))), /timed_out: upload: no progress at byte 0 after 11 tries/);
  assert.match(failureOf(scripted(often(silence))), /timed_out: nothing/);
  assert.match(failureOf(scripted([160, ...often(silence)])), /timed_out: .* no answer that helps/);
  assert.match(failureOf(scripted(often(body({ rc: 10 })))), /timed_out: .* board is busy/);
  assert.match(failureOf(scripted(often(body({})))), /timed_out/);
  const unread = body({ rc: 9 });
  assert.match(
    failureOf(scripted(often(unread))),
    /malformed: .* cannot read the first piece; .*REASSEMBLY.*corrupt/,
  );
  assert.match(failureOf(scripted([160, ...often(unread)])), /timed_out: .* byte 160 .*corrupt/);
  assert.match(failureOf(scripted([160, ...often(160)])), /no progress at byte 160/);
});

test('a board that begins again and again is given up', () => {
  const replies: number[] = [];
  for (let round = 0; round < 20; round++) replies.push(100, 300, 0);
  assert.match(failureOf(scripted(replies)), /begun again at 0 for the 6th time/);
});

test('nonsense is nonsense: an offset beyond the end, a hash that does not fit', () => {
  assert.match(failureOf(scripted([update.length + 1])), /malformed: .*wants byte/);
  assert.match(failureOf(scripted([body({ off: update.length, match: false })])), /holds something else/);
});

test('a real no ends it at once, with the board’s code', () => {
  assert.equal(scripted([body({ err: { group: 1, rc: 27 } })]), {
    kind: 'refused',
    error: { group: 1, code: 27 },
  });
});

test('a busy board is left alone for a while, and then it goes on', () => {
  assert.is(
    scripted([body({ rc: 10 }), body({ rc: 2 }), 200, body({ rc: 10 }), update.length])?.kind,
    'uploaded',
  );
});

test('a lost link ends it at once: the session connects again, not the upload', () => {
  const gone: SmpReply = { kind: 'failed', failure: new Failure('device_gone', 'unplugged') };
  assert.match(failureOf(scripted([200, gone])), /device_gone/);
});

test('Zephyr forgets a complete upload: 0 after the last piece is not begun again', () => {
  const small = imageOf('1.3.0', 10);
  assert.is(
    scripted(
      [200, 400, 600, 700, 0, 0, 0, 0].filter((at) => at < small.length),
      small,
    )?.kind,
    'unsure',
  );
});

test('a board whose flash takes whole units only gets the rest again', () => {
  // MCUboot's serial recovery leaves what does not fill a unit of flash.
  const step = 192;
  const replies = Array.from({ length: 60 }, (_, index) => Math.min(update.length, (index + 1) * step));
  assert.is(scripted(replies)?.kind, 'uploaded');
});

test('a board on BLE that takes each write for a packet gets packets of one write', () => {
  const plan = {
    file: update,
    mtu: { medium: 'ble', attMtuBytes: 247 },
    parameters: { bufferBytes: 2_475, bufferCount: 4 },
    isUpgradeOnly: false,
  } as const;
  let step = stepUpload(newUpload(plan), { kind: 'start' }, 0);
  const sizes: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const ask = step.effects.find((effect) => effect.kind === 'ask');
    if (ask === undefined) throw new Error('nothing is asked');
    const request = encodeRequest(ask.request, 0);
    sizes.push(request.length);
    const payload = encodeCbor(turn < 2 ? { rc: 9 } : { off: 0 });
    const packet = { ...decodePacket(request), operation: 'write_reply', payload } as const;
    step = stepUpload(
      step.state,
      { kind: 'reply', ticket: ask.ticket, reply: { kind: 'packet', packet } },
      0,
    );
    const untilMs = uploadDeadlineMs(step.state);
    if (untilMs !== undefined) step = stepUpload(step.state, { kind: 'time' }, untilMs);
  }
  const [first = 0, second = 0, third = 0] = sizes;
  assert.ok(first > 1_500 && second === first, 'once may be a lost write');
  assert.ok(third <= 244 && third > 200, `${third} bytes in the third`);
});

test.run();

import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure, isFailure } from '../failure.ts';
import type { Machine, Timer } from '../machine.ts';
import { BoardTalk } from './board-talk-link.ts';
import { type FlashPlan, planFlash } from './flash-plan.ts';
import { runFlash } from './flash-run-link.ts';
import type { FlashEvent } from './flash-state.ts';
import { buildImage } from './image-build.ts';
import { imageState } from './image-requests.ts';
import { parseImageVersion } from './image-version.ts';
import { echo } from './os-requests.ts';
import { PretendedBoard } from './pretended-board.ts';
import { say } from './service.ts';
import type { SmpLink, SmpMtu } from './smp-link.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const imageOf = (version: string): Uint8Array =>
  buildImage({
    body: new Uint8Array(3_000).fill(7),
    version: parseImageVersion(version),
    headerBytes: 32,
    hasHeaderRoom: false,
    boardId: 'panel-a',
    key: privateKey,
  });
const planned = planFlash(imageOf('1.1.0'), [publicKey]);
if ('kind' in planned) throw new Error(planned.text);
const plan: FlashPlan = planned;
const newBoard = (): PretendedBoard =>
  new PretendedBoard({ boardId: 'panel-a', key: publicKey, running: imageOf('1.0.0') });
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that jumps: a timer runs in the next turn, and its delay has passed then. */
class JumpingMachine implements Machine {
  nowMs = 0;
  wallMs = (): never => {
    throw new Error('nobody asks for the wall clock here');
  };
  steadyMs = (): number => this.nowMs;
  after(delayMs: number, run: () => void): Timer {
    const handle = setImmediate(() => {
      this.nowMs += delayMs;
      run();
    });
    return { cancel: () => clearImmediate(handle) };
  }
  every = (): never => {
    throw new Error('nothing repeats here');
  };
  nextTurn = (run: () => void): Timer => this.after(0, run);
  random = (): number => 0.5;
  drawBytes = (count: number): Buffer => Buffer.alloc(count);
}

/** A link to a pretended board that keeps the contract, and dies after `livesFor` packets. */
class PretendedLink implements SmpLink {
  isOpen = false;
  isClosed = false;
  private sent = 0;
  private readonly arrived: Uint8Array[] = [];
  private readonly board: PretendedBoard;
  private readonly machine: JumpingMachine;
  private readonly livesFor: number;

  constructor(board: PretendedBoard, machine: JumpingMachine, livesFor = Infinity) {
    this.board = board;
    this.machine = machine;
    this.livesFor = livesFor;
  }

  async connect(): Promise<void> {
    await nextTurn();
    assert.not(this.isOpen || this.isClosed, 'a link connects once');
    this.isOpen = true;
  }

  async send(packet: Uint8Array): Promise<void> {
    if (!this.isOpen || ++this.sent > this.livesFor) {
      this.isOpen = false;
      throw new Failure('device_gone', 'unplugged');
    }
    const reply = this.board.handle(packet);
    if (reply !== undefined) this.arrived.push(reply);
    if (this.board.wantsReset) this.board.boot();
  }

  async receive(waitMs: number): Promise<Uint8Array | undefined> {
    await nextTurn();
    if (!this.isOpen) throw new Failure('device_gone', 'unplugged');
    const packet = this.arrived.shift();
    if (packet === undefined) this.machine.nowMs += waitMs;
    return packet;
  }

  mtu(): SmpMtu {
    return { medium: 'serial', lineBytes: 127 };
  }

  async close(): Promise<void> {
    await nextTurn();
    this.isOpen = false;
    this.isClosed = true;
  }
}

test('a flash over links: each connection has its own, and the last is closed when it ends', async () => {
  const board = newBoard();
  const machine = new JumpingMachine();
  const links: PretendedLink[] = [];
  const events: FlashEvent[] = [];
  const open = (): SmpLink => {
    assert.ok(
      links.every((link) => link.isClosed),
      'the one before is closed first: a port opens once',
    );
    const link = new PretendedLink(board, machine);
    links.push(link);
    return link;
  };
  const verdict = await runFlash(plan, { open, machine, onEvent: (event) => events.push(event) });
  assert.equal(verdict, { kind: 'flashed', version: '1.1.0', from: '1.0.0' });
  assert.is(links.length, 2);
  assert.ok(links.every((link) => link.isClosed));
  assert.ok(events.some((event) => event.kind === 'self_test'));
});

test('a link that dies at any packet: a new one goes on, and nothing is written to the dead one', async () => {
  for (let livesFor = 0; livesFor < 30; livesFor++) {
    const board = newBoard();
    const machine = new JumpingMachine();
    let opened = 0;
    const open = (): SmpLink => new PretendedLink(board, machine, opened++ === 0 ? livesFor : Infinity);
    const verdict = await runFlash(plan, { open, machine });
    assert.is(verdict.kind, 'flashed', `after ${livesFor}`);
    assert.is(board.running, '1.1.0');
  }
});

test('a link that does not open ends it with its own reason', async () => {
  const machine = new JumpingMachine();
  const open = (): SmpLink => {
    throw new Failure('unreachable', '/dev/ttyUSB0: used by process 12');
  };
  const verdict = await runFlash(plan, { open, machine });
  assert.ok(verdict.kind === 'failed' && verdict.failure.message.includes('process 12'));
});

test('broken off by its signal: the link is closed first, and the same command ends it later', async () => {
  for (const turns of [0, 3, 10, 25]) {
    const board = newBoard();
    const machine = new JumpingMachine();
    const abort = new AbortController();
    const links: PretendedLink[] = [];
    const open = (): SmpLink => {
      const link = new PretendedLink(board, machine);
      links.push(link);
      return link;
    };
    const running = runFlash(plan, { open, machine, signal: abort.signal });
    for (let turn = 0; turn < turns; turn++) await nextTurn();
    abort.abort();
    try {
      await running;
      assert.unreachable();
    } catch (error) {
      assert.ok(isFailure(error, 'stopped'), String(error));
    }
    assert.ok(
      links.every((link) => link.isClosed),
      `after ${turns} turns`,
    );
    assert.is((await runFlash(plan, { open, machine })).kind, 'flashed');
  }
});

test('a talk: answers, refusals by name, and silence that ends', async () => {
  const machine = new JumpingMachine();
  const board = newBoard();
  const link = new PretendedLink(board, machine);
  await link.connect();
  const talk = new BoardTalk(link, machine);
  assert.equal(await Promise.all([talk.ask(echo('a')), talk.ask(echo('b'))]), ['a', 'b']);
  assert.is((await talk.ask(imageState()))[0]?.version, '1.0.0');
  const failureOf = async (promise: Promise<unknown>): Promise<string> => {
    try {
      await promise;
    } catch (error) {
      if (isFailure(error)) return `${error.code}: ${error.message}`;
    }
    return 'none';
  };
  assert.match(await failureOf(talk.ask(say())), /^forbidden: say: .* not supported by this board/);
  board.handle = () => undefined;
  assert.is(await failureOf(talk.ask(echo('c'), 500, 2)), 'timed_out: echo: the board does not answer');
  assert.ok(machine.nowMs >= 1_000);
  await link.close();
  assert.match(await failureOf(talk.ask(echo('d'))), /^device_gone/);
  assert.match(await failureOf(talk.ask(echo('e'))), /^device_gone/);
});

test.run();

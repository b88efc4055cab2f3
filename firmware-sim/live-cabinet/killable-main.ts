/**
 * The device program, which kills itself at a step that it is told on stdin: `{"killAt":"eject:sent"}`, or null for none.
 * From outside nobody could hit the moment between a commit and what follows from it.
 */
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { CabinetChange } from '../../device/cabinet/cabinet-operations.ts';
import { decodeBusQuestion, isAnswerKind } from '../../shared/bus-messages.ts';
import { SerialFrameParser } from '../../shared/serial-frame.ts';
import { KILL_POINTS, type KillPoint, recordsIn } from './kill-points.ts';

/** How long a commit may go on before the kill: about as long as one takes. */
const DURING_MS_MOST = 4;

let killAt: KillPoint | undefined;
/** The record that is being written is the one that is waited for. */
let isRecording = false;
/** The move that the bus has asked for last. */
let lastMove = '';

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

function waitHere(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const postMessage = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (this: Worker, ...args: Parameters<typeof postMessage>): void {
  const [message] = args as [unknown];
  if (!isAwaited(message)) {
    postMessage.apply(this, args);
    return;
  }
  if (killAt?.endsWith(':before_record')) die();
  isRecording = true;
  postMessage.apply(this, args);
  if (!killAt?.endsWith(':during_record')) return;
  waitHere(Math.random() * DURING_MS_MOST);
  die();
};

/** Requests to the store (shared/store-operations.ts) that write what is to be the last. */
function isAwaited(message: unknown): boolean {
  if (killAt === undefined || !Array.isArray(message)) return false;
  const [what = ''] = killAt.split(':');
  return (message as { name: string; argument: { changes?: readonly CabinetChange[] } }[]).some(
    ({ name, argument }) =>
      name === 'record' && ([...recordsIn(argument.changes ?? [])] as string[]).includes(what),
  );
}

const emit = Worker.prototype.emit as (this: Worker, ...args: unknown[]) => boolean;
Worker.prototype.emit = function (this: Worker, ...args: unknown[]): boolean {
  const [event, message] = args as [string, { event?: unknown } | undefined];
  if (event === 'message' && message?.event === 'replies' && isRecording) {
    if (killAt?.endsWith(':recorded')) die();
    isRecording = false;
  }
  return emit.apply(this, args);
};

/** The move in what is written to the bus; empty: it is something else. */
function moveIn(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) return '';
  for (const heard of new SerialFrameParser().push(bytes)) {
    if (!('frame' in heard) || isAnswerKind(heard.frame.kind)) continue;
    const question = decodeBusQuestion(heard.frame.kind, heard.frame.body);
    if (question.type === 'move') return question.move;
  }
  return '';
}

type Call = (...args: unknown[]) => void;

/** With all that hangs on it: what `promisify` makes of it depends on that. serialport takes it when it is loaded. */
function replace(name: 'write' | 'read', make: (original: Call) => Call): void {
  const original = fs[name] as unknown as Call;
  const made = make(original);
  Object.defineProperties(made, Object.getOwnPropertyDescriptors(original));
  Object.assign(fs, { [name]: made });
}

/** Lets something happen before whoever asked hears of it. */
function before(args: unknown[], happen: () => void): unknown[] {
  const done = args.at(-1) as Call;
  const inBetween = (...results: unknown[]): void => {
    happen();
    done(...results);
  };
  return [...args.slice(0, -1), inBetween];
}

replace('write', (write) => (...args) => {
  const move = moveIn(args[1]);
  if (move !== '') lastMove = move;
  if (move === '' || killAt?.split(':')[0] !== move) {
    write(...args);
    return;
  }
  if (killAt.endsWith(':before_send')) die();
  if (killAt.endsWith(':sent')) write(...before(args, die));
  else write(...args);
});

const MOVED = 0x85;
const ear = new SerialFrameParser();
replace('read', (read) => (...args) => {
  const [, buffer, offset = 0] = args as [unknown, unknown, number?];
  const done = args.at(-1) as Call;
  const listen = (...results: unknown[]): void => {
    const [failure, length] = results as [unknown, number];
    if (failure === null && buffer instanceof Uint8Array && killAt === `${lastMove}:answered`) {
      const heard = ear.push(buffer.subarray(offset, offset + length));
      if (heard.some((item) => 'frame' in item && item.frame.kind === MOVED)) die();
    }
    done(...results);
  };
  read(...args.slice(0, -1), listen);
});

createInterface({ input: process.stdin }).on('line', (line) => {
  const wanted = (JSON.parse(line) as { killAt?: unknown }).killAt;
  killAt = KILL_POINTS.find((point) => point === wanted);
  isRecording = false;
});
(process.stdin as { unref?: () => void }).unref?.();

await import('../../device/main.ts');

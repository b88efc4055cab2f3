import type { BoardOutput, SmpBoard } from './smp-board.ts';

/** Lets a board live in real time: looks at it whenever something is due, and tells what came out. */
export class BoardClock {
  readonly #board: SmpBoard;
  readonly #onOutput: (output: BoardOutput) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(board: SmpBoard, onOutput: (output: BoardOutput) => void) {
    this.#board = board;
    this.#onOutput = onOutput;
  }

  powerOn(): void {
    this.#board.powerOn(performance.now());
    this.#look();
  }

  powerOff(): void {
    clearTimeout(this.#timer);
    for (const output of this.#board.powerOff(performance.now())) this.#onOutput(output);
  }

  receive(packet: Uint8Array): void {
    this.#board.receive(packet, performance.now());
    this.#look();
  }

  #look(): void {
    clearTimeout(this.#timer);
    for (const output of this.#board.advance(performance.now())) this.#onOutput(output);
    const nextAtMs = this.#board.nextAtMs;
    if (nextAtMs === undefined) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, nextAtMs - performance.now()));
  }
}

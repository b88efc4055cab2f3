import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PanelInput, PanelPort } from '../../device/speaker/panel.ts';
import { openPanel } from '../../device/speaker/panel-port.ts';
import { createLog } from '../../shared/log.ts';
import { openPty, type Pty } from '../pty.ts';
import { type PanelBoard, type PanelLamp, startPanelBoard } from './panel-board.ts';

/** Boots in a quarter of a second instead of two. */
const TIMES_FASTER = 8;

/** Things that happen, in their order, for a test to wait for. */
class Happenings<T> {
  readonly all: T[] = [];
  #seen = 0;
  #wake = (): void => {};

  push(happening: T): void {
    this.all.push(happening);
    this.#wake();
  }

  /** The next one that has not been waited for and that `wanted` takes; those before it are passed over. */
  async next<U extends T>(wanted: (happening: T) => happening is U): Promise<U>;
  async next(wanted: (happening: T) => boolean): Promise<T>;
  async next(wanted: (happening: T) => boolean): Promise<T> {
    for (;;) {
      const at = this.all.findIndex((happening, index) => index >= this.#seen && wanted(happening));
      const found = this.all[at];
      if (found !== undefined) {
        this.#seen = at + 1;
        return found;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** A panel port, the real one, and what is plugged in at its path: a board with the genuine firmware, or anything. */
export class PanelRig {
  readonly inputs = new Happenings<PanelInput>();
  /** Why there is no panel, whenever that changes. */
  readonly reasons = new Happenings<string>();
  readonly lamps = new Happenings<{ lamp: PanelLamp; lit: boolean }>();
  readonly panel: PanelPort;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tillbell-panel-'));
  readonly #path = join(this.#folder, 'panel');
  #board: PanelBoard | undefined;
  #impostor: Pty | undefined;

  constructor() {
    this.panel = openPanel({
      path: this.#path,
      onInput: (input) => this.inputs.push(input),
      log: createLog('rig', 'info', { write: (line) => this.#read(line) }),
    });
  }

  #read(line: string): void {
    const { reason }: { reason?: unknown } = JSON.parse(line);
    if (typeof reason === 'string') this.reasons.push(reason);
  }

  async plugInBoard(): Promise<PanelBoard> {
    this.#board = await startPanelBoard({
      link: this.#path,
      timesFaster: TIMES_FASTER,
      onLamp: (lamp, lit) => this.lamps.push({ lamp, lit }),
    });
    return this.#board;
  }

  /** Something else under the panel's name. */
  async plugInImpostor(onData: (bytes: Buffer, pty: Pty) => void): Promise<Pty> {
    const pty = await openPty();
    pty.onData((bytes) => onData(bytes, pty));
    rmSync(this.#path, { force: true });
    symlinkSync(pty.path, this.#path);
    this.#impostor = pty;
    return pty;
  }

  async close(): Promise<void> {
    await this.panel.close();
    await this.#board?.close();
    await this.#impostor?.close();
    rmSync(this.#folder, { recursive: true });
  }
}

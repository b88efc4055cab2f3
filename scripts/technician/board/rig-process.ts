import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes, type RunningProcess } from '../../../firmware-sim/processes.ts';

const READY_MS = 60_000;
const STOP_MS = 5_000;

interface RigReady {
  readonly boards: readonly string[];
  readonly bus?: string;
  readonly images: Readonly<Record<string, string>>;
  readonly trustedKey: string;
}

/** Simulated boards in a process of their own (firmware-sim/smp/board-main.ts), and a home for who flashes them. */
export interface RigProcess extends RigReady {
  readonly folder: string;
  /**
   * For commands: the boards' bus, their key, settings and locks of nobody else. Locks too, since a pty that a board
   * has left while it restarts may be given to a board of another rig.
   */
  readonly env: Readonly<Record<string, string>>;
  image(name: string): string;
  board(index: number): string;
  /** Gives an order and waits for its answer, e.g. `{"tell": true}`. */
  tell(board: number, order: object): Promise<Record<string, unknown>>;
  /** Once the board's next ordered cut has come. */
  cut(board: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws Failure `unreachable` */
export async function startRigProcess(...args: readonly string[]): Promise<RigProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-boards-'));
  const processes = new Processes(join(folder, 'processes.json'));
  let ready: RigReady | undefined;
  const onCut = new Map<number, () => void>();
  let waiting: { board: number; done: (line: Record<string, unknown>) => void } | undefined;
  const running: RunningProcess = await processes.start({
    name: 'simulated boards',
    file: 'firmware-sim/smp/board-main.ts',
    // Quick flash: an ordinary one takes 8 s to swap two slots, each time.
    args: ['--folder', folder, '--erase-ms', '5', ...args],
    logPath: join(folder, 'boards.log'),
    isReady: (line) => isRecord(line) && line.ready === true,
    readyTimeoutMs: READY_MS,
    onLine: (line) => {
      if (!isRecord(line)) return;
      if (line.ready === true) ready = line as unknown as RigReady;
      if ('cut' in line && typeof line.board === 'number') onCut.get(line.board)?.();
      if (waiting === undefined || line.board !== waiting.board) return;
      if (!('done' in line || 'state' in line)) return;
      waiting.done(line);
      waiting = undefined;
    },
  });
  const begun: RigReady | undefined = ready;
  if (begun === undefined) throw new Error('boards that are ready say so');
  const { boards, bus, images, trustedKey } = begun as RigReady;
  return {
    boards,
    images,
    trustedKey,
    folder,
    ...(bus === undefined ? {} : { bus }),
    env: {
      TILLBELL_TRUST: trustedKey,
      TILLBELL_PORTS: '',
      XDG_CONFIG_HOME: join(folder, 'config'),
      TILLBELL_LOCKS: join(folder, 'locks'),
      ...(bus === undefined ? {} : { DBUS_SYSTEM_BUS_ADDRESS: bus }),
    },
    image: (name) => named(images[name], name),
    board: (index) => named(boards[index], `board ${index}`),
    tell: (board, order) =>
      new Promise((done) => {
        waiting = { board, done };
        running.tell({ board, ...order });
      }),
    cut: (board) => new Promise((done) => onCut.set(board, done)),
    close: async () => {
      await running.stop(STOP_MS);
      await processes.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function named(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the rig has no ${name}`);
  return value;
}

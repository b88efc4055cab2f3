import { appendFileSync, rmSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { CablePath } from '../../../firmware-sim/network/cable-path.ts';
import { MobilePath } from '../../../firmware-sim/network/mobile-path.ts';
import type { Processes, RunningProcess } from '../../../firmware-sim/processes.ts';
import { Failure } from '../../../shared/failure.ts';
import type { Drill } from './drill-kinds.ts';
import { type DrillShop, type OwnSurroundings, PROGRAMS } from './drill-shop.ts';

/** What a fault is done with. */
export interface FaultTools {
  readonly shop: DrillShop;
  readonly surroundings: OwnSurroundings | undefined;
  /** For programs of the fault's own. */
  readonly processes: Processes;
  readonly folder: string;
  readonly lastsMs: number;
  /** Rejects with Failure `stopped` when somebody wants the drill to end. */
  wait(ms: number): Promise<void>;
  /** One line of what exactly was done. */
  tell(line: string): void;
  /** Its cause is gone; what it left behind may last. */
  ended(): void;
}

const READY_MS = 60_000;
const FILL_MS = 100;
const FILL_BLOCK = Buffer.alloc(4_096, 1);
const LOSS_PERCENT = 10;
const DELAY = { delayMs: 100, jitterMs: 20 };
/** As an init system has it; a host takes a while longer. */
const RESTART_AFTER_MS = 1_000;
const MEMORY_SHARE = 0.8;
/** More takes longer to be touched than a drill lasts. */
const MEMORY_BYTES_MOST = 4 * 2 ** 30;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

/** Does one fault for `lastsMs` and makes it good again, also when it is broken off. */
export const FAULTS: Readonly<Record<Drill, (tools: FaultTools) => Promise<void>>> = {
  async cpu(tools) {
    const cores = availableParallelism();
    tools.tell(`${cores} programs that never rest, one for each core`);
    await whileRunning(tools, Array<readonly string[]>(cores).fill(['cpu', secondsOf(tools)]));
  },

  async memory(tools) {
    const bytes = Math.min(MEMORY_BYTES_MOST, Math.floor(freemem() * MEMORY_SHARE));
    tools.tell(`${mebibytes(bytes)} of ${mebibytes(freemem())} free memory taken and touched all the time`);
    await whileRunning(tools, [['memory', secondsOf(tools), `${bytes}`]]);
  },

  async disk({ surroundings, lastsMs, wait, tell, ended }) {
    const ballast = (surroundings?.smallDisks ?? []).map((disk) => join(disk, 'ballast'));
    tell('the disks of relay and speaker (24 MB each) filled to the last byte, again and again');
    const filling = setInterval(() => ballast.forEach(fill), FILL_MS);
    ballast.forEach(fill);
    try {
      await wait(lastsMs);
    } finally {
      clearInterval(filling);
      for (const path of ballast) rmSync(path, { force: true });
      ended();
    }
  },

  async loss({ surroundings, lastsMs, wait, tell, ended }) {
    const path = surroundings?.path;
    if (!(path instanceof CablePath)) throw new Failure('not_found', 'this shop has no cable');
    tell(`${LOSS_PERCENT} % of all packets between relay and speaker lost, in each direction`);
    await path.change({ lossPercent: LOSS_PERCENT });
    try {
      await wait(lastsMs);
    } finally {
      await path.change({ lossPercent: 0 });
      ended();
    }
  },

  async delay({ surroundings, lastsMs, wait, tell, ended }) {
    const path = surroundings?.path;
    if (!(path instanceof MobilePath)) throw new Failure('not_found', 'this shop has no mobile network');
    tell(
      `${DELAY.delayMs} ± ${DELAY.jitterMs} ms on each packet between relay and speaker, in each direction`,
    );
    await path.change(DELAY);
    try {
      await wait(lastsMs);
    } finally {
      await path.change({ delayMs: 0, jitterMs: 0 });
      ended();
    }
  },

  async kill({ shop, lastsMs, wait, tell, ended }) {
    const downMs = Math.min(RESTART_AFTER_MS, lastsMs / 4);
    const startMs = Date.now();
    for (const program of PROGRAMS) {
      await shop.kill(program);
      tell(`kill -9 of the ${program}, ${((Date.now() - startMs) / 1_000).toFixed(1)} s into the fault`);
      try {
        await wait(downMs);
      } finally {
        if (program === 'speaker') ended();
        await shop.revive(program);
      }
      if (program === 'relay') await wait(Math.max(0, lastsMs / 2 - downMs));
    }
  },

  async restart({ shop, lastsMs, wait, tell, ended }) {
    await Promise.all(PROGRAMS.map((program) => shop.kill(program)));
    if (shop.isLookedAfter) {
      tell('relay and speaker gone at once; whoever looks after them brings them back');
      await Promise.all(PROGRAMS.map((program) => shop.revive(program)));
      ended();
      return;
    }
    tell(`relay and speaker gone at once, and for ${(lastsMs / 1_000).toFixed(0)} s`);
    try {
      await wait(lastsMs);
    } finally {
      ended();
      // In no order, as a host starts them.
      await Promise.all(PROGRAMS.map((program) => shop.revive(program)));
    }
  },
};

/** Also ends by themselves, a little later: after a `kill -9` of the drill nothing stays busy. */
const secondsOf = ({ lastsMs }: FaultTools): string => `${Math.ceil(lastsMs / 1_000) + 30}`;

async function whileRunning(
  { processes, folder, lastsMs, wait, ended }: FaultTools,
  jobs: readonly (readonly string[])[],
): Promise<void> {
  const started: RunningProcess[] = [];
  try {
    for (const [index, args] of jobs.entries()) {
      const spec = {
        name: `load ${index + 1}`,
        file: 'scripts/technician/drill/busy-main.ts',
        args,
        logPath: join(folder, 'logs', 'load.log'),
        isReady: (line: unknown) => (line as { ready?: unknown }).ready === true,
        readyTimeoutMs: READY_MS,
      };
      started.push(await processes.start(spec));
    }
    await wait(lastsMs);
  } finally {
    for (const one of started) one.signal('SIGKILL');
    await Promise.all(started.map((one) => one.ended));
    ended();
  }
}

function fill(path: string): void {
  try {
    for (;;) appendFileSync(path, FILL_BLOCK);
  } catch {
    // full, which is what is wanted
  }
}

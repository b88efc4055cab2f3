import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../shared/failure.ts';
import { TYPESCRIPT_FLAGS, type Workspace, waitForExit } from '../workspace.ts';

const BOARD_MAIN = fileURLToPath(new URL('../../../firmware-sim/smp/board-main.ts', import.meta.url));
const READY_MS = 30_000;

/** Boards in a process of their own (firmware-sim/smp/board-main.ts). */
export interface RunningBoards {
  /** Where they are: device files, or Bluetooth addresses. */
  readonly addresses: readonly string[];
  /** Of the bus on which BlueZ is played; only with boards in the air. */
  readonly bus: string | undefined;
  /** A signed image for them, newer than theirs. */
  readonly image: string;
  readonly trustedKey: string;
  close(): Promise<void>;
}

/** @throws Failure `unreachable` when they are not ready in time */
export async function startBoards(workspace: Workspace, words: readonly string[]): Promise<RunningBoards> {
  const folder = workspace.newFolder('boards');
  const child = workspace.start(
    process.execPath,
    [...TYPESCRIPT_FLAGS, BOARD_MAIN, '--folder', folder, ...words],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const close = async (): Promise<void> => {
    child.stdin?.end();
    await waitForExit(child);
    workspace.removeFolder(folder);
  };
  const { boards, bus, images, trustedKey } = await ready(child);
  return { addresses: boards, bus, image: images.good ?? '', trustedKey, close };
}

interface ReadyLine {
  readonly ready: true;
  readonly boards: string[];
  readonly bus?: string;
  readonly images: Record<string, string>;
  readonly trustedKey: string;
}

/** It is not the first line: boards that run already say so before. */
function ready(child: ChildProcess): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Failure('unreachable', `the boards ${why}`));
    const timer = setTimeout(() => fail('were not ready in time'), READY_MS);
    child.once('exit', (code) => fail(`ended with ${code ?? 'a signal'}`));
    if (child.stdout === null) return fail('have no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said: ReadyLine | { readonly ready?: never } = JSON.parse(line);
      if (said.ready !== true) return;
      clearTimeout(timer);
      resolve(said);
    });
  });
}

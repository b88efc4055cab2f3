import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a small file that its owner alone may read: beside its place, brought to disk, and renamed into it. When it
 * returns, a power cut leaves the new one whole; when it throws, the old one or none.
 *
 * @throws what the system says
 */
export function writeWholeFile(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  // One that a power cut has left keeps its own mode, and may be a link: a fresh one has neither.
  rmSync(draft, { force: true });
  writeDurably(openSync(draft, 'wx', 0o600), text);
  renameSync(draft, path);
  // The new name is durable when its folder is.
  writeDurably(openSync(folder, 'r'), '');
}

function writeDurably(file: number, text: string): void {
  try {
    if (text !== '') writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

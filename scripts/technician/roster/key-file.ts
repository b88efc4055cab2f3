import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { parseDeviceKey } from '../../../shared/device-key.ts';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { RecordView } from './record-view.ts';

/**
 * A file for a key that is shown once only, made before the key is: a disk that refuses must not cost one. Nobody but
 * its owner reads it, and nothing is overwritten.
 */
export class KeyFile {
  readonly path: string;
  readonly #file: number;

  /** @throws Failure `conflict` (it exists), `store_unavailable` */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'wx', 0o600);
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')
        throw new Failure(
          'conflict',
          `${path} exists already, and may hold a key that is in use: name another`,
        );
      throw new Failure('store_unavailable', `${path} cannot be written: ${describeThrown(thrown)}`);
    }
  }

  keep(key: string): void {
    writeSync(this.#file, `${key}\n`);
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  /** There was no key for it. */
  drop(): void {
    closeSync(this.#file);
    rmSync(this.path, { force: true });
  }
}

/** The key in an answer of the relay. @throws Failure `malformed`, which never shows it */
export function keyIn(value: unknown): string {
  const key = new RecordView(value).text('key');
  try {
    parseDeviceKey(key);
  } catch {
    throw new Failure('malformed', 'the relay has answered without a key');
  }
  return key;
}

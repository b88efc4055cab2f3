import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How long a program goes on by what it has read. */
const CACHED_S = 1;

/**
 * A program whose wall clock can be set while it runs: libfaketime is loaded before it and reads the difference from a
 * file. Its monotonic clock and the times of files stay true, as when somebody sets a machine's clock. (Time
 * namespaces will not do: the wall clock is the one that they do not have.)
 */
export class FalseClock {
  /** To be in the program's environment. */
  readonly environment: Readonly<Record<string, string>> & { readonly LD_PRELOAD: string };
  /** How long it takes until a running program has noticed. */
  readonly noticedAfterMs = CACHED_S * 1_000;
  private readonly file: string;

  /**
   * @param library where libfaketime is
   * @param file in which the difference stands
   */
  constructor(library: string, file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.environment = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: `${CACHED_S}`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
    this.set(0);
  }

  /** Lets the clock be wrong by this much from now on; 0: right. */
  set(offsetMs: number): void {
    const seconds = (offsetMs / 1_000).toFixed(3);
    // Read while it is written it would be half a number.
    writeFileSync(`${this.file}.new`, `${offsetMs < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}

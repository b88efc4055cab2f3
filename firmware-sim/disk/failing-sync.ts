import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { FIU_LIBRARIES } from '../capabilities.ts';
import { runCommand } from '../outside-command.ts';

/**
 * A program whose fsync and fdatasync fail when they are told to: libfiu (Debian fiu-utils) is loaded before it and
 * listens on a named pipe. A failed one syncs nothing and says EIO or the like, as a dying SD card does.
 */
export class FailingSync {
  /** To be in the program's environment. */
  readonly environment: { readonly LD_PRELOAD: string; readonly FIU_CTRL_FIFO: string };

  /** @param pipe beginning of the path of its named pipes; one that no other program has */
  constructor(pipe: string) {
    mkdirSync(dirname(pipe), { recursive: true });
    this.environment = { LD_PRELOAD: FIU_LIBRARIES.join(':'), FIU_CTRL_FIFO: pipe };
  }

  /**
   * From now on each fails with this probability; 0: none any more.
   *
   * @throws Failure `unreachable` when the program is not there
   */
  async fail(pid: number, probability: number): Promise<void> {
    const order =
      probability === 0
        ? 'disable name=posix/io/sync/*'
        : `enable_random name=posix/io/sync/*,probability=${probability}`;
    await runCommand(['fiu-ctrl', '-f', this.environment.FIU_CTRL_FIFO, '-c', order, `${pid}`]);
  }
}

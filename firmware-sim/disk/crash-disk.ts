import { appendFile, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runCommand } from '../outside-command.ts';

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: what is not on the disk now never gets there. */
const SHUT_DOWN =
  'open(F, "<", $ARGV[0]) or die $!; my $how = pack("I", 2); ioctl(F, 0x8004587d, $how) or die $!;';
const BALLAST = 'ballast';
const CLOSE_BYTES = 262_144;
const UNMOUNT_TRIES = 50;
const UNMOUNT_WAIT_MS = 100;

/**
 * A disk (ext4 on a loop device) whose power can be cut. It is meant for a world of its own, in which the kernel
 * unmounts it however the run ends.
 */
export class CrashDisk {
  /** Where its files are. */
  readonly folder: string;
  private readonly image: string;

  private constructor(image: string, folder: string) {
    this.image = image;
    this.folder = folder;
  }

  /**
   * Makes an empty disk.
   *
   * @param image the file that it is in
   * @param folder where it is mounted; made if need be
   * @throws Failure `unreachable` with the system's reason
   */
  static async make(image: string, folder: string, megabytes: number): Promise<CrashDisk> {
    const file = await open(image, 'w');
    await file.truncate(megabytes * 1_048_576);
    await file.close();
    const options = 'lazy_itable_init=0,lazy_journal_init=0';
    // No blocks reserved for root: a full disk is full for everybody.
    await runCommand(['mkfs.ext4', '-q', '-F', '-m', '0', '-E', options, image]);
    await mkdir(folder, { recursive: true });
    const disk = new CrashDisk(image, folder);
    await disk.mount();
    return disk;
  }

  /**
   * From now on nothing is written any more, and every call fails with EIO. Who writes on it should be stopped before
   * (SIGSTOP), because a computer without power does not run on, and be killed afterwards.
   */
  async cutPower(): Promise<void> {
    await runCommand(['perl', '-e', SHUT_DOWN, this.folder]);
  }

  /** Power is back: the journal is replayed. Nobody may have a file open there any more. */
  async restorePower(): Promise<void> {
    await this.unmount();
    await this.mount();
  }

  /** Leaves `spareBytes` free. */
  async fill(spareBytes = 0): Promise<void> {
    const ballast = join(this.folder, BALLAST);
    const bulkBytes = Math.floor((await this.freeBytes()) - spareBytes - CLOSE_BYTES);
    if (bulkBytes > 0) await runCommand(['fallocate', '--length', `${bulkBytes}`, ballast]);
    // The last of it by hand: the file system needs blocks of its own for the file.
    const chunk = Buffer.alloc(4_096);
    try {
      while ((await this.freeBytes()) - spareBytes >= chunk.length) await appendFile(ballast, chunk);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
    }
  }

  /** Makes room again, also for after a power cut: the file would be back. */
  async empty(): Promise<void> {
    await rm(join(this.folder, BALLAST), { force: true });
    const folder = await open(this.folder, 'r');
    await folder.sync();
    await folder.close();
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  async close(): Promise<void> {
    await this.unmount();
    await rm(this.image, { force: true });
  }

  private async mount(): Promise<void> {
    await runCommand(['mount', '-o', 'loop', this.image, this.folder]);
  }

  /** Whoever was killed a moment ago may still hold a file. */
  private async unmount(): Promise<void> {
    for (let tried = 1; ; tried++) {
      try {
        await runCommand(['umount', this.folder]);
        return;
      } catch (thrown) {
        if (tried === UNMOUNT_TRIES) throw thrown;
        await wait(UNMOUNT_WAIT_MS);
      }
    }
  }
}

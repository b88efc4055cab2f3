import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { parseImage } from '../../shared/smp/image.ts';
import { type ImageRecord, imageName, readImageRecord, rereadImage } from './image-record.ts';

/** Images in `{data}/images/{sha256}.bin`; all work is done outside of the event loop's thread. */
export class ImagesStore {
  readonly #folder: string;
  readonly #records = new Map<string, ImageRecord>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Failure `store_unavailable` */
  static async open(folder: string): Promise<ImagesStore> {
    const store = new ImagesStore(folder);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const name of await readdir(folder)) {
        const sha256 = name.replace(/\.bin$/, '');
        // What was being written when the power went.
        if (!/^[0-9a-f]{64}\.bin$/.test(name)) await rm(join(folder, name), { force: true, recursive: true });
        else {
          const record = rereadImage(await readFile(join(folder, name)), sha256);
          if (record !== undefined) store.#records.set(sha256, record);
        }
      }
    } catch (thrown) {
      throw unavailable(thrown);
    }
    return store;
  }

  get records(): readonly ImageRecord[] {
    return [...this.#records.values()];
  }

  /** @throws Failure `not_found` */
  record(sha256: string): ImageRecord {
    const record = this.#records.get(imageName(sha256));
    if (record === undefined) throw new Failure('not_found', `there is no image ${sha256.slice(0, 12)}…`);
    return record;
  }

  /**
   * Durable when it resolves; a repeat is harmless.
   *
   * @throws Failure `malformed`, `too_large`, `conflict` (too many are kept), `store_unavailable`
   */
  async put(file: Buffer): Promise<ImageRecord> {
    const record = readImageRecord(file);
    const known = this.#records.get(record.sha256);
    if (known !== undefined) return known;
    if (this.#records.size >= limits.campaignImages)
      throw new Failure('conflict', `${limits.campaignImages} images are kept: delete one first`);
    const path = this.#path(record.sha256);
    const fresh = `${path}.new`;
    try {
      const handle = await open(fresh, 'w', 0o600);
      try {
        await handle.writeFile(parseImage(file).bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, path);
      const folder = await open(this.#folder, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } catch (thrown) {
      await rm(fresh, { force: true }).catch(() => {});
      throw unavailable(thrown);
    }
    this.#records.set(record.sha256, record);
    return record;
  }

  async delete(sha256: string): Promise<void> {
    this.record(sha256);
    this.#records.delete(sha256);
    try {
      await rm(this.#path(sha256), { force: true });
    } catch (thrown) {
      throw unavailable(thrown);
    }
  }

  /** At most `limits.campaignPieceBytes` from `offset` on; empty at the end. @throws Failure `not_found`, `store_unavailable` */
  async read(sha256: string, offset: number): Promise<Buffer> {
    this.record(sha256);
    const piece = Buffer.alloc(limits.campaignPieceBytes);
    try {
      const handle = await open(this.#path(sha256), 'r');
      try {
        const { bytesRead } = await handle.read(piece, 0, piece.length, offset);
        return piece.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    } catch (thrown) {
      throw unavailable(thrown);
    }
  }

  #path(sha256: string): string {
    return join(this.#folder, `${imageName(sha256)}.bin`);
  }
}

const unavailable = (thrown: unknown): Failure =>
  thrown instanceof Failure
    ? thrown
    : new Failure('store_unavailable', `images cannot be kept now: ${describeThrown(thrown)}`, {
        cause: thrown,
      });

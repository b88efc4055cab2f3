import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { readServiceCode, serviceCodeFrom } from '../../shared/smp/ble-code.ts';
import { writeWholeFile } from '../../shared/whole-file-store.ts';

const FILE = 'service.code';

/**
 * The code on the device's label, `service.code` in the data folder, for its owner only. Whoever makes the device puts it there before
 * the first start, or prints the label from what the first start has put there. It is never said, shown or logged.
 *
 * @returns what goes into the handshake, and whether it was made just now
 * @throws Failure `forbidden` (others can read it), `malformed`, `store_unavailable`
 */
export function openServiceCode(
  folder: string,
  drawBytes: (count: number) => Uint8Array,
): { readonly code: Uint8Array; readonly file: string; readonly isNew: boolean } {
  const file = join(folder, FILE);
  try {
    const text = readFileSync(file, 'utf8');
    if ((statSync(file).mode & 0o077) !== 0)
      throw new Failure('forbidden', `others can read ${file}, which lets anybody in: chmod 600 it`);
    return { code: readServiceCode(text), file, isNew: false };
  } catch (thrown) {
    if (thrown instanceof Failure)
      throw thrown.code === 'malformed' ? new Failure('malformed', `${file}: ${thrown.message}`) : thrown;
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'))
      throw new Failure('store_unavailable', `${file} cannot be read: ${describeThrown(thrown)}`);
  }
  const text = serviceCodeFrom(drawBytes(limits.serviceCodeBytes));
  try {
    writeWholeFile(file, `${text}\n`);
  } catch (thrown) {
    throw new Failure('store_unavailable', `${file} cannot be written: ${describeThrown(thrown)}`);
  }
  return { code: readServiceCode(text), file, isNew: true };
}

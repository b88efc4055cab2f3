import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeThrown, Failure } from '../shared/failure.ts';
import { writeWholeFile } from '../shared/whole-file-store.ts';

const TOKEN_FORM = /^tbo_[A-Za-z0-9_-]{43}$/;

/**
 * The operator's token, in `{folder}/operator.token`: read by its owner only, made at the first start. It is written
 * beside its place and renamed into it, so that a cut power leaves a whole token or none.
 *
 * @throws Failure `corrupt_store` when the file holds something else, `store_unavailable` when it cannot be used
 */
export function openOperatorToken(folder: string): { readonly token: string; readonly path: string } {
  const path = join(folder, 'operator.token');
  try {
    const found = readIfThere(path) ?? make(path);
    if (!TOKEN_FORM.test(found)) {
      throw new Failure('corrupt_store', `${path} holds no operator token; delete it and a new one is made`);
    }
    chmodSync(path, 0o600);
    return { token: found, path };
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('store_unavailable', `the operator token cannot be used: ${describeThrown(thrown)}`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

function make(path: string): string {
  const token = `tbo_${randomBytes(32).toString('base64url')}`;
  writeWholeFile(path, `${token}\n`);
  return token;
}

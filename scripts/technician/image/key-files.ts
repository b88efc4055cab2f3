import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { keyHash, readSigningKey, readVerifyingKey } from '../../../shared/smp/image-signature.ts';

/** A key whose images may be flashed. */
export interface TrustedKey {
  readonly path: string;
  readonly key: KeyObject;
  /** The first 16 digits of its hash, as images name it. */
  readonly fingerprint: string;
}

export const TRUST_OPTION = {
  placeholder: 'FILE,…',
  help: 'public keys (PEM) whose images are allowed; default: TILLBELL_TRUST, else those of `image trust`',
  parse: (text: string): readonly string[] => text.split(',').filter((path) => path !== ''),
};

/** Where this user keeps what tillbell has to know. */
export const settingsFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'tillbell');

const trustedFolder = (): string => join(settingsFolder(), 'trusted');

export const fingerprintOf = (key: KeyObject): string =>
  Buffer.from(keyHash(key)).toString('hex').slice(0, 16);

/**
 * @param given files from the command line, which go before all else
 * @throws Failure `usage`: there is none, or a file is no key
 */
export function trustedKeys(given: readonly string[] | undefined): TrustedKey[] {
  const paths = given ?? TRUST_OPTION.parse(process.env.TILLBELL_TRUST ?? '');
  const keys = (paths.length > 0 ? paths : installedKeys()).map(readTrustedKey);
  if (keys.length > 0) return keys;
  throw new Failure('usage', 'no key is trusted here yet: npx tillbell image trust FILE.pub.pem, or --trust');
}

function installedKeys(): string[] {
  try {
    const names = readdirSync(trustedFolder()).filter((name) => name.endsWith('.pem'));
    return names.sort().map((name) => join(trustedFolder(), name));
  } catch {
    return [];
  }
}

function readTrustedKey(path: string): TrustedKey {
  const key = inFile(path, (text) => readVerifyingKey(text));
  return { path, key, fingerprint: fingerprintOf(key) };
}

/** From now on images signed with it may be flashed from this account. @throws Failure `usage` */
export function installTrustedKey(path: string): TrustedKey {
  if (isPrivate(path)) throw new Failure('usage', `${path} is a private key: trust its .pub.pem instead`);
  const known = readTrustedKey(path);
  mkdirSync(trustedFolder(), { recursive: true, mode: 0o700 });
  const installed = join(trustedFolder(), `${known.fingerprint}.pem`);
  copyFileSync(path, installed);
  return { ...known, path: installed };
}

const isPrivate = (path: string): boolean => readText(path).includes('PRIVATE KEY');

/**
 * A private key. Refused where others can read it, as ssh does: it lets whoever has it run anything on every board.
 *
 * @throws Failure `usage`, `forbidden`
 */
export function readPrivateKey(path: string): KeyObject {
  const key = inFile(path, (text) => readSigningKey(text));
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Failure('forbidden', `${path} can be read by others than you: chmod 600 ${path}`);
  return key;
}

/**
 * Makes a key pair: `path` for its owner only, and the public half beside it. Nothing is overwritten.
 *
 * @throws Failure `store_unavailable`
 */
export function makeKeyFiles(path: string): TrustedKey {
  const publicPath = `${path.replace(/\.pem$/, '')}.pub.pem`;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  write(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  try {
    write(publicPath, publicKey.export({ type: 'spki', format: 'pem' }).toString(), 0o644);
  } catch (thrown) {
    rmSync(path);
    throw thrown;
  }
  return { path: publicPath, key: publicKey, fingerprint: fingerprintOf(publicKey) };
}

function write(path: string, text: string, mode: number): void {
  try {
    writeFileSync(path, text, { mode, flag: 'wx' });
  } catch (thrown) {
    const why = describeThrown(thrown).startsWith('EEXIST') ? 'it is there already' : describeThrown(thrown);
    throw new Failure('store_unavailable', `cannot write ${path}: ${why}`, { cause: thrown });
  }
}

function inFile<Value>(path: string, read: (text: string) => Value): Value {
  const text = readText(path);
  try {
    return read(text);
  } catch (thrown) {
    throw new Failure('usage', `${path}: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new Failure('usage', `cannot read the key: ${describeThrown(thrown)}`, { cause: thrown });
  }
}

import { createHash, createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a payment core keeps what it signs and is asked with. */
export interface CoreKeyFiles {
  readonly privateKey: string;
  /** What the relay is given as `--core-key`. */
  readonly publicKey: string;
  /** What the relay is given as `--core-terminal-key`. */
  readonly terminalKey: string;
}

export interface CoreKeys {
  readonly files: CoreKeyFiles;
  readonly privateKey: KeyObject;
  /** 32 hex digits that query calls are authorised with. */
  readonly terminalKey: string;
}

/** Reads the core's keys in `folder`, and makes them when there are none yet (RSA, 2048 bits). */
export function openCoreKeys(folder: string): CoreKeys {
  mkdirSync(folder, { recursive: true });
  const files = {
    privateKey: join(folder, 'core-private.pem'),
    publicKey: join(folder, 'core-public.pem'),
    terminalKey: join(folder, 'terminal.key'),
  };
  // The private key is written last: where it stands, the others do.
  if (!existsSync(files.privateKey)) {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const terminalKey = createHash('md5').update(pair.privateKey).digest('hex');
    writeWhole(files.publicKey, pair.publicKey, 0o644);
    writeWhole(files.terminalKey, terminalKey, 0o600);
    writeWhole(files.privateKey, pair.privateKey, 0o600);
  }
  return {
    files,
    privateKey: createPrivateKey(readFileSync(files.privateKey)),
    terminalKey: readFileSync(files.terminalKey, 'utf8').trim(),
  };
}

function writeWhole(path: string, text: string, mode: number): void {
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
}

/** `{terminal_sn} {base64}`: RSA SHA256withRSA over the bytes of the body. */
export function signCallback(key: KeyObject, terminalSn: string, body: string): string {
  return `${terminalSn} ${createSign('RSA-SHA256').update(body, 'utf8').sign(key, 'base64')}`;
}

/** `{terminal_sn} {MD5(body + terminal_key)}`, what a query must carry. */
export function querySignature(terminalKey: string, terminalSn: string, body: string): string {
  return `${terminalSn} ${createHash('md5')
    .update(body + terminalKey, 'utf8')
    .digest('hex')}`;
}

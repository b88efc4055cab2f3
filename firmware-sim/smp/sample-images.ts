import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSigningKey } from '../../shared/smp/image-signature.ts';
import { parseImageVersion, securityCounterOf } from '../../shared/smp/image-version.ts';
import { buildSimImage, type SimImageOptions } from './sim-image.ts';

const KEY_FILE = 'signing-key.pem';
const PUBLIC_KEY_FILE = 'trusted-key.pem';

/** The key of a folder of samples; made at the first time. */
export function sampleKey(folder: string): KeyObject {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, KEY_FILE);
  if (existsSync(path)) return readSigningKey(readFileSync(path, 'utf8'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, PUBLIC_KEY_FILE), publicKey.export({ type: 'spki', format: 'pem' }));
  return privateKey;
}

/**
 * Images to try a flasher with: a good one, and one for each reason to refuse or to go back.
 *
 * @returns their paths by name
 */
export function writeSampleImages(
  folder: string,
  options: { boardId: string; bodyBytes: number; key: KeyObject },
): Record<string, string> {
  const { boardId, bodyBytes, key } = options;
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const good: SimImageOptions = { boardId, version: '1.1.0', bodyBytes, key };
  const samples: Record<string, SimImageOptions> = {
    good,
    newer: { ...good, version: '1.2.0' },
    older: { ...good, version: '0.9.0' },
    'fails-self-test': { ...good, version: '1.1.1', behaviour: 'fails_self_test' },
    mute: { ...good, version: '1.1.2', behaviour: 'mute' },
    crashes: { ...good, version: '1.1.3', behaviour: 'crashes' },
    'wrong-board': { ...good, boardId: 'other-board' },
    'strange-key': { ...good, key: stranger },
    unsigned: { boardId, version: '1.1.0', bodyBytes },
  };
  return Object.fromEntries(
    Object.entries(samples).map(([name, sample]) => {
      const securityCounter = securityCounterOf(parseImageVersion(sample.version));
      const path = join(folder, `${name}.bin`);
      writeFileSync(path, buildSimImage({ ...sample, securityCounter }));
      return [name, path];
    }),
  );
}

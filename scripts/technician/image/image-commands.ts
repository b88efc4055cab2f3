import { Failure } from '../../../shared/failure.ts';
import { parseImage } from '../../../shared/smp/image.ts';
import { judgeImage } from '../../../shared/smp/image-signature.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import { type ImageTold, readImageFile, tellImage } from './image-file.ts';
import { installTrustedKey, makeKeyFiles, TRUST_OPTION, type TrustedKey, trustedKeys } from './key-files.ts';

const wanted = (path: string | undefined, what: string): string => {
  if (path !== undefined) return path;
  throw new Failure('usage', `wants ${what}`);
};

export const IMAGE_KEY_COMMAND = technicianCommand({
  path: ['image', 'key'],
  summary: 'Makes a key to sign images with: FILE for you alone, and its public half for who flashes',
  argument: { name: 'file', help: 'where the private key goes, e.g. release.pem; nothing is overwritten' },
  options: {},
  examples: ['npx tillbell image key release.pem'],
  async run(file) {
    const path = wanted(file, 'a file for the private key, e.g. release.pem');
    const made = makeKeyFiles(path);
    const text = [
      `private key  ${path}   (mode 600: whoever has it can run anything on every board)`,
      `public key   ${made.path}`,
      `fingerprint  ${made.fingerprint}`,
      `who flashes types once: npx tillbell image trust ${made.path}`,
    ].join('\n');
    const document = { privateKey: path, publicKey: made.path, fingerprint: made.fingerprint };
    return { exitCode: 0, text, document };
  },
});

export const IMAGE_TRUST_COMMAND = technicianCommand({
  path: ['image', 'trust'],
  summary:
    'Lets images that are signed with this key be flashed from this account; without FILE shows which are',
  argument: { name: 'file', help: 'a public key (PEM)' },
  options: {},
  examples: ['npx tillbell image trust release.pub.pem', 'npx tillbell image trust'],
  async run(file) {
    const keys = file === undefined ? trustedKeys(undefined) : [installTrustedKey(file)];
    const document = keys.map(({ path, fingerprint }) => ({ path, fingerprint }));
    const text = keys.map(({ path, fingerprint }) => `trusted: ${fingerprint}  ${path}`).join('\n');
    return { exitCode: 0, text, document };
  },
});

export const IMAGE_SHOW_COMMAND = technicianCommand({
  path: ['image', 'show'],
  summary: 'Shows what an image says of itself, trusted or not',
  argument: { name: 'file', help: 'a signed image' },
  options: {},
  examples: ['npx tillbell image show panel-1.2.0.bin', 'npx tillbell image show slots.bin --json'],
  async run(file) {
    const told = tellImage(parseImage(readImageFile(file)));
    return { exitCode: 0, text: imageText(told), document: told };
  },
});

export const IMAGE_VERIFY_COMMAND = technicianCommand({
  path: ['image', 'verify'],
  summary: 'Tells whether an image is whole and signed with a trusted key',
  argument: { name: 'file', help: 'a signed image' },
  options: { trust: TRUST_OPTION },
  examples: [
    'npx tillbell image verify slots.bin',
    'npx tillbell image verify slots.bin --trust release.pub.pem --json',
  ],
  async run(file, values) {
    const bytes = readImageFile(file);
    return verdictOf(bytes, trustedKeys(values.trust), file ?? '');
  },
});

function verdictOf(bytes: Uint8Array, keys: readonly TrustedKey[], file: string): Outcome {
  const verdict = judgeImage(
    bytes,
    keys.map(({ key }) => key),
  );
  if (!verdict.isGood) {
    const document = { isGood: false, fault: verdict.fault, text: verdict.text };
    return { exitCode: 3, text: '', document, reason: `${file}: ${verdict.text}` };
  }
  const told = tellImage(verdict.image);
  const signer = keys.find(({ fingerprint }) => told.keyHash?.startsWith(fingerprint));
  const text = `${imageText(told)}\ngood: whole, and signed with ${signer?.path ?? 'a trusted key'}`;
  return { exitCode: 0, text, document: { isGood: true, ...told, signedWith: signer?.path ?? null } };
}

export function imageText(told: ImageTold): string {
  const rows: [string, string][] = [
    ['board', told.board ?? 'names none: no board of ours takes it'],
    ['version', told.version],
    ['size', `${told.bytes} bytes`],
    ['hash', told.hash ?? 'none'],
    ['key', told.keyHash?.slice(0, 16) ?? (told.unsupported === null ? 'not signed' : 'names none')],
    ['counter', told.securityCounter === null ? 'none' : String(told.securityCounter)],
  ];
  if (told.unsupported !== null) rows.push(['refused', `no board of ours takes it: ${told.unsupported}`]);
  return rows.map(([name, value]) => `${name.padEnd(9)}${value}`).join('\n');
}

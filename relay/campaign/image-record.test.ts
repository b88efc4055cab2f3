import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { buildImage, type ImageRecipe } from '../../shared/smp/image-build.ts';
import { imageDigest } from '../../shared/smp/image-signature.ts';
import { parseImageVersion } from '../../shared/smp/image-version.ts';
import { readImageRecord } from './image-record.ts';

const { privateKey: key } = generateKeyPairSync('ed25519');
const body = Buffer.alloc(100, 7);
const unsigned: ImageRecipe = {
  body,
  version: parseImageVersion('1.2.3'),
  headerBytes: 32,
  hasHeaderRoom: false,
  boardId: 'slots-6',
};
const image = Buffer.from(buildImage({ ...unsigned, key }));
const hashAt = image.indexOf(imageDigest(image.subarray(0, 32 + body.length + 15)));

function whyNot(file: Buffer): string {
  try {
    readImageRecord(file);
  } catch (thrown) {
    if (isFailure(thrown, 'malformed')) return thrown.message;
    throw thrown;
  }
  return 'taken';
}

/** The image with other flags, and the hash of that; nobody looks at the signature here. */
function flagged(flags: number): Buffer {
  const changed = Buffer.from(image);
  changed.writeUInt32LE(flags, 16);
  changed.set(imageDigest(changed.subarray(0, 32 + body.length + 15)), hashAt);
  return changed;
}

/** The image with a TLV's type changed: 0x24 is Ed25519, 0x01 the key's hash. */
function retyped(from: number, to: number): Buffer {
  const changed = Buffer.from(image);
  const head = Buffer.from([from, 0, from === 0x24 ? 64 : 32, 0]);
  changed[changed.indexOf(head)] = to;
  return changed;
}

test('an image for a board of ours is taken', () => {
  assert.is(whyNot(image), 'taken');
  assert.is(whyNot(flagged(0x20)), 'taken', 'to be run from memory');
});

test('what no board of ours would ever take is refused before any device is told of it', () => {
  const cases: [Buffer, RegExp][] = [
    [flagged(0x400), /no board of ours takes this image: it is compressed/],
    [flagged(0x10), /no board of ours takes this image: it is not to be started/],
    [retyped(0x24, 0x22), /no board of ours takes this image: it is signed with an ECDSA key/],
    [retyped(0x01, 0x02), /no board of ours takes this image: it carries the whole public key/],
    [Buffer.from(buildImage(unsigned)), /the image is not signed/],
    [Buffer.from(image).fill(8, 40, 41), /hash is not that of its content/],
  ];
  for (const [file, why] of cases) assert.match(whyNot(file), why);
});

test.run();

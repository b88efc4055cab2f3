import type { KeyObject } from 'node:crypto';
import { buildImage } from '../../shared/smp/image-build.ts';
import { parseImageVersion } from '../../shared/smp/image-version.ts';

/** How a firmware behaves; it is written into the image, so a board does what its image says. */
export const BEHAVIOURS = ['healthy', 'fails_self_test', 'mute', 'crashes'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

const MARK = 'tillbell-sim:';
const HEADER_BYTES = 32;

export interface SimImageOptions {
  readonly boardId?: string;
  readonly version: string;
  readonly securityCounter?: number;
  readonly behaviour?: Behaviour;
  /** Body without header and TLVs. */
  readonly bodyBytes: number;
  /** Absent: unsigned. */
  readonly key?: KeyObject;
}

/** A signed firmware that a board of this folder can run. The same options make the same bytes. */
export function buildSimImage(options: SimImageOptions): Uint8Array {
  const { boardId, version, securityCounter, behaviour = 'healthy', bodyBytes, key } = options;
  const body = Buffer.alloc(bodyBytes);
  // Not compressible to nothing, and different from version to version.
  let state = [...version].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  for (let at = 0; at < bodyBytes; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    body[at] = state >>> 24;
  }
  body.write(`${MARK}${behaviour}\n`, 0, 'latin1');
  return buildImage({
    body,
    version: parseImageVersion(version),
    headerBytes: HEADER_BYTES,
    hasHeaderRoom: false,
    ...(boardId === undefined ? {} : { boardId }),
    ...(securityCounter === undefined ? {} : { securityCounter }),
    ...(key === undefined ? {} : { key }),
  });
}

/** What an image's body says; an image of somebody else's is healthy. */
export function behaviourOf(body: Uint8Array): Behaviour {
  const text = Buffer.from(body.subarray(0, 64)).toString('latin1');
  if (!text.startsWith(MARK)) return 'healthy';
  const said = text.slice(MARK.length, text.indexOf('\n'));
  return BEHAVIOURS.find((behaviour) => behaviour === said) ?? 'healthy';
}

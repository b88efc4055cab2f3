/** Bounds of board management (SMP, images, technician's links); part of `limits` (../limits.ts). */
export const boardLimits = {
  /** Largest SMP packet that either side assembles, header included. */
  smpPacketBytes: 8_192,
  /** Largest firmware image that is read at all. */
  imageBytes: 16_777_216,
} as const;

type BoardLimits = typeof boardLimits;

/** @throws Error naming the two bounds that stand in the wrong relation */
export function assertBoardLimitRelations(
  must: (holds: boolean, why: string) => void,
  l: BoardLimits = boardLimits,
): void {
  must(l.smpPacketBytes < l.imageBytes, 'an image is more than a packet');
}

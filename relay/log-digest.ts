/** How long the same kind of line stays away from the log after it was written once. */
const QUIET_MS = 10_000;

/**
 * Lets one line of each kind through in ten seconds and counts the others: whoever sends a million bad requests must
 * not fill the disk with them. Kinds are a closed list of ours, never what a stranger sent.
 */
export class LogDigest {
  readonly #kinds = new Map<string, { writtenAtMs: number; suppressed: number }>();

  /** @returns how many of this kind were left out since the last one written; `undefined`: leave this one out too */
  note(kind: string, nowMs: number): number | undefined {
    const known = this.#kinds.get(kind);
    if (known !== undefined && nowMs - known.writtenAtMs < QUIET_MS) {
      known.suppressed += 1;
      return undefined;
    }
    this.#kinds.set(kind, { writtenAtMs: nowMs, suppressed: 0 });
    return known?.suppressed ?? 0;
  }
}

import { limits } from '../../shared/limits.ts';
import type { FlashVerdict } from '../../shared/smp/flash-plan.ts';

/** What the relay wants for this device's board. */
export interface FirmwareOrder {
  readonly campaign: string;
  /** SHA-256 of the file, hex. */
  readonly image: string;
  readonly bytes: number;
  readonly version: string;
}

/** @returns undefined: nothing is wanted, or it cannot be read */
export function readFirmwareOrder(value: unknown): FirmwareOrder | undefined {
  const order = fieldsOf(fieldsOf(value).order);
  const { campaign, image, bytes, version } = order;
  if (typeof campaign !== 'string' || !/^[0-9a-f]{8}$/.test(campaign)) return undefined;
  if (typeof image !== 'string' || !/^[0-9a-f]{64}$/.test(image)) return undefined;
  if (typeof bytes !== 'number' || !Number.isInteger(bytes) || bytes < 1 || bytes > limits.campaignImageBytes)
    return undefined;
  return { campaign, image, bytes, version: typeof version === 'string' ? version.slice(0, 32) : '' };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** What the relay is told of a flash that has ended; undefined: it is not over, the same order goes on with it. */
export function firmwareWord(
  verdict: FlashVerdict,
): { readonly state: 'done' | 'failed' | 'refused'; readonly detail: string } | undefined {
  switch (verdict.kind) {
    case 'flashed':
      return told('done', `${verdict.from ?? 'nothing'} → ${verdict.version}`);
    case 'already':
      return told('done', `${verdict.version} was there`);
    case 'reverted':
      return told('failed', `back to what it ran: ${verdict.why}`);
    case 'refused':
      // Another board, or a newer image on it, says nothing against the image; a bad signature does.
      return told(['signature', 'too_large'].includes(verdict.reason) ? 'failed' : 'refused', verdict.text);
    case 'failed':
      return undefined;
  }
}

const told = <State>(state: State, detail: string) => ({
  state,
  detail: detail.slice(0, limits.campaignDetailCharacters),
});

/** How long to wait after `bytes` were fetched in `tookMs`, so that no more than allowed go over the line in a second. */
export function fetchPauseMs(bytes: number, tookMs: number): number {
  return Math.max(0, (bytes / limits.firmwareBytesPerSecond) * 1_000 - tookMs);
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Failure } from '../../../shared/failure.ts';
import { thisMachine } from '../../../shared/machine-port.ts';
import { ATT_HEADER_BYTES } from '../../../shared/smp/ble-framing.ts';
import { BleSmpLink } from '../../../shared/smp/ble-smp-link.ts';
import { dataRoom, uploadPacketBytes } from '../../../shared/smp/chunk-size.ts';
import { planFlash } from '../../../shared/smp/flash-plan.ts';
import { runFlash } from '../../../shared/smp/flash-run-link.ts';
import { readVerifyingKey } from '../../../shared/smp/image-signature.ts';
import { serialFrameBytes } from '../../../shared/smp/serial-framing.ts';
import { SerialSmpPort } from '../../../shared/smp/serial-smp-port.ts';
import type { SmpLink, SmpMtu } from '../../../shared/smp/smp-link.ts';
import type { RunningBoards } from './boards.ts';

/** How the boards are reached, and how fast that can be at best. */
export type Way =
  | { readonly kind: 'serial'; readonly baudRate: number }
  | {
      readonly kind: 'ble';
      readonly mtu: number;
      readonly intervalMs: number;
      readonly packetsPerEvent: number;
    };

export const BUFFERS = { bytes: 2_048, count: 4 };
const BITS_PER_BYTE = 10;

/** What one board's flashing took. */
export interface UploadRun {
  readonly imageBytes: number;
  /** Of the upload alone, without the erase before its first answer. */
  readonly bytesPerS: number;
  /** From the first byte to the confirmed image. */
  readonly sessionMs: number;
}

/** Bytes of an image a second that the way's framing lets through when it is never idle. */
export function limitOf(way: Way, imageBytes: number): number {
  const mtu: SmpMtu =
    way.kind === 'serial' ? { medium: 'serial', lineBytes: 127 } : { medium: 'ble', attMtuBytes: way.mtu };
  const parameters = { bufferBytes: BUFFERS.bytes, bufferCount: BUFFERS.count };
  const first = { imageBytes, sha: createHash('sha256').digest(), isUpgradeOnly: true };
  const packet = uploadPacketBytes(mtu, parameters, first);
  const data = dataRoom(packet, imageBytes);
  if (way.kind === 'serial') return (way.baudRate / BITS_PER_BYTE) * (data / serialFrameBytes(packet));
  const pieces = Math.ceil(packet / (way.mtu - ATT_HEADER_BYTES));
  return (way.packetsPerEvent / way.intervalMs) * 1_000 * (data / pieces);
}

/** Flashes one of the boards to the end. @throws Failure `conflict` when it does not end well */
export async function flashOne(boards: RunningBoards, board: number, way: Way): Promise<UploadRun> {
  const path = boards.addresses[board] ?? '';
  const plan = planFlash(readFileSync(boards.image), [
    readVerifyingKey(readFileSync(boards.trustedKey, 'utf8')),
  ]);
  if ('kind' in plan) throw new Failure('conflict', plan.text);
  if (boards.bus !== undefined) process.env.DBUS_SYSTEM_BUS_ADDRESS = boards.bus;
  const open = (): SmpLink =>
    way.kind === 'serial'
      ? new SerialSmpPort({ path, baudRate: way.baudRate })
      : new BleSmpLink({ address: path });
  const progress: { atMs: number; bytes: number }[] = [];
  const begunAtMs = performance.now();
  const verdict = await runFlash(plan, {
    open,
    machine: thisMachine,
    onEvent: (event) => {
      if (event.kind === 'progress') progress.push({ atMs: performance.now(), bytes: event.acknowledged });
    },
  });
  if (verdict.kind !== 'flashed') throw new Failure('conflict', `${path}: ${JSON.stringify(verdict)}`);
  const [first, last] = [progress[0], progress.at(-1)];
  if (first === undefined || last === undefined) throw new Failure('conflict', `${path}: no progress`);
  return {
    imageBytes: last.bytes,
    bytesPerS: ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1_000,
    sessionMs: performance.now() - begunAtMs,
  };
}

import { limits } from '../../shared/limits.ts';
import { encodeCbor } from '../../shared/smp/cbor.ts';
import { OS_COMMAND } from '../../shared/smp/os-requests.ts';
import { encodePacket, replyOperation, type SmpPacket } from '../../shared/smp/packet.ts';
import { GROUP } from '../../shared/smp/request.ts';
import { SERVICE_COMMAND } from '../../shared/smp/service.ts';
import { SETTINGS_COMMAND } from '../../shared/smp/settings-requests.ts';
import { SMP_ERRORS, smpErrorBody } from '../../shared/smp/smp-error.ts';

/**
 * What somebody at the Bluetooth door has to have. A cable takes a hand at the device; a radio takes ten metres, so:
 *
 * - `nothing`: which device it is (its name is in the air anyway), and the sizes of its buffers
 * - `code`: to look at it, to have it speak, to free a slot
 * - `presence`: to tell it who it is: the code, while the {@link isWindowOpen window is open}
 */
export type BleRight = 'nothing' | 'code' | 'presence';

export function rightFor({ group, command, operation }: SmpPacket): BleRight {
  const isWrite = operation === 'write';
  if (group === GROUP.service && command === SERVICE_COMMAND.identify && !isWrite) return 'nothing';
  if (group === GROUP.os && command === OS_COMMAND.parameters && !isWrite) return 'nothing';
  if (group === GROUP.service && command === SERVICE_COMMAND.provision) return 'presence';
  // Reading back what is in flash is the only read that changes something.
  if (group === GROUP.settings && (isWrite || command !== SETTINGS_COMMAND.value)) return 'presence';
  return 'code';
}

/**
 * Whether a device may be told who it is: within a quarter of an hour of the machine being switched on, which takes somebody at
 * the plug (a program that ends and begins anew opens nothing). One that was never told has nothing to lose, and waits for
 * ever; just told, it may be told again, because the first answer may have been lost.
 */
export function isWindowOpen(device: {
  readonly isNew: boolean;
  readonly sinceBootMs: number;
  /** Since this program was told for the first time. */
  readonly sinceFirstToldMs: number | undefined;
}): boolean {
  const { isNew, sinceBootMs, sinceFirstToldMs = Number.POSITIVE_INFINITY } = device;
  return isNew || Math.min(sinceBootMs, sinceFirstToldMs) < limits.serviceWindowMs;
}

export interface BleStanding {
  /** It has shown the code on this connection. */
  readonly isProven: boolean;
  /** {@link isWindowOpen} */
  readonly isOpen: boolean;
}

/** @returns why not; undefined: it may */
export function refusalFor(request: SmpPacket, { isProven, isOpen }: BleStanding): string | undefined {
  const right = rightFor(request);
  if (right === 'nothing') return undefined;
  if (!isProven) return 'over Bluetooth it wants the service code of its label: --code-file';
  if (right === 'code' || isOpen) return undefined;
  return 'over Bluetooth it is told who it is only within 15 minutes of being switched on: cut its power';
}

/** The answer that says so. */
export function refusalPacket(request: SmpPacket, reason: string): Uint8Array {
  const body = smpErrorBody(request.version, { code: SMP_ERRORS.accessDenied, reason });
  return encodePacket({
    ...request,
    operation: replyOperation(request.operation),
    payload: encodeCbor(body),
  });
}

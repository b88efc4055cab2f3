/**
 * STK500 version 1 (Atmel AVR061), the little of it that optiboot speaks. A command ends in `20`; its answer is
 * `14`, what was asked for, `10`. There is no length, no checksum and no number: who loses a byte says `20`s and
 * GET_SYNC until both are in step again.
 */
const SYNC_CRC_EOP = 0x20;
const IN_SYNC = 0x14;
const OK = 0x10;
const COMMAND = {
  getSync: 0x30,
  leaveProgramming: 0x51,
  loadAddress: 0x55,
  programPage: 0x64,
  readPage: 0x74,
  readSignature: 0x75,
} as const;
const FLASH = 'F'.charCodeAt(0);
const SIGNATURE_BYTES = 3;

/** A command, and how many bytes its answer carries between `14` and `10`. */
export interface Stk500Command {
  readonly bytes: Uint8Array;
  readonly answerBytes: number;
}

const command = (bytes: readonly number[], answerBytes = 0): Stk500Command => ({
  bytes: Uint8Array.from([...bytes, SYNC_CRC_EOP]),
  answerBytes,
});

export const getSync = (): Stk500Command => command([COMMAND.getSync]);
/** Three bytes that tell the chip; ATmega328P: 1e 95 0f. */
export const readSignature = (): Stk500Command => command([COMMAND.readSignature], SIGNATURE_BYTES);
/** The firmware starts. */
export const leaveProgramming = (): Stk500Command => command([COMMAND.leaveProgramming]);

/** @param address in bytes, even: the protocol counts words */
export function loadAddress(address: number): Stk500Command {
  const word = address >> 1;
  return command([COMMAND.loadAddress, word & 0xff, word >> 8]);
}

/** Erases the page at the loaded address and writes it. */
export function programPage(page: Uint8Array): Stk500Command {
  return command([COMMAND.programPage, page.length >> 8, page.length & 0xff, FLASH, ...page]);
}

export function readPage(pageBytes: number): Stk500Command {
  return command([COMMAND.readPage, pageBytes >> 8, pageBytes & 0xff, FLASH], pageBytes);
}

/** What has arrived in answer to one command. */
export type Stk500Answer =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'answered'; readonly payload: Uint8Array }
  /** Something that is no answer to this command: both are out of step. */
  | { readonly kind: 'out_of_step' };

export function readAnswer(received: Uint8Array, expected: Stk500Command): Stk500Answer {
  const whole = expected.answerBytes + 2;
  if (received.length > 0 && received[0] !== IN_SYNC) return { kind: 'out_of_step' };
  if (received.length < whole) return { kind: 'incomplete' };
  if (received.length > whole || received[whole - 1] !== OK) return { kind: 'out_of_step' };
  return { kind: 'answered', payload: received.subarray(1, whole - 1) };
}

import { GROUP, type SmpRequest } from './request.ts';

/** Group 0 (Zephyr, "Default/OS Management Group"). */
export const OS_COMMAND = { echo: 0, reset: 5, parameters: 6, bootloader: 8 } as const;

/** Answers the text; the cheapest sign of life. */
export function echo(text: string): SmpRequest<string> {
  return {
    name: 'echo',
    operation: 'write',
    group: GROUP.os,
    command: OS_COMMAND.echo,
    fields: { d: text },
    read: (reply) => reply.text('r'),
  };
}

/**
 * Restarts the board; it answers first and is then gone. A board that is busy may refuse, and does it with
 * `isForced`. Zephyr's documentation calls `force` an integer, its os_mgmt.c reads a boolean and takes anything
 * else for not forced.
 */
export function resetBoard(isForced = false): SmpRequest<undefined> {
  return {
    name: 'reset',
    operation: 'write',
    group: GROUP.os,
    command: OS_COMMAND.reset,
    fields: isForced ? { force: true } : {},
    read: () => undefined,
  };
}

export interface BoardParameters {
  /** Largest packet with its header; on a serial console its length and checksum count too. */
  readonly bufferBytes: number;
  /** Packets that the board can hold at once, its answers included. */
  readonly bufferCount: number;
}

export function boardParameters(): SmpRequest<BoardParameters> {
  return {
    name: 'parameters',
    operation: 'read',
    group: GROUP.os,
    command: OS_COMMAND.parameters,
    fields: {},
    read: (reply) => ({ bufferBytes: reply.count('buf_size'), bufferCount: reply.count('buf_count') }),
  };
}

/** The bootloader's name: `MCUboot`. */
export function bootloaderName(): SmpRequest<string> {
  return {
    name: 'bootloader',
    operation: 'read',
    group: GROUP.os,
    command: OS_COMMAND.bootloader,
    fields: {},
    read: (reply) => reply.text('bootloader'),
  };
}

export interface BootloaderMode {
  /** Zephyr's number: 1 swap with scratch, 2 overwrite only, 3 swap without scratch, 4 direct XIP … */
  readonly mode: number;
  readonly refusesDowngrade: boolean;
}

export function bootloaderMode(): SmpRequest<BootloaderMode> {
  return {
    name: 'bootloader mode',
    operation: 'read',
    group: GROUP.os,
    command: OS_COMMAND.bootloader,
    fields: { query: 'mode' },
    // Zephyr writes the name only where it is so, and then reads the value from address 1 (os_mgmt.c hands
    // `zcbor_bool_encode` a `true` for a pointer): `false` stands there as well.
    read: (reply) => ({ mode: reply.number('mode'), refusesDowngrade: reply.has('no-downgrade') }),
  };
}

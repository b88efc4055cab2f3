import { Failure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import type { CommandAction, SlotAction, UpMessage } from '../../shared/messages.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { DeviceConnection } from '../push/connection-link.ts';

export type SlotOrder = Extract<CommandAction, { do: SlotAction }>;
export type CommandResult = Pick<Extract<UpMessage, { type: 'command_result' }>, 'done' | 'message'>;

interface Waiting {
  readonly device: DeviceId;
  readonly timer: Timer;
  resolve(result: CommandResult): void;
}

/**
 * What a technician has done to a slot from afar. Nothing is kept: the technician waits for the answer, and says it
 * again where none comes, which is harmless (a slot that is disabled twice is disabled).
 */
export class SlotCommands {
  readonly #machine: Machine;
  readonly #waiting = new Map<string, Waiting>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /**
   * Sends it on every path of the cabinet.
   *
   * @throws Failure `device_gone` without a path, `timed_out` without an answer, `overloaded` when too many wait
   */
  send(
    device: DeviceId,
    action: SlotOrder,
    connections: readonly DeviceConnection[],
  ): Promise<CommandResult> {
    const machine = this.#machine;
    if (connections.length === 0) {
      return Promise.reject(new Failure('device_gone', `${device} has no connection to the relay`));
    }
    if (this.#waiting.size >= limits.slotCommandsWaiting) {
      return Promise.reject(
        new Failure('overloaded', `${this.#waiting.size} commands wait for their answers`),
      );
    }
    const id = `slot-${machine.drawBytes(8).toString('hex')}`;
    const expiresAtMs = unixMs(machine.wallMs() + limits.slotCommandAnswerMs);
    return new Promise((resolve, reject) => {
      const timer = machine.after(limits.slotCommandAnswerMs, () => {
        this.#waiting.delete(id);
        reject(new Failure('timed_out', `${device} has not answered; it may still have done it`));
      });
      this.#waiting.set(id, { device, timer, resolve });
      for (const connection of connections) connection.send({ type: 'command', id, expiresAtMs, action });
    });
  }

  /** Only the device that was asked can answer. */
  answered(device: DeviceId, id: string, { done, message }: CommandResult): void {
    const waiting = this.#waiting.get(id);
    if (waiting?.device !== device) return;
    this.#waiting.delete(id);
    waiting.timer.cancel();
    waiting.resolve({ done, message });
  }
}

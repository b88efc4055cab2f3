import { Failure, isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { openSerialLine, type SerialLine } from '../serial-line-port.ts';
import { cannotOpenPort } from '../smp/port-advice.ts';
import {
  type AvrFlashEffect,
  type AvrFlashInput,
  isAvrFirmwareGone,
  startAvrFlash,
  stepAvrFlash,
} from './avr-flash.ts';
import type { AvrPackage } from './avr-package.ts';

export type AvrFlashProgress = Extract<AvrFlashEffect, { kind: 'progress' }>;

/**
 * Flashes an AVR board on a serial port, reads it back and starts it. Opening the port resets an Uno (DTR), which
 * starts its bootloader; one that was not caught in its second of listening, or lost its power meanwhile, is reset
 * again, and everything is done from the beginning.
 *
 * @throws Failure unreachable (no such port, busy …), timed_out (no bootloader answers), device_gone, conflict (another chip)
 */
export async function flashAvrBoard(
  path: string,
  firmware: AvrPackage,
  onProgress: (progress: AvrFlashProgress) => void,
): Promise<void> {
  let isGone = false;
  for (let opens = 1; ; opens += 1) {
    try {
      return await flashOnce(path, firmware, onProgress, () => {
        isGone = true;
      });
    } catch (thrown) {
      if (!isFailure(thrown, 'timed_out') || opens === limits.avrOpens)
        throw isGone ? halfDone(thrown) : thrown;
      await new Promise((wake) => setTimeout(wake, limits.avrReopenMs));
    }
  }
}

/** An AVR chip has one place for its firmware: who breaks off while it is written has to hear what is left. */
function halfDone(thrown: unknown): unknown {
  if (!isFailure(thrown)) return thrown;
  const left =
    'the old firmware is gone and the new one is not whole: the panel stands still, and its bootloader waits for the same command';
  return new Failure(thrown.code, `${thrown.message}; ${left}`, { cause: thrown });
}

function flashOnce(
  path: string,
  firmware: AvrPackage,
  onProgress: (progress: AvrFlashProgress) => void,
  onGone: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let step = startAvrFlash(firmware, performance.now());
    let isOpen = false;
    let isOver = false;
    const end = (failure?: Failure): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      const over = (): void => (failure === undefined ? resolve() : reject(failure));
      void line.close().then(over);
    };
    const run = (effects: readonly AvrFlashEffect[]): void => {
      for (const effect of effects) {
        if (effect.kind === 'write') line.write(effect.bytes);
        else if (effect.kind === 'progress') onProgress(effect);
        else end(effect.kind === 'failed' ? effect.failure : undefined);
      }
      if (isOver) return;
      if (isAvrFirmwareGone(step.state)) onGone();
      clearTimeout(timer);
      timer = setTimeout(() => put({ kind: 'time' }), step.state.deadlineMs - performance.now());
    };
    const put = (input: AvrFlashInput): void => {
      if (isOver) return;
      step = stepAvrFlash(step.state, input, performance.now());
      run(step.effects);
    };
    const { baudRate } = firmware.board;
    const options = { path, baudRate, unsentBytes: limits.avrUnsentBytes, closeMs: limits.smpLineCloseMs };
    const line: SerialLine = openSerialLine(options, {
      onOpen: () => {
        isOpen = true;
        step = startAvrFlash(firmware, performance.now());
        run(step.effects);
      },
      onData: (bytes) => put({ kind: 'bytes', bytes }),
      onClosed: (why) => {
        if (isOpen) put({ kind: 'lost', why: `${path}: ${why}` });
        else end(cannotOpenPort(path, why));
      },
    });
  });
}

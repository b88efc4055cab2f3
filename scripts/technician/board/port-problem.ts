import { Failure } from '../../../shared/failure.ts';
import type { PortSight } from './port-sight.ts';
import { lookAtPort } from './port-sight.ts';
import { describeDriverless } from './usb-serial.ts';

/** Why a serial port cannot be used, and what exactly mends it. */
export interface PortProblem {
  readonly kind: 'missing' | 'driver' | 'no_device' | 'permission' | 'busy' | 'unknown';
  readonly text: string;
  /** A command to type where there is one. */
  readonly fix: string;
}

/**
 * @param refusal what opening it was answered with; undefined where nobody has tried
 * @returns undefined where nothing stands against opening it
 */
export function judgePort(sight: PortSight, refusal?: string): PortProblem | undefined {
  if (!sight.isThere) return missing(sight);
  if (!sight.isDevice)
    return { kind: 'no_device', text: 'it is no serial port', fix: 'npx tillbell ports shows what there is' };
  if (!sight.isAllowed) return notAllowed(sight);
  if (refusal === undefined) return undefined;
  if (/busy|lock|EAGAIN|EWOULDBLOCK|temporarily unavailable/i.test(refusal)) return busy(sight);
  return { kind: 'unknown', text: refusal, fix: 'plug it out and in, and look with: sudo dmesg | tail' };
}

function missing({ driverless }: PortSight): PortProblem {
  const [usb] = driverless;
  if (usb !== undefined) return { kind: 'driver', ...describeDriverless(usb) };
  const fix = 'is the cable in, and one that carries data? npx tillbell ports shows what there is';
  return { kind: 'missing', text: 'there is no such port', fix };
}

function notAllowed({ group, isGroupAllowed, isListedInGroup, path }: PortSight): PortProblem {
  const text = `you may not open it: that takes the group ${group}`;
  if (!isGroupAllowed || group === 'root') {
    const rule = `sudo chgrp dialout ${path} && sudo chmod g+rw ${path}`;
    return { kind: 'permission', text: 'you may not open it, nor may any group', fix: rule };
  }
  if (isListedInGroup)
    return { kind: 'permission', text, fix: 'you are in it since your last login: log out and in again' };
  return { kind: 'permission', text, fix: `sudo usermod -aG ${group} $USER, then log out and in again` };
}

function busy({ holders, path }: PortSight): PortProblem {
  if (holders.length === 0)
    return {
      kind: 'busy',
      text: 'another user’s program has it open',
      fix: `sudo fuser -v ${path} names it`,
    };
  const names = holders.map(({ pid, command }) => `process ${pid} (${command})`).join(', ');
  const pids = holders.map(({ pid }) => pid).join(' ');
  return { kind: 'busy', text: `${names} has it open`, fix: `end it, e.g. kill ${pids}` };
}

/** One line of it. */
export const portProblemText = ({ text, fix }: PortProblem): string => `${text}; ${fix}`;

/** Puts what the system shows in the place of what a driver has said. Other failures stay as they are. */
export function explainPortFailure(path: string, thrown: unknown): unknown {
  if (!(thrown instanceof Failure) || thrown.code !== 'unreachable') return thrown;
  const problem = judgePort(lookAtPort(path), thrown.message);
  if (problem === undefined || problem.kind === 'unknown') return thrown;
  return new Failure('unreachable', `${path}: ${portProblemText(problem)}`, { cause: thrown });
}

import { Failure } from '../failure.ts';

/** What the system calls the reason, and what a technician can do about it. */
export function cannotOpenPort(path: string, reason: string): Failure {
  const advice: readonly (readonly [RegExp, string])[] = [
    [
      /permission denied|EACCES/i,
      'not allowed; join the group that owns it: sudo usermod -aG dialout $USER, then log in again',
    ],
    [
      /no such file|ENOENT|no such device|ENXIO|ENODEV/i,
      'there is no such port; is the cable in, and does it carry data?',
    ],
    [/busy|lock|EAGAIN|EWOULDBLOCK|temporarily unavailable/i, 'another program has it open; end that one'],
  ];
  const hint = advice.find(([pattern]) => pattern.test(reason))?.[1];
  return new Failure('unreachable', `${path}: ${hint === undefined ? reason : `${hint} (${reason})`}`);
}

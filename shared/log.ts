import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Names under which a secret could stand in a log line; promise 9: keys never appear in a log. */
const SECRET_NAMES = ['key', 'deviceKey', 'password', 'authorization', 'token', 'secret'];

/** JSON lines for machines; what a person must read is written by the commands themselves. */
export function createLog(program: string, level: LogLevel, destination: DestinationStream): Log {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`]);
  return pino({ name: program, level, redact: { paths, censor: '[secret]' } }, destination);
}

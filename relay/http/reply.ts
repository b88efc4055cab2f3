import { describeThrown, type FailureCode, isFailure } from '../../shared/failure.ts';

/** What an HTTP call is answered with. */
export interface Reply {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain; charset=utf-8' | (string & {});
  readonly body: string;
  /** In the place of `body` where it is no text. */
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export const jsonReply = (status: number, value: unknown): Reply => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(value)}\n`,
});

export const textReply = (status: number, body: string): Reply => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
});

/** The form of every error: `{code, message}`. */
export const errorReply = (status: number, code: FailureCode | 'internal', message: string): Reply =>
  jsonReply(status, { code, message });

const STATUS_BY_CODE: Readonly<Partial<Record<FailureCode, number>>> = {
  malformed: 400,
  usage: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  expired: 410,
  too_large: 413,
  not_a_cabinet: 422,
  overloaded: 503,
  store_unavailable: 503,
  timed_out: 503,
  device_gone: 503,
  stopped: 503,
};

/** The payment core calls again after 1 s by itself; others learn here that it is worth trying. */
const RETRY_AFTER_S = '1';

/** Answers with what was thrown. Anything but a Failure is a mistake of ours and tells the caller nothing of us. */
export function refusalReply(thrown: unknown): Reply {
  if (!isFailure(thrown)) return errorReply(500, 'internal', 'the relay made a mistake; its log tells more');
  const reply = errorReply(STATUS_BY_CODE[thrown.code] ?? 500, thrown.code, describeThrown(thrown));
  if (reply.status === 503) return { ...reply, headers: { 'retry-after': RETRY_AFTER_S } };
  if (reply.status === 401) return { ...reply, headers: { 'www-authenticate': 'Bearer' } };
  return reply;
}

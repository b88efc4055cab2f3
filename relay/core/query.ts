import { createHash } from 'node:crypto';
import { Failure } from '../../shared/failure.ts';
import { type TerminalSn, terminalSn } from '../../shared/ids.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { OrderCallback, UnfinishedOrder } from '../store.ts';
import { readCallbackBody } from './callback-body.ts';
import { parseCallback } from './order-callback.ts';

/** The gateway's query call, under the base address that `--core-query` names. */
export const QUERY_PATH = '/upay/v2/query';

/** The keys that the gateway gave to terminals; one of them may serve all others. */
export interface TerminalKeys {
  readonly byTerminal: ReadonlyMap<TerminalSn, string>;
  readonly forOthers?: string;
}

/**
 * Reads a terminal key file: a line `TERMINAL_SN KEY` for each terminal; a line with a key alone is for every
 * terminal that has none of its own. Empty lines and lines beginning with `#` are skipped.
 *
 * @throws Failure `usage` naming the line, never the key
 */
export function readTerminalKeys(text: string): TerminalKeys {
  const byTerminal = new Map<TerminalSn, string>();
  let forOthers: string | undefined;
  text.split('\n').forEach((whole, index) => {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) return;
    const [first = '', second, ...rest] = line.split(/\s+/);
    if (rest.length > 0) throw new Failure('usage', `line ${index + 1} has more than TERMINAL_SN KEY`);
    if (second !== undefined) byTerminal.set(terminalSn(first), second);
    else if (forOthers === undefined) forOthers = first;
    else throw new Failure('usage', `line ${index + 1}: a second key without its TERMINAL_SN`);
  });
  if (byTerminal.size === 0 && forOthers === undefined) throw new Failure('usage', 'holds no key');
  return forOthers === undefined ? { byTerminal } : { byTerminal, forOthers };
}

export interface Query {
  readonly body: string;
  /** `{terminal_sn} {MD5(body + terminal_key)}`; the gateway knows no better digest here. */
  readonly authorization: string;
}

/** `undefined`: there is no key for the order's terminal. */
export function makeQuery(order: UnfinishedOrder, keys: TerminalKeys): Query | undefined {
  const key = keys.byTerminal.get(order.terminalSn) ?? keys.forOthers;
  if (key === undefined) return undefined;
  const body = JSON.stringify({ terminal_sn: order.terminalSn, sn: order.sn });
  const digest = createHash('md5').update(`${body}${key}`, 'utf8').digest('hex');
  return { body, authorization: `${order.terminalSn} ${digest}` };
}

/**
 * Understands the answer as strictly as a callback: `biz_response.data` has its fields.
 *
 * @throws Failure `not_found` when the core does not know the order, `forbidden` when it refuses to say, `malformed`
 */
export function readQueryReply(body: Uint8Array, order: UnfinishedOrder, nowMs: UnixMs): OrderCallback {
  const { fields } = readCallbackBody(body);
  refuseUnless(fields.get('result_code') === '200', fields.get('error_code'));
  const business = objectAt(fields.get('biz_response'), 'biz_response');
  refuseUnless(business.result_code === 'SUCCESS', business.error_code);
  // Some versions of the gateway leave out terminal_sn, which the question has named.
  const data = { terminal_sn: order.terminalSn, ...objectAt(business.data, 'biz_response.data') };
  const callback = parseCallback(Buffer.from(JSON.stringify(data)), nowMs);
  if (callback.sn !== order.sn || callback.terminalSn !== order.terminalSn) {
    throw new Failure('malformed', 'the answer is about another order than the question');
  }
  return callback;
}

function refuseUnless(answered: boolean, errorCode: unknown): void {
  if (answered) return;
  const code =
    typeof errorCode === 'string' ? errorCode.replace(/[^A-Za-z0-9_.-]/g, '?').slice(0, 64) : 'unknown';
  throw new Failure(
    code.endsWith('ORDER_NOT_EXISTS') ? 'not_found' : 'forbidden',
    `the core answered ${code}`,
  );
}

function objectAt(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('malformed', `${what} must be an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}

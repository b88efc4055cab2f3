import { Failure } from '../../shared/failure.ts';
import { orderSn, terminalSn } from '../../shared/ids.ts';
import { FEN_MAX, type Fen, fen, type UnixMs, unixMs } from '../../shared/quantities.ts';
import { ORDER_STATES, type OrderCallback, type OrderState } from '../store.ts';
import { type JsonFields as Fields, readCallbackBody } from './callback-body.ts';

/**
 * Understands one callback of the Shouqianba gateway (every value is a string, amounts are integers of fen). What
 * became of the order is told by `order_status`; `status` tells how the last request about it went, and a failed
 * refund of a paid order says FAIL there, so it decides nothing. Fields that we do not know stay in `raw`.
 *
 * @param body the bytes that were signed
 * @param nowMs the relay's time: stands in where the gateway names no time, or one still to come
 * @throws Failure `malformed` (naming the field) or `too_large`
 */
export function parseCallback(body: Uint8Array, nowMs: UnixMs): OrderCallback {
  const { text, fields } = readCallbackBody(body);
  const state = orderState(fields);
  const totalAmountFen = amount(fields, 'total_amount');
  const netAmountFen = netAmount(fields, state, totalAmountFen);
  if (netAmountFen > totalAmountFen) throw new Failure('malformed', 'net_amount is above total_amount');
  return {
    sn: orderSn(present(fields, 'sn')),
    terminalSn: terminalSn(present(fields, 'terminal_sn')),
    clientSn: shortText(fields, 'client_sn', 32),
    tradeNo: shortText(fields, 'trade_no', 128),
    state,
    payway: shortText(fields, 'payway', 16),
    totalAmountFen,
    netAmountFen,
    finishedAtMs: finishedAt(fields, nowMs),
    raw: text,
  };
}

/** The field's text; a missing one is empty, as the gateway itself leaves out or empties what it has not got. */
function textOf(fields: Fields, name: string): string {
  const value = fields.get(name) ?? '';
  if (typeof value !== 'string') throw new Failure('malformed', `${name} must be a string`);
  return value;
}

function present(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (text === '') throw new Failure('malformed', `${name} is missing`);
  return text;
}

/** Control characters and half surrogate pairs would not come back from the database as they went in. */
function shortText(fields: Fields, name: string, charactersMax: number): string {
  const text = textOf(fields, name);
  if (text.length > charactersMax) {
    throw new Failure('malformed', `${name} is longer than ${charactersMax} characters`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw new Failure('malformed', `${name} has characters that are no text`);
  return text;
}

function orderState(fields: Fields): OrderState {
  const name = present(fields, 'order_status');
  const state = ORDER_STATES.find((known) => known === name);
  if (state === undefined) {
    throw new Failure('malformed', `order_status must be one of ${ORDER_STATES.join(', ')}`);
  }
  return state;
}

function amount(fields: Fields, name: string): Fen {
  const text = present(fields, name);
  // Digits are counted first: Number() would round a longer one.
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= FEN_MAX)) {
    throw new Failure('malformed', `${name} must be whole fen in plain digits, from 0 to ${FEN_MAX}`);
  }
  return fen(value);
}

/** Only a partial refund cannot be understood without it. */
function netAmount(fields: Fields, state: OrderState, totalAmountFen: Fen): Fen {
  if (textOf(fields, 'net_amount') !== '' || state === 'PARTIAL_REFUNDED')
    return amount(fields, 'net_amount');
  return state === 'REFUNDED' || state === 'CANCELED' ? fen(0) : totalAmountFen;
}

/** No later than now: a gateway clock that runs ahead must not make an old payment look fresh for ever. */
function finishedAt(fields: Fields, nowMs: UnixMs): UnixMs {
  for (const name of ['finish_time', 'channel_finish_time']) {
    const text = textOf(fields, name);
    if (text === '' || text === '0') continue;
    if (!/^[0-9]{1,15}$/.test(text))
      throw new Failure('malformed', `${name} must be ms since 1970 in digits`);
    return unixMs(Math.min(Number(text), nowMs));
  }
  return nowMs;
}

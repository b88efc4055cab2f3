import { Failure } from '../../shared/failure.ts';
import { orderSn, storeId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { type UnixMs, unixMs } from '../../shared/quantities.ts';
import { jsonReply } from '../http/reply.ts';
import { type Route, readQuery } from '../http/routes.ts';
import type { RelayStore } from '../store.ts';

export interface OrderRoutesOptions {
  readonly store: Pick<RelayStore, 'readOrder' | 'readLedger' | 'readAlarms'>;
  now(): UnixMs;
}

/** What became of the money: one order's life, the ledger, the alarms. */
export function orderRoutes({ store, now }: OrderRoutesOptions): readonly Omit<Route, 'provesCaller'>[] {
  return [
    {
      method: 'GET',
      path: '/v1/orders/:sn',
      bodyBytesMax: 0,
      async handle({ parameters, query }) {
        readQuery(query, []);
        const sn = orderSn(parameters[0]);
        const order = await store.readOrder(sn);
        if (order === undefined) throw new Failure('not_found', `there is no order ${sn}`);
        return jsonReply(200, order);
      },
    },
    {
      method: 'GET',
      path: '/v1/ledger',
      bodyBytesMax: 0,
      answerTimeoutMs: limits.ledgerAnswerTimeoutMs,
      async handle({ query }) {
        const { from, to, store: shop } = readQuery(query, ['from', 'to', 'store']);
        const ledger = await store.readLedger(
          {
            ...(from === undefined ? {} : { fromMs: readTime(from) }),
            ...(to === undefined ? {} : { toMs: readTime(to) }),
            ...(shop === undefined ? {} : { store: storeId(shop) }),
          },
          now(),
        );
        return jsonReply(200, ledger);
      },
    },
    {
      method: 'GET',
      path: '/v1/alarms',
      bodyBytesMax: 0,
      async handle({ query }) {
        readQuery(query, []);
        return jsonReply(200, { alarms: await store.readAlarms(limits.alarmsListed) });
      },
    },
  ];
}

const ISO_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A moment, as ms since 1970 or as ISO 8601 with its offset, e.g. `2025-06-30T08:00:00+08:00`. A time without an
 * offset is refused: relay and shop may have different ones.
 *
 * @throws Failure `malformed`
 */
export function readTime(text: string): UnixMs {
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : ISO_FORM.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new Failure('malformed', 'a time is ms since 1970, or like 2025-06-30T08:00:00+08:00');
  }
  return unixMs(ms);
}

import type { Chance } from '../../shared/seeded-chance.ts';

/**
 * Orders of the payment core, and its callbacks as the Shouqianba gateway writes them: every value a
 * string, amounts in fen, fields in no order that anybody may rely on, and some that no document names.
 */
export const CORE_STATES = [
  'CREATED',
  'PAID',
  'PAY_CANCELED',
  'PARTIAL_REFUNDED',
  'REFUNDED',
  'CANCELED',
] as const;
export type CoreState = (typeof CORE_STATES)[number];

/** What does not change in the life of an order. */
export interface CoreOrder {
  /** 16 digits. */
  readonly sn: string;
  readonly terminalSn: string;
  readonly totalFen: number;
  readonly payway: string;
  /** Every other field of the callback, as it is written. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One state of an order, from the moment it came about. */
export interface OrderMoment {
  readonly state: CoreState;
  /** What is left after refunds. */
  readonly netFen: number;
  /** Unix ms, the gateway's clock. */
  readonly finishedAtMs: number;
}

/** Codes of the public list, the common ones more often, and two that are on no list. */
const PAYWAYS = ['1', '2', '2', '2', '3', '3', '3', '3', '17', '17', '18', '6', '4', '5', '8', '19', '100'];
const UNLISTED_PAYWAYS = ['23', '110'];

/** Amounts at which reading aloud goes wrong: zeros inside, 两, 十 at the front, 万, one fen. */
const AWKWARD_FEN = [
  1, 10, 11, 100, 101, 110, 1000, 1001, 1010, 1100, 1250, 2000, 2200, 10_000, 10_005, 10_100, 11_000, 20_000,
  20_020, 22_222, 100_000, 100_100, 101_000, 110_010, 200_000, 222_222, 1_000_000, 1_001_000, 2_000_000,
  2_222_200, 10_000_000, 11_000_050, 20_000_000,
];

const SUBJECTS = [
  '拿铁 大杯',
  '早餐',
  '牛肉面×2',
  'Coca-Cola 330ml',
  '"手抓饼" 加蛋\\不要葱',
  '🍜 套餐',
  '会员充值',
];
const OPERATORS = ['王姐', '收银1', 'operator-07', ''];

/** Most amounts spread evenly over their number of digits, as in a shop; one in six is an awkward one. */
export function drawAmountFen(chance: Chance): number {
  if (chance.happens(1 / 6)) return chance.pick(AWKWARD_FEN);
  const fen = Math.round(100 * 10 ** (chance.next() * 3.3));
  return chance.happens(0.6) ? Math.max(50, Math.round(fen / 50) * 50) : fen;
}

/** What a caller wants to be so, instead of drawn. */
export interface OrderWishes {
  readonly amountFen?: number;
  readonly payway?: string;
}

/**
 * Draws an order.
 *
 * @param orderNumber up to 14 digits; never the same twice on one core
 */
export function drawOrder(
  chance: Chance,
  orderNumber: number,
  terminalSn: string,
  wishes: OrderWishes = {},
): CoreOrder {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => chance.integer(0, 9)).join('');
  const drawnPayway = chance.happens(0.04) ? chance.pick(UNLISTED_PAYWAYS) : chance.pick(PAYWAYS);
  const drawnAmount = drawAmountFen(chance);
  const payway = wishes.payway ?? drawnPayway;
  const wallet = payway === '3' ? 'WALLET_WEIXIN' : payway === '2' ? 'WALLET_ALIPAY' : 'BANKCARD_DEBIT';
  const fields: Record<string, unknown> = {
    client_sn: `TB${orderNumber.toString(36).toUpperCase()}${digits(6)}`,
    client_tsn: `TB${orderNumber.toString(36).toUpperCase()}${digits(6)}`,
    trade_no: `20${digits(26)}`,
    sub_payway: chance.pick(['1', '2', '3', '4']),
    payer_uid: payway === '3' ? `okSzXt${digits(12)}` : `2088${digits(12)}`,
    payer_login: chance.happens(0.5) ? `138****${digits(4)}` : '',
    subject: chance.pick(SUBJECTS),
    operator: chance.pick(OPERATORS),
    reflect: chance.happens(0.3) ? `{"table":"${chance.integer(1, 40)}","tip":"0"}` : '',
    terminal_id: `7a1c${digits(8)}`,
    store_id: '1580000001234567',
    wallet,
  };
  // Fields that no list names come and go: the relay keeps what it does not know, and trips over nothing.
  if (chance.happens(0.4)) fields.settlement_amount = 'see statement';
  if (chance.happens(0.2)) fields.provider_response = { goods_details: [{ promotion_id: digits(6) }] };
  if (chance.happens(0.1)) fields.is_digital_rmb = null;
  return {
    sn: `78${String(orderNumber).padStart(14, '0')}`,
    terminalSn,
    totalFen: wishes.amountFen ?? drawnAmount,
    payway,
    fields,
  };
}

const STATUS: Readonly<Record<CoreState, string>> = {
  CREATED: 'IN_PROG',
  PAID: 'SUCCESS',
  PAY_CANCELED: 'FAIL_CANCELED',
  PARTIAL_REFUNDED: 'SUCCESS',
  REFUNDED: 'SUCCESS',
  CANCELED: 'SUCCESS',
};

/** The order as the gateway tells it at `moment`: a callback's JSON object, and a query's `data`. */
export function callbackFields(order: CoreOrder, moment: OrderMoment): Readonly<Record<string, unknown>> {
  const { wallet, ...fields } = order.fields;
  return {
    sn: order.sn,
    ...fields,
    terminal_sn: order.terminalSn,
    status: STATUS[moment.state],
    order_status: moment.state,
    payway: order.payway,
    total_amount: String(order.totalFen),
    net_amount: String(moment.netFen),
    finish_time: String(moment.finishedAtMs),
    channel_finish_time: String(moment.finishedAtMs - 120),
    payment_list: [{ type: wallet, amount_total: String(order.totalFen) }],
  };
}

/** The callback's body; the same moment always gives the same bytes, as a repeat of the gateway does. */
export function callbackBody(order: CoreOrder, moment: OrderMoment): string {
  return JSON.stringify(callbackFields(order, moment));
}

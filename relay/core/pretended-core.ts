import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The fields of a callback that a test states; the others are as in a plain payment. */
export type CallbackFields = Readonly<Record<string, unknown>>;

/** A payment core for tests: it signs what it is told to, and serves nothing. */
export interface PretendedCore {
  readonly publicKeyPem: string;
  readonly publicKey: KeyObject;
  /** `{terminal_sn} {base64}` over the bytes of `body`. */
  authorize(body: string | Uint8Array, terminalSn?: string): string;
}

export function pretendCore(): PretendedCore {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    publicKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    authorize: (body, terminalSn = 'T1') =>
      `${terminalSn} ${sign('sha256', Buffer.from(body), privateKey).toString('base64')}`,
  };
}

/** A payment of 12.50 yuan at terminal T1, as the gateway writes it. */
export function callbackJson(fields: CallbackFields = {}): string {
  return JSON.stringify({
    sn: '7895259485469125',
    client_sn: '20250630-0001',
    terminal_sn: 'T1',
    trade_no: '2025063022001412345678901234',
    status: 'SUCCESS',
    order_status: 'PAID',
    payway: '2',
    sub_payway: '1',
    total_amount: '1250',
    net_amount: '1250',
    subject: '早餐',
    finish_time: '1751241600000',
    payment_list: [{ type: 'ALIPAYACCOUNT', amount_total: '1250' }],
    ...fields,
  });
}

import { type KeyObject, sign } from 'node:crypto';
import { type CoreOrder, callbackBody } from '../../../firmware-sim/core/callback-maker.ts';

/**
 * A whole HTTP request that tells the relay that `order` was paid just now. Signing runs on libuv's threads.
 */
export async function callbackRequest(order: CoreOrder, key: KeyObject): Promise<Buffer> {
  const moment = { state: 'PAID', netFen: order.totalFen, finishedAtMs: Date.now() } as const;
  const body = Buffer.from(callbackBody(order, moment), 'utf8');
  const signature = await new Promise<Buffer>((resolve, reject) => {
    sign('RSA-SHA256', body, key, (failure, bytes) => (failure === null ? resolve(bytes) : reject(failure)));
  });
  const head = [
    'POST /v1/callbacks/shouqianba HTTP/1.1',
    'Host: relay',
    'Content-Type: application/json',
    `Authorization: ${order.terminalSn} ${signature.toString('base64')}`,
    `Content-Length: ${body.length}`,
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]);
}

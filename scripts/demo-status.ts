import { readLedger } from '../firmware-sim/audit-collector.ts';
import type { LedgerEvidence } from '../firmware-sim/audit-evidence.ts';
import type { LiveShop } from '../firmware-sim/live-shop.ts';

/** `24 notices = 22 announced + 2 late, balanced`. */
export function ledgerText({ notices, receipts, open, ordersHandedOver, balanced }: LedgerEvidence): string {
  const parts: readonly (readonly [string, number])[] = [
    ['announced', receipts.announced.count],
    ['late', receipts.announced_late.count],
    ['summarised', receipts.summarised.count],
    ['handed over', receipts.handed_over.count + ordersHandedOver.count],
    ['open', open.count],
  ];
  const shown = parts.filter(([name, count]) => count > 0 || name === 'announced');
  const sum = shown.map(([name, count]) => `${count} ${name}`).join(' + ');
  const count = notices.count + ordersHandedOver.count;
  return `${count} notices = ${sum}, ${balanced ? 'balanced' : 'NOT BALANCED'}`;
}

/** One line of how the shop is just now: the speaker, its lamps and volume, and the books. */
export async function statusText(
  shop: LiveShop,
  speaker: string,
  lamps: ReadonlyMap<string, boolean>,
): Promise<string> {
  const [books, device] = await Promise.all([
    readLedger(shop.api).then(ledgerText, () => 'relay down'),
    shop.api.call('GET', `/v1/devices/${speaker}`).catch(() => ({})),
  ]);
  const { volumePercent, online } = (device as { state?: Record<string, unknown> }).state ?? {};
  return [
    `speaker ${online === true ? 'online' : 'offline'}`,
    ...['link', 'unheard'].map((lamp) => `${lamp} ${lamps.get(lamp) === true ? '●' : '○'}`),
    ...(typeof volumePercent === 'number' ? [`volume ${volumePercent} %`] : []),
    books,
  ].join(' │ ');
}

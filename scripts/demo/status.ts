import { readLedger } from '../../firmware-sim/audit/collector.ts';
import type { LedgerEvidence } from '../../firmware-sim/audit/evidence.ts';
import type { LiveShop } from '../../firmware-sim/live-shop.ts';

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

/** How the shop is just now. */
export interface DemoStatus {
  /** One line: the speaker, its lamps and volume, and the books. */
  readonly text: string;
  /** What the speaker warns of, by its own names. */
  readonly warnings: readonly string[];
}

export async function readStatus(
  shop: LiveShop,
  speaker: string,
  lamps: ReadonlyMap<string, boolean>,
): Promise<DemoStatus> {
  const [books, device] = await Promise.all([
    readLedger(shop.api).then(ledgerText, () => 'relay down'),
    shop.api.call('GET', `/v1/devices/${speaker}`).catch(() => ({})),
  ]);
  const { volumePercent, online, warnings } = (device as { state?: Record<string, unknown> }).state ?? {};
  const text = [
    `speaker ${online === true ? 'online' : 'offline'}`,
    ...['link', 'unheard'].map((lamp) => `${lamp} ${lamps.get(lamp) === true ? '●' : '○'}`),
    ...(typeof volumePercent === 'number' ? [`volume ${volumePercent} %`] : []),
    books,
  ].join(' │ ');
  return { text, warnings: Array.isArray(warnings) ? warnings.map(String) : [] };
}

import { readFileSync } from 'node:fs';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { durationText, type Paint, yuanText } from '../../terminal-text.ts';
import { RecordView } from '../roster/record-view.ts';
import { RELAY_OPTIONS, RelayDesk } from '../roster/relay-desk.ts';
import { textTable } from '../roster/text-table.ts';
import { technicianCommand } from '../technician-command.ts';
import { compareHeard, type HeardComparison, readHeardOrders } from './heard-orders.ts';

const RECEIPTS = ['announced', 'announced_late', 'summarised', 'handed_over'] as const;
const RECEIPT_WORDS: Readonly<Record<(typeof RECEIPTS)[number], string>> = {
  announced: 'announced',
  announced_late: 'announced late',
  summarised: 'summed up',
  handed_over: 'handed over',
};
/** Each order of heard.jsonl costs one call. */
const HEARD_ORDERS_MOST = 5_000;

const plain = (text: string): string => text;

export const LEDGER_VERIFY_COMMAND = technicianCommand({
  path: ['ledger', 'verify'],
  summary: 'Proves that nothing accepted is lost: notices = receipts + what is open, in count and in sum',
  options: {
    from: { placeholder: 'TIME', help: 'accepted since then, e.g. 2025-06-30T08:00:00+08:00', parse: plain },
    to: { placeholder: 'TIME', help: 'accepted before then', parse: plain },
    store: { placeholder: 'SHOP', help: 'of one shop only', parse: plain },
    heard: {
      placeholder: 'FILE',
      help: 'a device’s heard.jsonl: each order in it is looked up as well',
      parse: plain,
    },
    ...RELAY_OPTIONS,
  },
  examples: [
    'npx tillbell ledger verify',
    'npx tillbell ledger verify --store shop-42 --from 2025-06-30T00:00:00+08:00 --json',
    'npx tillbell ledger verify --heard data/device/heard.jsonl',
  ],
  async run(_none, values, terminal) {
    const desk = new RelayDesk(values, terminal.stopped);
    const { from, to, store, heard: file } = values;
    const asked = Object.entries({ from, to, store }).flatMap(([name, text]) =>
      text === undefined ? [] : [`${name}=${encodeURIComponent(text)}`],
    );
    const { value } = await desk.call('GET', `/v1/ledger${asked.length === 0 ? '' : `?${asked.join('&')}`}`);
    const ledger = new RecordView(value);
    if (!ledger.has('balanced')) throw new Failure('malformed', 'the relay’s answer is no ledger');
    const heard = file === undefined ? undefined : await compare(desk, file);
    const isGood = ledger.is('balanced') && (heard?.unknown.length ?? 0) === 0;
    const reason = ledger.is('balanced')
      ? `${heard?.unknown.length} orders were heard that the relay does not know`
      : 'the ledger does not balance: something accepted has neither a receipt nor stands open';
    return {
      exitCode: isGood ? 0 : 1,
      text: [ledgerText(ledger, terminal.paint), ...(heard === undefined ? [] : [heardText(heard)])].join(
        '\n\n',
      ),
      document: { ...(value as object), ...(heard === undefined ? {} : { heard }) },
      ...(isGood ? {} : { reason }),
    };
  },
});

async function compare(desk: RelayDesk, file: string): Promise<HeardComparison> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new Failure('not_found', `--heard ${file} cannot be read: ${describeThrown(thrown)}`);
  }
  const orders = readHeardOrders(text);
  if (orders.sns.length > HEARD_ORDERS_MOST)
    throw new Failure(
      'too_large',
      `${file} names ${orders.sns.length} orders, at most ${HEARD_ORDERS_MOST} are looked up: give the newest lines of it`,
    );
  return compareHeard(orders, async (sn) => {
    try {
      await desk.call('GET', `/v1/orders/${encodeURIComponent(sn)}`);
      return true;
    } catch (thrown) {
      if (thrown instanceof Failure && ['not_found', 'malformed'].includes(thrown.code)) return false;
      throw thrown;
    }
  });
}

function ledgerText(ledger: RecordView, paint: Paint): string {
  const row = (name: string, count: RecordView): string[] => [
    name,
    String(count.number('count') ?? 0),
    yuanText(count.number('sumFen') ?? 0),
  ];
  const receipts = ledger.within('receipts');
  const table = textTable(
    ['', 'count', 'yuan'],
    [
      row('orders accepted', ledger.within('ordersAccepted')),
      row('  handed over at once', ledger.within('ordersHandedOver')),
      row('notices', ledger.within('notices')),
      ...RECEIPTS.map((name) => row(`  ${RECEIPT_WORDS[name]}`, receipts.within(name))),
      row('  open', ledger.within('open')),
    ],
    paint,
  );
  const open = ledger.list('openNotices');
  const balance = ledger.is('balanced')
    ? paint('balanced: every notice has its receipt or stands open', 'green')
    : paint('NOT balanced', 'red');
  if (open.length === 0) return `${table}\n\n${balance}`;
  const rows = open.map((notice) => [
    durationText(notice.number('ageMs') ?? 0),
    notice.text('sn'),
    notice.text('deviceId'),
    String(notice.number('seq') ?? ''),
    notice.is('stored') ? 'on the device’s disk' : 'not with the device',
  ]);
  const list = textTable(['open since', 'order', 'device', 'seq', 'where it is'], rows, paint);
  return `${table}\n\n${list}\n\n${balance}`;
}

function heardText({ orders, utterances, unknown, unreadableLines }: HeardComparison): string {
  const lines = [`heard: ${utterances} utterances of ${orders} orders`];
  if (unreadableLines > 0) lines.push(`${unreadableLines} lines of the file cannot be read`);
  for (const sn of unknown.slice(0, 20)) lines.push(`  ${sn} was heard, and the relay does not know it`);
  return lines.join('\n');
}

/**
 * Accepts orders, stored marks and receipts in a process of its own, so that a test can kill it.
 *
 * Usage: order-writer.ts FILE: order numbers 1, 2, 3 …, each on stdout once it is accepted
 */
import { OutboxStore } from '../relay/outbox/outbox-store.ts';
import { deviceId, storeId, terminalSn } from '../shared/ids.ts';
import { seq, unixMs } from '../shared/quantities.ts';
import { trialCallback, trialLogId } from './trial-outbox.ts';

const [file = ''] = process.argv.slice(2);
const store = await OutboxStore.open({
  file,
  onDeath: (failure) => {
    throw failure;
  },
});
for (const number of [1, 2]) {
  await store.putDevice(
    {
      id: deviceId(`SPK-${number}`),
      role: 'speaker',
      terminals: [terminalSn('T-1')],
      store: storeId('shop-1'),
      language: 'zh-CN',
    },
    new Uint8Array(32),
    trialLogId(number),
    unixMs(1),
  );
}

let next = 1;
async function lane(): Promise<never> {
  for (;;) {
    const numbers = [next, next + 1, next + 2];
    next += numbers.length;
    const answers = await store.acceptOrders(
      numbers.map((number) => trialCallback(number)),
      unixMs(10_000),
    );
    await new Promise((done) => process.stdout.write(`${numbers.join('\n')}\n`, done));
    const notices = answers.flatMap((answer) => (answer.answer === 'recorded' ? answer.notices : []));
    const places = notices.map(({ deviceId: device, notice }) => ({
      deviceId: device,
      logId: notice.logId,
      seq: seq(notice.seq),
    }));
    await store.markStored(places.map((place) => ({ ...place, atMs: unixMs(10_020) })));
    await store.recordReceipts(
      places.map(({ deviceId: device, logId, seq: at }) => ({
        deviceId: device,
        logId,
        receipt: { seq: at, outcome: 'announced', repeat: false, atMs: unixMs(11_000) },
      })),
      unixMs(11_000),
    );
  }
}
await Promise.all(Array.from({ length: 8 }, lane));

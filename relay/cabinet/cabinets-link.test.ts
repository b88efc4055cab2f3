import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../shared/failure.ts';
import { bankId, deviceId, logId, moduleSerial, rentalId } from '../../shared/ids.ts';
import { createLog } from '../../shared/log.ts';
import type { DownMessage } from '../../shared/messages.ts';
import { seq, unixMs } from '../../shared/quantities.ts';
import type { DeviceConnection } from '../push/connection-link.ts';
import { until } from '../push/pretended-house-link.ts';
import type { OpenRental, RentalMark, RentalOrder } from './cabinet-memory.ts';
import { Cabinets, type CabinetsOptions } from './cabinets-link.ts';

const CABINET = deviceId('CAB-1');
const REPORT_LOG = logId('00000000000000aa');
const order = (number: number, expiresInMs = 60_000): RentalOrder => ({
  rentalId: rentalId(`R-${number}`),
  cabinet: CABINET,
  expiresAtMs: unixMs(Date.now() + expiresInMs),
  minimumLevelPercent: 60,
});
const reports = [
  {
    seq: seq(1),
    atMs: unixMs(5_000),
    isTimeUncertain: false,
    event: {
      kind: 'bank_returned',
      bankId: bankId('PB1'),
      at: { module: moduleSerial('0a1b2c3d'), slot: 3 },
      levelPercent: 20,
    },
  },
] as const;

/** Cabinets over a store that refuses on demand, and connections that only remember. */
async function pretend(open: readonly OpenRental[] = []) {
  const store = { isFull: false, marks: [] as RentalMark[], recorded: 0, givenUp: [] as string[] };
  const refused: string[] = [];
  const news: string[] = [];
  const write = async <Result>(result: Result): Promise<Result> => {
    if (store.isFull) throw new Failure('store_unavailable', 'database or disk is full');
    return result;
  };
  const options: CabinetsOptions = {
    store: {
      requestRental: () => write({ answer: 'recorded', isEnded: false } as const),
      markRentals: (batch) => write(undefined).then(() => void store.marks.push(...batch)),
      readOpenRentals: async () => open,
      giveUpRentals: (ids) => write(undefined).then(() => void store.givenUp.push(...ids)),
      recordReports: (batch) =>
        write(batch.map(() => 'recorded' as const)).then((answers) => {
          store.recorded += batch.length;
          return answers;
        }),
    },
    log: createLog('test', 'silent', { write: () => {} }),
    observer: {
      rentSent: () => {},
      rentResent: () => {},
      reported: (kind) => news.push(kind),
      refused: (code) => refused.push(code),
    },
    newsRecorded: () => news.push('wake'),
  };
  const sent: string[] = [];
  const connect = (id: number, takes = true): DeviceConnection => {
    const send = (message: DownMessage): boolean => {
      sent.push(`${message.type} > ${id}`);
      return takes;
    };
    return { id, device: CABINET, send } as unknown as DeviceConnection;
  };
  return { cabinets: await Cabinets.open(options), store, refused, news, sent, connect };
}

test('a rental that the disk refuses goes nowhere; one that it keeps goes out before the answer', async () => {
  const { cabinets, store, sent, connect } = await pretend();
  cabinets.greeted(connect(1));
  store.isFull = true;
  await cabinets.request(order(1), 0).then(
    () => assert.unreachable('was accepted'),
    (thrown: Failure) => assert.is(thrown.code, 'store_unavailable'),
  );
  assert.equal([sent, cabinets.openRentals], [[], 0]);
  store.isFull = false;
  await cabinets.request(order(1), 0);
  assert.equal([sent, cabinets.openRentals], [['rent > 1'], 1]);
  await cabinets.close();
});

test('a report is confirmed only when the disk has it', async () => {
  const { cabinets, store, refused, news, sent, connect } = await pretend();
  const connection = connect(1);
  cabinets.greeted(connection);
  store.isFull = true;
  cabinets.hear(connection, { type: 'reports', reportLog: REPORT_LOG, reports });
  await until(() => refused.length === 1);
  assert.equal([refused, sent, news], [['reports_not_recorded'], [], []]);
  store.isFull = false;
  cabinets.hear(connection, { type: 'reports', reportLog: REPORT_LOG, reports });
  await until(() => sent.length === 1);
  assert.equal([sent, news], [['report_confirmation > 1'], ['wake', 'bank_returned']]);
  await cabinets.close();
});

test('a path that takes nothing more is counted, and the other one is used all the same', async () => {
  const { cabinets, refused, sent, connect } = await pretend();
  cabinets.greeted(connect(1, false));
  cabinets.greeted(connect(2));
  await cabinets.request(order(1), 0);
  assert.equal([sent, refused], [['rent > 1', 'rent > 2'], ['frozen']]);
  await cabinets.close();
});

test('at the end what cabinets have said is still written, and nothing more is sent', async () => {
  const { cabinets, store, sent, connect } = await pretend([
    { ...order(1), askedAtMs: unixMs(0), isStored: false },
  ]);
  const connection = connect(1);
  cabinets.greeted(connection);
  cabinets.hear(connection, { type: 'rent_stored', rentalId: rentalId('R-1') });
  cabinets.hear(connection, { type: 'reports', reportLog: REPORT_LOG, reports });
  await cabinets.close();
  assert.equal(
    store.marks.map(({ step }) => step),
    ['sent', 'stored'],
  );
  assert.is(store.recorded, 1);
  cabinets.greeted(connect(2));
  assert.not.ok(sent.includes('rent > 2'));
});

test('a rental without an answer is given up on disk, and forgotten only then', async () => {
  const { cabinets, store } = await pretend();
  await cabinets.request(order(1, -60_000), 0);
  await until(() => cabinets.openRentals === 0);
  assert.equal(store.givenUp, ['R-1']);
  await cabinets.close();
});

test.run();

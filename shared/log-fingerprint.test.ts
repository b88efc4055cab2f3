import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from './failure.ts';
import { orderSn } from './ids.ts';
import { fingerprint, NO_NOTICES, noticeFingerprint, withNotice } from './log-fingerprint.ts';
import { NOTICE_KINDS, type Notice } from './notice.ts';
import { fen, seq } from './quantities.ts';
import { seededChance } from './seeded-chance.ts';

type Told = Omit<Parameters<typeof noticeFingerprint>[0], 'seq'>;

const paid = (sn: string, amountFen = 1_250): Told => ({
  sn: orderSn(sn),
  kind: 'payment',
  amountFen: fen(amountFen),
  event: 'PAID',
});

/** Of a log with these notices, in this order. */
const ofLog = (notices: readonly Told[]): number =>
  notices.reduce(
    (log, notice, index) => withNotice(log, noticeFingerprint({ ...notice, seq: seq(index + 1) })),
    NO_NOTICES,
  );

test('golden: what another implementation has to come to', () => {
  // printf '91 7895252018360178 payment 1250 PAID' | sha256sum | cut -c1-12
  const one = noticeFingerprint({ ...paid('7895252018360178'), seq: seq(91) });
  assert.is(one.toString(16).padStart(12, '0'), 'd6210f9beb40');
  const refund: Told = {
    ...paid('7895252018360178', 1_150),
    kind: 'refund',
    event: 'PARTIAL_REFUNDED:1150',
  };
  assert.is(
    ofLog([paid('7895252018360178'), refund])
      .toString(16)
      .padStart(12, '0'),
    '96cdf4fbeb46',
  );
});

test('a sum beyond 48 bits begins at 0 again, and is exact', () => {
  const highest = fingerprint(2 ** 48 - 1);
  assert.is(withNotice(highest, fingerprint(1)), 0);
  assert.is(withNotice(highest, highest), 2 ** 48 - 2);
});

test('what is no integer of 48 bits is refused', () => {
  for (const value of [-1, 0.5, 2 ** 48, Number.NaN, 2 ** 60]) {
    try {
      fingerprint(value);
      assert.unreachable(String(value));
    } catch (thrown) {
      assert.ok(isFailure(thrown, 'malformed'), String(thrown));
    }
  }
});

test('fields that would read alike in a row are not one notice', () => {
  const told = new Set(
    [
      { ...paid('1000000000000000', 12), event: '3' },
      { ...paid('1000000000000000', 1), event: '2 3' },
      { ...paid('1000000000000000', 1), event: '23' },
      { ...paid('1000000000000000', 123), event: '' },
    ].map((notice) => noticeFingerprint({ ...notice, seq: seq(1) })),
  );
  assert.is(told.size, 4);
});

test('a notice that is swapped, replaced, left out, moved or changed in one field shows (2,000 seeds)', () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const chance = seededChance(seed);
    // All of one amount, as at a stall that sells one thing: the sum of fen tells none of them apart.
    const log = Array.from({ length: chance.integer(2, 40) }, (_, index) =>
      paid(String(seed * 1_000 + index).padStart(16, '7')),
    );
    const [at, other] = [chance.integer(0, log.length - 1), chance.integer(0, log.length - 2)];
    const second = other >= at ? other + 1 : other;
    const [one, two] = [log[at], log[second]];
    assert.ok(one !== undefined && two !== undefined);
    const stranger = paid(String(seed).padStart(16, '9'));
    const changed: readonly Told[] = [
      stranger,
      { ...one, event: 'PAID ' },
      { ...one, amountFen: fen(one.amountFen + 1) },
      { ...one, kind: chance.pick(NOTICE_KINDS.filter((kind): kind is Notice['kind'] => kind !== one.kind)) },
      { ...one, sn: two.sn },
    ];
    const moved = log.toSpliced(at, 1).toSpliced(second, 0, one);
    const others = [
      log.with(at, two).with(second, one),
      moved,
      log.toSpliced(at, 1),
      log.toSpliced(at, 0, stranger),
      ...changed.map((notice) => log.with(at, notice)),
    ];
    const all = [log, ...others].map(ofLog);
    assert.is.not(all[0], undefined);
    for (const value of all.slice(1)) assert.is.not(value, all[0], `seed ${seed}`);
  }
});

test.run();

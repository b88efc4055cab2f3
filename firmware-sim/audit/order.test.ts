import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderAccount, SpeakerEvidence } from './evidence.ts';
import type { OrderExpectation } from './expectation.ts';
import { auditOrderOfSpeaking, auditOverlaps } from './order.ts';
import type { UnderstoodLine } from './sentence.ts';

const SPEAKER = { id: 'SPK-1', terminals: [], heard: [], unreadableLines: 0, repeatsAllowed: 0 };
const NONE: ReadonlyMap<string, OrderExpectation> = new Map();

/** Seqs in the order in which they were heard, with the second; and when each was stored: what was out of order. */
function outOfOrder(
  heard: readonly (readonly [seq: number, atS: number])[],
  stored: readonly (readonly [seq: number, event: string, atS: number])[],
  orders = NONE,
  speaker: SpeakerEvidence = SPEAKER,
): string[] {
  const lines = heard.map(([seq, atS]): UnderstoodLine => {
    const times = { startedAtMs: atS * 1_000, endedAtMs: atS * 1_000 + 1 };
    const line = {
      seqs: [seq],
      sns: [`${seq}`],
      text: '',
      receipt: 'announced' as const,
      repeat: false,
      ...times,
    };
    const said = {
      says: 'money' as const,
      kind: 'payment' as const,
      wallet: '',
      amountFen: 1,
      repeat: false,
    };
    return { line, meaning: said };
  });
  const accounts = new Map(
    stored.map(([seq, event, atS]): [string, OrderAccount] => {
      const notice = { deviceId: 'SPK-1', event, seq, storedAtMs: atS * 1_000, receipts: [] };
      return [`${seq}`, { sn: `${seq}`, notices: [notice], handedOver: false, contradictions: 0 }];
    }),
  );
  const found: string[] = [];
  auditOrderOfSpeaking(speaker, lines, accounts, orders, (_finding, _detail, sn) => found.push(sn ?? ''));
  return found;
}

const heardLast = [
  [3, 2],
  [1, 20.1],
  [2, 20.2],
] as const;

test('what takes money back waits for a hole before it, half a minute at most; a payment does not', () => {
  const hole = [1, 'PAID', 20] as const;
  const later = [3, 'PAID', 1] as const;
  assert.equal(outOfOrder(heardLast, [hole, [2, 'REFUNDED', 0], later]), []);
  assert.equal(outOfOrder(heardLast, [hole, [2, 'PAID', 0], later]), ['2']);
  const tooLong = [
    [3, 40],
    [2, 50],
    [1, 101],
  ] as const;
  assert.equal(outOfOrder(tooLong, [[1, 'PAID', 100], [2, 'REFUNDED', 0], later]), ['2']);
});

test('without a hole what takes money back waits for nothing', () => {
  const heard = [
    [1, 0.5],
    [3, 2],
    [2, 3],
  ] as const;
  const stored = [
    [1, 'PAID', 0],
    [2, 'REFUNDED', 0],
    [3, 'PAID', 1],
  ] as const;
  assert.equal(outOfOrder(heard, stored), ['2']);
});

test('what turns late while the clock is put right may be overtaken, and nothing else', () => {
  const heard = [
    [2, 80],
    [1, 82],
  ] as const;
  const stored = [
    [1, 'PAID', 30],
    [2, 'PAID', 30],
  ] as const;
  const paidAt = (atS: number): ReadonlyMap<string, OrderExpectation> => {
    const saying = {
      state: 'PAID',
      kind: 'payment',
      amountFen: 1,
      paidAtMs: atS * 1_000,
      tooOld: false,
    } as const;
    return new Map([['1', { sn: '1', terminalSn: 'T', payway: '1', ways: [[saying]] }]]);
  };
  const doubtful = { ...SPEAKER, clockDoubtMs: 5_000 };
  assert.equal(outOfOrder(heard, stored, paidAt(22), doubtful), []);
  assert.equal(outOfOrder(heard, stored, paidAt(22)), ['1']);
  assert.equal(outOfOrder(heard, stored, paidAt(29), doubtful), ['1']);
});

test('two utterances overlap when no wrong clock can explain it: it may have jumped from one side to the other', () => {
  const line = { seqs: [1], sns: ['1'], text: '', receipt: 'announced', repeat: false } as const;
  const found = (againAtMs: number): string[] => {
    const heard = [20_000, againAtMs].map((atMs) => ({ ...line, startedAtMs: atMs, endedAtMs: atMs + 1 }));
    const findings: string[] = [];
    auditOverlaps({ ...SPEAKER, clockDoubtMs: 5_000, heard }, (finding) => findings.push(finding));
    return findings;
  };
  assert.equal(found(12_000), []);
  assert.equal(found(9_000), ['overlap']);
});

test.run();

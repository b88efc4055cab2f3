import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { auditCabinet, type CabinetEvidence, cabinetVerdictText, type Finding } from './cabinet-auditor.ts';
import type { Delivery } from './webhook-receiver.ts';

const T = 1_790_000_000_000;
const A = { module: '0001a000', slot: 1 };
const B = { module: '0001a000', slot: 2 };
const bankId = '0000000000BA0001';
const time = (atMs: number): string => new Date(T + atMs).toISOString();

const taken = (rentalId: string, atMs: number, of = bankId): Delivery => ({
  webhookId: `taken-${rentalId}-${of}-${atMs}`,
  type: 'rental.taken',
  data: { rentalId, bankId: of, ...A, at: time(atMs) },
  cameAtMs: T + atMs,
});
const returned = (atMs: number, rentalId = 'R-1'): Delivery => ({
  webhookId: `returned-${atMs}`,
  type: 'bank.returned',
  data: { bankId, rentalId, ...B, at: time(atMs) },
  cameAtMs: T + atMs,
});
const eject = (atMs: number, commandId: number) => ({
  ...A,
  bankId,
  commandId,
  move: 'eject' as const,
  atMs: T + atMs,
});
const took = (atMs: number) => ({ ...A, bankId, level: 0.8, celsius: 25, atMs: T + atMs });
const put = (atMs: number) => ({ ...B, bankId, how: 'fully' as const, atMs: T + atMs });

/** One rental as it should be: asked at 0, let out at 100, taken at 1,500, brought back at 9,000. */
const SOUND: CabinetEvidence = {
  witness: {
    motors: [eject(100, 1)],
    outs: [{ ...A, bankId, atMs: T + 800 }],
    departures: [took(1_500)],
    arrivals: [put(9_000)],
    blindSpans: [],
    powerInTheDark: [],
  },
  calls: [{ rentalId: 'R-1', askedAtMs: T, expiresAtMs: T + 20_000, status: 202, answeredAtMs: T + 5 }],
  deliveries: [taken('R-1', 2_700), returned(9_100)],
  missing: [],
};

const findingsOf = (evidence: CabinetEvidence): Finding[] =>
  auditCabinet(evidence).findings.map(({ finding }) => finding);
const changed = (change: Partial<CabinetEvidence>): CabinetEvidence => ({ ...SOUND, ...change });
const seen = (change: Partial<CabinetEvidence['witness']>): CabinetEvidence =>
  changed({ witness: { ...SOUND.witness, ...change } });

test('a rental and a return as they should be; a webhook that came twice is one', () => {
  assert.equal(findingsOf(SOUND), []);
  assert.equal(findingsOf(changed({ deliveries: [...SOUND.deliveries, returned(9_100)] })), []);
  const text = cabinetVerdictText(auditCabinet(SOUND));
  assert.match(text, /verdict: clean\n {2}rentals {14}1: 1 taken/);
});

test('whatever can be wrong is found, by its name', () => {
  const { deliveries } = SOUND;
  const cases: readonly [Finding, CabinetEvidence][] = [
    ['two_banks', changed({ deliveries: [...deliveries, taken('R-1', 3_000, '0000000000BA0002')] })],
    ['two_ends', changed({ deliveries: [...deliveries, { ...taken('R-1', 3_000), type: 'rental.failed' }] })],
    ['no_end', changed({ deliveries: [] })],
    ['unknown_rental', changed({ deliveries: [taken('R-9', 2_700), returned(9_100, 'R-9')] })],
    ['out_without_rental', changed({ deliveries: [returned(9_100)] })],
    ['let_out_without_rental', seen({ outs: [...SOUND.witness.outs, { ...A, bankId, atMs: T + 15_000 }] })],
    ['taken_but_in', seen({ departures: [], arrivals: [] })],
    ['late_eject', seen({ motors: [eject(1_400, 1)] })],
    ['return_lost', changed({ deliveries: [taken('R-1', 2_700)] })],
    ['returned_twice', changed({ deliveries: [...deliveries, returned(9_600)] })],
    ['wrong_time', changed({ deliveries: [taken('R-1', 2_700), returned(14_000)] })],
    ['wrong_time', changed({ deliveries: [taken('R-1', 2_700), returned(8_000)] })],
    ['wrong_time', changed({ deliveries: [taken('R-1', 900), returned(9_100)] })],
    ['wrong_time', changed({ deliveries: [taken('R-1', 9_200), returned(9_100)] })],
    ['wrong_rental', changed({ deliveries: [taken('R-1', 2_700), returned(9_100, 'R-7')] })],
    [
      'contradicted',
      changed({ deliveries: [...deliveries, { ...returned(9_100), data: { bankId, at: time(1) } }] }),
    ],
    ['called_missing', changed({ missing: [bankId] })],
    ['power_in_the_dark', seen({ powerInTheDark: ['A/1: 18 W'] })],
  ];
  for (const [finding, evidence] of cases) {
    const late = finding === 'late_eject' ? lateRental(evidence) : evidence;
    assert.ok(findingsOf(late).includes(finding), finding);
  }
});

const lateRental = (evidence: CabinetEvidence): CabinetEvidence => ({
  ...evidence,
  calls: SOUND.calls.map((call) => ({ ...call, expiresAtMs: T + 300 })),
});

test('what a blind controller could not see it may tell late, and no later', () => {
  const late = changed({ deliveries: [taken('R-1', 2_700), returned(18_000)] });
  const blind = { blindSpans: [{ fromMs: T + 8_000, toMs: T + 12_000 }] };
  assert.equal(findingsOf({ ...late, witness: { ...late.witness, ...blind } }), []);
  const later = changed({ deliveries: [taken('R-1', 2_700), returned(25_000)] });
  assert.equal(findingsOf({ ...later, witness: { ...later.witness, ...blind } }), ['wrong_time']);
});

test('a bank that a stranger brought, and one that was taken back before it was accepted, are no returns', () => {
  const stranger = { ...put(5_000), bankId: 'F00000000000F001' };
  assert.equal(findingsOf(seen({ arrivals: [...SOUND.witness.arrivals, stranger] })), []);
  const again = seen({
    arrivals: [put(5_000), put(9_000)],
    departures: [took(1_500), { ...took(7_000), ...B }],
  });
  assert.equal(findingsOf(again), []);
});

test('a relay that gave a rental up has said so', () => {
  const unanswered: Delivery = {
    webhookId: 'u',
    type: 'rental.unanswered',
    data: { rentalId: 'R-2' },
    cameAtMs: T,
  };
  const calls = [...SOUND.calls, { rentalId: 'R-2', askedAtMs: T, expiresAtMs: T + 1_000, status: 202 }];
  assert.equal(findingsOf(changed({ calls })), ['no_end']);
  assert.equal(findingsOf(changed({ calls, deliveries: [...SOUND.deliveries, unanswered] })), []);
});

test.run();

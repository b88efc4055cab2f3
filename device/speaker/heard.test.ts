import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logId, orderSn } from '../../shared/ids.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';
import { promptAnnouncement, singleAnnouncement } from './announcement.ts';
import { type HeardRecord, heardLine, repairHeard } from './heard.ts';

const notice = {
  newsId: 1,
  logId: logId('00000000000000aa'),
  logNumber: 1,
  seq: seq(7),
  sn: orderSn('7894259244061958'),
  kind: 'payment',
  payway: '3',
  amountFen: fen(1_250),
  paidAtMs: unixMs(1),
} as const;

test('a line has the form that an auditor reads', () => {
  const spoken = { text: '微信到账，十二点五元', startedAtMs: unixMs(10), endedAtMs: unixMs(20) };
  assert.equal(JSON.parse(heardLine(singleAnnouncement(notice, true, true), { ...spoken, file: 'a.wav' })), {
    seqs: [7],
    sns: ['7894259244061958'],
    text: '微信到账，十二点五元',
    receipt: 'late',
    repeat: true,
    startedAtMs: 10,
    endedAtMs: 20,
    file: 'a.wav',
  });
  const prompt = JSON.parse(heardLine(promptAnnouncement('no_relay'), spoken));
  assert.equal([prompt.seqs, prompt.receipt, prompt.repeat, 'file' in prompt], [[], 'system', false, false]);
});

const records: readonly HeardRecord[] = [
  { id: 1, line: '{"a":"一"}' },
  { id: 2, line: '{"b":2}' },
  { id: 3, line: '{"a":"一"}' },
];
const whole = records.map(({ line }) => `${line}\n`).join('');
const missingIds = (file: string): number[] =>
  repairHeard(Buffer.from(file), records).missing.map((record) => record.id);

test('a file cut at any byte gets exactly the missing lines and loses exactly the torn end', () => {
  const before = '{"old":1}\n';
  const bytes = Buffer.from(before + whole);
  for (let cut = Buffer.byteLength(before); cut <= bytes.length; cut += 1) {
    const file = bytes.subarray(0, cut);
    const repair = repairHeard(file, records);
    const kept = file.subarray(0, file.length - repair.tornBytes).toString();
    const repaired = kept + repair.missing.map(({ line }) => `${line}\n`).join('');
    assert.is(repaired, before + whole, `cut at byte ${cut}`);
  }
});

test('a file that was moved away begins with what may be missing; one that has all gets nothing', () => {
  assert.equal(missingIds(''), [1, 2, 3]);
  assert.equal(missingIds(whole), []);
  assert.equal(missingIds('{"stranger":1}\n'), [1, 2, 3]);
});

test('a tail that begins in the middle of a line is no harm', () => {
  assert.equal(missingIds(`:1}\n${whole}`), []);
  assert.equal(missingIds(`:1}\n${records[0]?.line}\n`), [2, 3]);
});

test('nothing to repair', () => {
  assert.equal(repairHeard(Buffer.from('{"a":1}\n'), []), { tornBytes: 0, missing: [] });
  assert.equal(repairHeard(Buffer.from('{"a":1}\n{"b'), []), { tornBytes: 3, missing: [] });
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SlotPlace } from '../shared/cabinet-report.ts';
import { moduleSerial } from '../shared/ids.ts';
import type { CommandAction, DownMessage } from '../shared/messages.ts';
import { unixMs } from '../shared/quantities.ts';
import { type CommandOutcome, judgeCommand } from './commands.ts';

const command = (action: CommandAction, id = 'c1'): Extract<DownMessage, { type: 'command' }> => ({
  type: 'command',
  id,
  expiresAtMs: unixMs(1_000),
  action,
});
const MODULE = moduleSerial('0a0b0c0d');
const ABLE = { languages: ['zh-CN', 'en'], hasSlot: (at: SlotPlace) => at.module === MODULE && at.slot <= 4 };
const judge = (
  one: Extract<DownMessage, { type: 'command' }>,
  nowMs = 1_000,
  earlier: readonly CommandOutcome[] = [],
) => judgeCommand(one, new Map(earlier.map((outcome) => [outcome.id, outcome])), ABLE, nowMs);

test('a command is done until its expiry, and refused after it', () => {
  assert.is(judge(command({ do: 'say_test' })).verdict, 'do');
  const late = judge(command({ do: 'say_test' }), 1_001);
  assert.equal(late, {
    verdict: 'answer',
    outcome: { id: 'c1', done: false, message: 'it came after its expiry' },
  });
});

test('a repeat gets the first answer and does nothing, even after the expiry', () => {
  const outcome = { id: 'c1', done: true, message: 'done' };
  assert.equal(judge(command({ do: 'set_volume', volumePercent: 0 }), 9_999, [outcome]), {
    verdict: 'answer',
    outcome,
  });
});

test('promise 16: what this device cannot do is refused with the reason', () => {
  const refused = judge(command({ do: 'set_language', language: 'fr' }));
  assert.is(refused.verdict === 'answer' && refused.outcome.message, 'this device speaks zh-CN, en');
  assert.is(judge(command({ do: 'set_language', language: 'en' })).verdict, 'do');
  assert.is(judge(command({ do: 'say_test' }, '')).verdict, 'answer');
  const noSlot = judge(command({ do: 'free_slot', at: { module: MODULE, slot: 5 } }));
  assert.is(noSlot.verdict === 'answer' && noSlot.outcome.message, 'this device has no such slot');
  assert.is(judge(command({ do: 'free_slot', at: { module: MODULE, slot: 4 } })).verdict, 'do');
});

test.run();

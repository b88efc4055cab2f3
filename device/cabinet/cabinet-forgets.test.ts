import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bank } from '../../firmware-sim/cabinet/bank.ts';
import { bankOf, endOf } from '../../firmware-sim/cabinet/cabinet-shop.ts';
import { CabinetTrial } from '../../firmware-sim/cabinet/cabinet-trial.ts';
import { rentalId } from '../../shared/ids.ts';
import { unixMs } from '../../shared/quantities.ts';

/** Two modules with a bank each; one has let its bank out for R1, and the disk has forgotten that. */
function forgetful() {
  const trial = new CabinetTrial(5);
  const boards = ['0000001a', '0000002b'].map((serial) => trial.bus.add(serial, 2));
  boards.forEach((board, index) => {
    board.insert(1, new Bank({ bankId: bankOf(index + 1), level: 0.9 }), 'fully', 0);
  });
  trial.start();
  trial.run(6_000);
  trial.disk.keepCopy();
  const askedAtMs = unixMs(trial.trueMs);
  const id = trial.rent('R1', 120_000);
  const stood = () => boards.find((board) => board.bay(1).place === 'mouth');
  for (let waited = 0; waited < 10_000 && stood() === undefined; waited += 100) trial.run(100);
  const left = stood();
  const other = boards.find((board) => board !== left);
  if (left === undefined || other === undefined) throw new Error('one of the two has let its bank out');
  left.take(1, trial.nowMs);
  trial.die(true);
  trial.disk.restoreCopy();
  const expiresAtMs = unixMs(askedAtMs + 120_000);
  const askAgain = (): void =>
    trial.send({ type: 'rent', rentalId: id, expiresAtMs, minimumLevelPercent: 20, askedAtMs });
  const ejects = (): number => other.motorStarts.filter(({ move }) => move === 'eject').length;
  return { trial, left, askAgain, ejects };
}

test('the module that remembers what the disk has forgotten is found last: who asked before waits for it', () => {
  const { trial, left, askAgain, ejects } = forgetful();
  trial.bus.wire.unplug(left);
  trial.start();
  trial.run(500);
  askAgain();
  trial.run(3_000);
  assert.is(ejects(), 0);
  trial.bus.wire.plug(left);
  trial.run(4_000);
  assert.equal([endOf({ trial, board: left }, 'R1').code, ejects()], ['memory_lost', 0]);
});

test('… and that others were served meanwhile, with the same numbers, hides nothing', () => {
  const { trial, left, askAgain, ejects } = forgetful();
  trial.bus.wire.unplug(left);
  trial.start();
  trial.run(500);
  trial.rent('R2');
  trial.run(3_000);
  assert.is(ejects(), 1, 'who asks after the start need not wait');
  trial.bus.wire.plug(left);
  trial.run(4_000);
  askAgain();
  trial.run(4_000);
  assert.is(endOf({ trial, board: left }, 'R1').code, 'memory_lost');
});

test('… and it stays away: who asked before gets nothing, who asks after the start is served at once', () => {
  const { trial, left, askAgain, ejects } = forgetful();
  trial.bus.wire.unplug(left);
  trial.start();
  trial.run(500);
  askAgain();
  trial.run(12_000);
  assert.equal([endOf({ trial, board: left }, 'R1').code, ejects()], ['memory_unheard', 0]);
  trial.bus.wire.plug(left);
  trial.run(4_000);
  askAgain();
  trial.run(4_000);
  assert.is(ejects(), 0, 'a repeat moves nothing');
  trial.rent('R2');
  trial.run(3_000);
  assert.is(ejects(), 1);
});

test('a module that was heard and is lost again has said what it remembers', () => {
  const trial = new CabinetTrial(5);
  const [board, other] = ['0000001a', '0000002b'].map((serial) => trial.bus.add(serial, 2));
  if (board === undefined || other === undefined) throw new Error('there are two');
  for (const [index, one] of [board, other].entries())
    one.insert(1, new Bank({ bankId: bankOf(index + 1), level: 0.9 }), 'fully', 0);
  trial.start();
  trial.run(6_000);
  const askedAtMs = unixMs(trial.trueMs);
  trial.die(true);
  trial.start();
  trial.run(6_000);
  trial.bus.wire.unplug(other);
  trial.run(6_000);
  const expiresAtMs = unixMs(askedAtMs + 120_000);
  trial.send({ type: 'rent', rentalId: rentalId('R1'), expiresAtMs, minimumLevelPercent: 20, askedAtMs });
  trial.run(4_000);
  assert.is(board.bay(1).place, 'mouth');
});

test.run();

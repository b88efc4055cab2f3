import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { parsePanelOrder } from './panel-order.ts';

test('every order is understood', () => {
  assert.equal(parsePanelOrder('{"press":"replay"}'), { type: 'press', button: 'replay', heldMs: 100 });
  assert.equal(parsePanelOrder('{"press":"volume_up","heldMs":900}'), {
    type: 'press',
    button: 'volume_up',
    heldMs: 900,
  });
  assert.equal(parsePanelOrder('{"batteryMillivolts":3700}'), { type: 'battery', millivolts: 3_700 });
  assert.equal(parsePanelOrder('{"power":"off"}'), { type: 'power', power: 'off' });
  assert.equal(parsePanelOrder('{"power":"frozen"}'), { type: 'power', power: 'frozen' });
  assert.equal(parsePanelOrder('{"plug":"in"}'), { type: 'plug', plug: 'in' });
});

test('everything else is refused as malformed', () => {
  const wrong = [
    '',
    'null',
    '[]',
    '{}',
    '{"press":"mute"}',
    '{"press":["replay"]}',
    '{"press":"replay","heldMs":-1}',
    '{"press":"replay","heldMs":1e9}',
    '{"press":"replay","power":"on"}',
    '{"heldMs":1}',
    '{"power":"off","heldMs":1}',
    '{"power":true}',
    '{"plug":"sideways"}',
    '{"batteryMillivolts":"3700"}',
    '{"batteryMillivolts":null}',
    '{"__proto__":1}',
    '{"eject":7}',
  ];
  for (const line of wrong) {
    assert.throws(
      () => parsePanelOrder(line),
      (thrown: unknown) => isFailure(thrown, 'malformed'),
      line,
    );
  }
});

test.run();

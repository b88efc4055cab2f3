import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../../shared/failure.ts';
import { parseCabinetOrder } from './cabinet-order.ts';

test('every kind of order', () => {
  const orders: [string, object][] = [
    [
      '{"do":"insert","module":1,"slot":2,"bankId":"00000000000000ff"}',
      { do: 'insert', module: 1, slot: 2, bankId: '00000000000000FF', how: 'fully', isForeign: false },
    ],
    [
      '{"do":"insert","module":1,"slot":2,"bankId":"00000000000000FF","how":"half","foreign":true,"level":0.5,"celsius":-10}',
      {
        do: 'insert',
        module: 1,
        slot: 2,
        bankId: '00000000000000FF',
        how: 'half',
        isForeign: true,
        level: 0.5,
        celsius: -10,
      },
    ],
    ['{"do":"take","module":10,"slot":8}', { do: 'take', module: 10, slot: 8 }],
    ['{"do":"push_in","module":1,"slot":1}', { do: 'push_in', module: 1, slot: 1 }],
    [
      '{"do":"module_fault","module":1,"fault":"silent"}',
      { do: 'module_fault', module: 1, fault: 'silent', on: true },
    ],
    [
      '{"do":"slot_fault","module":1,"slot":3,"fault":"jam","on":false}',
      { do: 'slot_fault', module: 1, slot: 3, fault: 'jam', on: false },
    ],
    [
      '{"do":"bank_fault","module":1,"slot":3,"fault":"short_circuit"}',
      { do: 'bank_fault', module: 1, slot: 3, fault: 'short_circuit', on: true },
    ],
    [
      '{"do":"switch_fault","module":1,"slot":3,"which":"back","fault":"stuck_on"}',
      { do: 'switch_fault', module: 1, slot: 3, which: 'back', fault: 'stuck_on' },
    ],
    ['{"do":"restart","module":1}', { do: 'restart', module: 1 }],
    ['{"do":"unplug_adapter"}', { do: 'unplug_adapter' }],
    ['{"do":"noise","share":0.01}', { do: 'noise', share: 0.01 }],
    ['{"do":"ambient","celsius":35}', { do: 'ambient', celsius: 35 }],
  ];
  for (const [line, order] of orders) assert.equal(parseCabinetOrder(line), order, line);
});

test('what is no order is refused, and says why', () => {
  const lines: [string, RegExp][] = [
    ['', /JSON/],
    ['[]', /object/],
    ['{}', /unknown order/],
    ['{"do":"explode"}', /explode/],
    ['{"do":"take","module":0,"slot":1}', /module/],
    ['{"do":"take","module":1,"slot":9}', /slot/],
    ['{"do":"take","module":1,"slot":1.5}', /slot/],
    ['{"do":"take","module":1,"slot":1,"force":true}', /force/],
    ['{"do":"insert","module":1,"slot":1,"bankId":"X"}', /bankId/],
    ['{"do":"insert","module":1,"slot":1,"bankId":"00000000000000FF","level":2}', /level/],
    ['{"do":"slot_fault","module":1,"slot":1,"fault":"short_circuit"}', /fault/],
    ['{"do":"module_fault","module":1,"fault":"silent","on":1}', /on/],
    ['{"do":"noise","share":2}', /share/],
  ];
  for (const [line, why] of lines) {
    assert.throws(
      () => parseCabinetOrder(line),
      (thrown: unknown) => isFailure(thrown, 'malformed') && why.test(thrown.message),
      line,
    );
  }
});

test.run();

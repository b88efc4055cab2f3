import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FailureCode, isFailure } from '../../shared/failure.ts';
import { readServiceCode } from '../../shared/smp/ble-code.ts';
import { bleName } from './ble-name.ts';
import { openServiceCode } from './service-code-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillbell-code-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const draw = (count: number): Uint8Array => Buffer.alloc(count, 0x5a);

function fails(data: string, code: FailureCode): string {
  try {
    openServiceCode(data, draw);
    return assert.unreachable(`no ${code}`) ?? '';
  } catch (thrown) {
    assert.ok(isFailure(thrown, code), String(thrown));
    return thrown.message;
  }
}

test('it is made once, for its owner only, and stays what the label says', () => {
  const data = join(folder, 'new');
  const made = openServiceCode(data, draw);
  assert.ok(made.isNew);
  assert.is(statSync(made.file).mode & 0o777, 0o600);
  assert.equal(readServiceCode(readFileSync(made.file, 'utf8')), made.code);
  assert.not.ok(existsSync(`${made.file}.new`));
  const again = openServiceCode(data, () => assert.unreachable('drawn again') ?? Buffer.alloc(0));
  assert.equal(again, { ...made, isNew: false });
});

test('a power cut while it is made leaves none, and the next start makes one', () => {
  const data = mkdtempSync(join(folder, 'cut-'));
  writeFileSync(join(data, 'service.code.new'), '7K2M-', { mode: 0o600 });
  assert.ok(openServiceCode(data, draw).isNew);
});

test('one that others can read, that is none, or that cannot be kept is refused, and never shown', () => {
  const data = mkdtempSync(join(folder, 'bad-'));
  const file = join(data, 'service.code');
  writeFileSync(file, '7K2M-01QX-ABCD-EFGH\n', { mode: 0o644 });
  chmodSync(file, 0o644);
  assert.match(fails(data, 'forbidden'), /chmod 600/);
  writeFileSync(file, '7K2M-01QX');
  chmodSync(file, 0o600);
  assert.not.match(fails(data, 'malformed'), /7K2M/);
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  assert.match(fails(blocked, 'store_unavailable'), /service\.code/);
});

test('a name fits into a scan response, whatever the device is called', () => {
  assert.is(bleName('SPK-0001', 'AA:BB:CC:00:12:34'), 'tillbell SPK-0001');
  assert.is(bleName(undefined, 'AA:BB:CC:00:12:34'), 'tillbell new-1234');
  assert.is(Buffer.byteLength(bleName('X'.repeat(64), '')), 29);
});

test.run();

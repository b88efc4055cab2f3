import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JsonlFollower, JsonlWriter, readJsonLines } from './jsonl-file.ts';

const lines = suite<{ path: string; folder: string }>('jsonl');
lines.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tillbell-jsonl-'));
  context.path = join(context.folder, 'lines.jsonl');
});
lines.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

lines('what is no line is counted, what is cut off is measured', ({ path }) => {
  assert.equal(readJsonLines(path), { values: [], unreadable: 0, tornBytes: 0 });
  writeFileSync(path, '{"a":1}\n\nnonsense\n"微信"\n{"b":"微');
  assert.equal(readJsonLines(path), { values: [{ a: 1 }, '微信'], unreadable: 1, tornBytes: 9 });
});

lines('a follower gives each line once, cut at any byte', ({ path }) => {
  const text = Buffer.from('{"text":"微信到账，八元"}\n{"text":"支付宝"}\n');
  for (let split = 0; split <= text.length; split++) {
    writeFileSync(path, '');
    const follower = new JsonlFollower(path, 'start');
    appendFileSync(path, text.subarray(0, split));
    const first = follower.read();
    appendFileSync(path, text.subarray(split));
    assert.equal([...first, ...follower.read()], [{ text: '微信到账，八元' }, { text: '支付宝' }]);
    assert.equal(follower.read(), []);
  }
});

lines(
  'a follower from the end sees only what comes, and survives a torn line that is cut off',
  ({ path }) => {
    assert.equal(new JsonlFollower(path, 'end').read(), []);
    writeFileSync(path, '1\n2\n3');
    const follower = new JsonlFollower(path, 'end');
    truncateSync(path, 4);
    assert.equal(follower.read(), []);
    appendFileSync(path, '4\n');
    assert.equal(follower.read(), [4]);
  },
);

lines(
  'a writer goes on behind a torn line, and has everything on the disk when it is closed',
  async ({ path }) => {
    writeFileSync(path, '{"a":1}\n{"b":');
    const writer = new JsonlWriter(path);
    for (let number = 0; number < 50; number++) writer.write({ number });
    await writer.close();
    const { values, unreadable, tornBytes } = readJsonLines(path);
    assert.equal([values.length, unreadable, tornBytes], [51, 0, 0]);
    assert.ok(readFileSync(path, 'utf8').endsWith('{"number":49}\n'));
  },
);

lines.run();

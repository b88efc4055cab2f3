import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findOffences, lengthShares, type SourceFile } from './house-rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function houseFiles(): SourceFile[] {
  return ['shared', 'relay', 'device', 'firmware-sim', 'scripts'].flatMap((floor) =>
    readdirSync(join(root, floor), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('node_modules'))
      .map((name) => ({
        path: `${floor}/${name}`,
        text: readFileSync(join(root, floor, name), 'utf8'),
      })),
  );
}

const rulesBroken = (path: string, text: string): string[] =>
  findOffences([{ path, text }]).map((one) => one.rule);

test('the house keeps its rules', () => {
  const offences = findOffences(houseFiles()).map((one) => `${one.path}: ${one.rule}: ${one.detail}`);
  assert.equal(offences, []);
});

test('files are short: nine in ten under 250 lines', () => {
  const shares = lengthShares(houseFiles());
  assert.ok(shares.under250 >= 0.9, `${(shares.under250 * 100).toFixed(0)} % under 250 lines`);
  assert.ok(shares.medianLines <= 150, `median ${shares.medianLines} lines`);
});

test('an import upward or sideways is seen', () => {
  assert.equal(rulesBroken('shared/x.ts', "import { a } from '../relay/y.ts';\n"), ['floor']);
  assert.equal(rulesBroken('device/x.ts', "import type { A } from '../relay/y.ts';\n"), ['floor']);
  assert.equal(rulesBroken('relay/core/x.ts', "import {\n  a,\n  b,\n} from '../../firmware-sim/y.ts';\n"), [
    'floor',
  ]);
  assert.equal(
    rulesBroken('relay/core/x.ts', "import { a } from '../outbox/y.ts';\nimport '../../shared/z.ts';\n"),
    [],
  );
  assert.equal(rulesBroken('scripts/x.ts', "await import('../device/main.ts');\n"), []);
});

test('a test may bring the world, but nothing from the top floor', () => {
  const importing = (target: string) => `import { a } from '${target}';\n\ntest.run();\n`;
  assert.equal(rulesBroken('relay/x.test.ts', importing('../firmware-sim/y.ts')), []);
  assert.equal(rulesBroken('relay/x.ts', importing('../firmware-sim/y.ts')), ['floor']);
  assert.equal(rulesBroken('relay/x.test.ts', importing('../scripts/y.ts')), ['floor']);
});

test('a pure file that touches the world is seen', () => {
  for (const line of [
    "import { readFileSync } from 'node:fs';",
    "import mqtt from 'mqtt';",
    'const now = Date.now();',
    'const chance = Math.random();',
    'setTimeout(run, 5);',
    'const key = randomBytes(8);',
  ]) {
    assert.equal(rulesBroken('device/speaker/inbox.ts', `${line}\n`), ['door'], line);
    assert.equal(rulesBroken('device/speaker/inbox-store.ts', `${line}\n`), [], line);
  }
  assert.equal(rulesBroken('device/x.ts', '// never Date.now() here\n'), []);
  assert.equal(rulesBroken('device/x.ts', "import type { Socket } from 'node:net';\n"), []);
  assert.equal(rulesBroken('device/x.ts', "import { createHash } from 'node:crypto';\n"), []);
});

test('an over-long file, a nameless name, a silent test and a schema reader are seen', () => {
  assert.equal(rulesBroken('shared/x.ts', 'x;\n'.repeat(401)), ['length']);
  assert.equal(rulesBroken('shared/string-utils.ts', 'x;\n'), ['name']);
  assert.equal(rulesBroken('shared/x.test.ts', "test('a', () => {});\n"), ['silent_test']);
  assert.equal(rulesBroken('shared/x.test.ts', "test('a', () => {});\n\ntest.run();\n"), []);
  assert.equal(rulesBroken('shared/x.ts', "import protobuf from 'protobufjs';\n"), ['schema']);
});

test.run();

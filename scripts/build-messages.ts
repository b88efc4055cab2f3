/**
 * Builds `shared/*.pb.js` and their types from `shared/*.proto`: static code, so that no schema is ever
 * loaded at run time (CVE-2026-41242 lets a hostile schema run code).
 *
 * Usage: npm run messages            writes all of them
 *        npm run messages -- --check exits 1 when the committed files are not what the schemas yield
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemas = ['messages', 'bus'] as const;
type Schema = (typeof schemas)[number];

function generate(schema: Schema, folder: string): void {
  // --force-number: decoded 64-bit values are Numbers; messages.ts refuses every unsafe integer, and a value
  // above 2^53 always rounds to an unsafe one, so none can slip through.
  const leaveOut = ['create', 'verify', 'delimited', 'convert', 'typeurl'];
  const options = [
    '-t',
    'static-module',
    '-w',
    'esm',
    '--dts',
    '--force-number',
    // Two modules on protobufjs's one default root would overwrite each other's `tillbell`.
    ...(schema === 'messages' ? [] : ['--root', schema]),
    ...leaveOut.map((part) => `--no-${part}`),
  ];
  const bin = join(root, 'node_modules/protobufjs-cli/bin/pbjs');
  const output = join(folder, `${schema}.pb.js`);
  execFileSync(process.execPath, [bin, ...options, '-o', output, `shared/${schema}.proto`], { cwd: root });
}

if (process.argv.includes('--check')) {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-messages-'));
  for (const schema of schemas) generate(schema, folder);
  const stale = schemas
    .flatMap((schema) => [`${schema}.pb.js`, `${schema}.pb.d.ts`])
    .filter(
      (name) => readFileSync(join(folder, name), 'utf8') !== readFileSync(join(root, 'shared', name), 'utf8'),
    );
  rmSync(folder, { recursive: true });
  if (stale.length > 0) {
    console.error(`${stale.join(', ')} not built from the schemas: npm run messages`);
    process.exit(1);
  }
} else {
  for (const schema of schemas) generate(schema, join(root, 'shared'));
}

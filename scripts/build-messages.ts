/**
 * Builds `shared/messages.pb.js` and its types from `shared/messages.proto`: static code, so that no schema
 * is ever loaded at run time (CVE-2026-41242 lets a hostile schema run code).
 *
 * Usage: npm run messages            writes both files
 *        npm run messages -- --check exits 1 when the committed files are not what the schema yields
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const outputs = ['messages.pb.js', 'messages.pb.d.ts'] as const;

function generate(folder: string): void {
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
    ...leaveOut.map((part) => `--no-${part}`),
  ];
  const bin = join(root, 'node_modules/protobufjs-cli/bin/pbjs');
  const output = join(folder, outputs[0]);
  execFileSync(process.execPath, [bin, ...options, '-o', output, 'shared/messages.proto'], { cwd: root });
}

if (process.argv.includes('--check')) {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-messages-'));
  generate(folder);
  const stale = outputs.filter(
    (name) => readFileSync(join(folder, name), 'utf8') !== readFileSync(join(root, 'shared', name), 'utf8'),
  );
  rmSync(folder, { recursive: true });
  if (stale.length > 0) {
    console.error(`${stale.join(', ')} not built from messages.proto: npm run messages`);
    process.exit(1);
  }
} else {
  generate(join(root, 'shared'));
}

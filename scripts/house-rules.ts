/** The house's rules that a machine can see (docs/house.md). Pure: judges what it is given, reads nothing itself. */

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Offence {
  readonly path: string;
  readonly rule: 'floor' | 'door' | 'length' | 'schema' | 'name' | 'silent_test';
  readonly detail: string;
}

const FLOORS: Readonly<Record<string, number>> = {
  shared: 1,
  device: 2,
  relay: 2,
  'firmware-sim': 3,
  scripts: 4,
};
const MAX_LINES = 400;

const DOOR_NAME = /(^|\/)(main|[a-z0-9-]+-(store|port|link|server|worker))\.ts$/;
const DOOR_FOLDERS = ['firmware-sim', 'scripts'];
const PURE_NODE_MODULES = new Set(['node:crypto', 'node:buffer', 'node:assert']);
const IO_PACKAGES = new Set([
  'aedes',
  'mqtt',
  'serialport',
  'johnny-five',
  'firmata-io',
  'node-ble',
  'better-sqlite3',
  'undici',
]);
/** Ambient time, chance or process, each of which makes a decision unrepeatable. */
const AMBIENT =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|setTimeout|setInterval|setImmediate|queueMicrotask|randomBytes|randomUUID|randomInt\(|fetch\(|console\.)/;
const FORBIDDEN_NAMES = /(^|[-/])(utils?|helpers?|manager|misc|common)\.ts$/;

const isTest = (path: string): boolean => path.endsWith('.test.ts');
const isGenerated = (path: string): boolean => path.includes('.pb.');
const floorOf = (path: string): string => path.split('/')[0] ?? '';

export function mayTouchTheWorld(path: string): boolean {
  return isTest(path) || DOOR_FOLDERS.includes(floorOf(path)) || DOOR_NAME.test(path);
}

interface ImportStatement {
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsOf(text: string): ImportStatement[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]/gm);
  const bare = text.matchAll(/^\s*import\s+()['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*()['"]([^'"]+)['"]\s*\)/g);
  return [...statements, ...bare, ...dynamic].map((match) => ({
    target: match[2] ?? '',
    typeOnly: (match[1] ?? '').startsWith('type'),
  }));
}

/** Where a relative import leads, from the root. */
function resolvePath(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

function floorOffences(file: SourceFile): Offence[] {
  // A test of the whole stands in the folder of what it drives and may bring the world (floor 3) with it.
  const own = isTest(file.path) ? 4 : (FLOORS[floorOf(file.path)] ?? 0);
  return importsOf(file.text)
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target }) => resolvePath(file.path, target))
    .filter((target) => floorOf(target) !== floorOf(file.path) && (FLOORS[floorOf(target)] ?? 99) >= own)
    .map((target) => ({
      path: file.path,
      rule: 'floor' as const,
      detail: `imports ${target}, which is not below it`,
    }));
}

function doorOffences(file: SourceFile): Offence[] {
  if (mayTouchTheWorld(file.path)) return [];
  const imports = importsOf(file.text)
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ target }) => target)
    .filter(
      (target) => (target.startsWith('node:') && !PURE_NODE_MODULES.has(target)) || IO_PACKAGES.has(target),
    )
    .map((target) => `imports ${target}`);
  const code = file.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const ambient = AMBIENT.exec(code)?.[0];
  const details = ambient === undefined ? imports : [...imports, `uses ${ambient}`];
  return details.map((detail) => ({ path: file.path, rule: 'door', detail: `is no door and ${detail}` }));
}

function fileOffences(file: SourceFile): Offence[] {
  const offences: Offence[] = [];
  const lines = file.text.split('\n').length - 1;
  if (lines > MAX_LINES)
    offences.push({ path: file.path, rule: 'length', detail: `${lines} lines, at most ${MAX_LINES}` });
  if (FORBIDDEN_NAMES.test(file.path)) {
    offences.push({ path: file.path, rule: 'name', detail: 'is named after no noun of the house' });
  }
  if (isTest(file.path) && !/\b\w+\.run\(\);?\s*$/.test(file.text)) {
    offences.push({
      path: file.path,
      rule: 'silent_test',
      detail: 'does not end with .run(), so it registers nothing',
    });
  }
  // CVE-2026-41242: a schema loaded at run time can run code; only the generated module may meet protobufjs.
  const protobuf = importsOf(file.text).filter(({ target }) => target.startsWith('protobufjs'));
  if (
    protobuf.some(({ target }) => target !== 'protobufjs/minimal.js') &&
    !file.path.startsWith('scripts/')
  ) {
    offences.push({ path: file.path, rule: 'schema', detail: 'imports protobufjs with its schema reader' });
  }
  return offences;
}

/** All offences of the house, in the order of the files. */
export function findOffences(files: readonly SourceFile[]): Offence[] {
  return files
    .filter((file) => !isGenerated(file.path))
    .flatMap((file) => [...floorOffences(file), ...doorOffences(file), ...fileOffences(file)]);
}

/** Shares of short files, for the rule "half near 100 lines, nine in ten under 250". */
export function lengthShares(files: readonly SourceFile[]): { medianLines: number; under250: number } {
  const lengths = files
    .filter((file) => !isGenerated(file.path) && !isTest(file.path))
    .map((file) => file.text.split('\n').length - 1)
    .sort((one, other) => one - other);
  const under = lengths.filter((length) => length < 250).length;
  return {
    medianLines: lengths[Math.floor(lengths.length / 2)] ?? 0,
    under250: under / Math.max(1, lengths.length),
  };
}

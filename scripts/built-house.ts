import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const HOUSE_FOLDER = fileURLToPath(new URL('..', import.meta.url));
export const BUILT_FOLDER = join(HOUSE_FOLDER, 'dist');

/** What runs in the field; the rest of the house is for those who make and serve it. */
const FLOORS = ['shared', 'relay', 'device'];
/** The version that a device tells of itself stands in it. */
const BESIDE = ['package.json'];
/** The oldest that package.json allows. */
const TARGET = 'node20';
/** Another build may be at work on it. */
const UNFINISHED = '.unfinished';

export interface BuiltHouse {
  readonly folder: string;
  /** All of its files. */
  readonly files: number;
  /** Those that were written or removed, because they were not as they should be. */
  readonly changed: number;
}

/**
 * Makes the JavaScript that Node runs as it is: a file for each file, in the same folders, so that whatever finds its
 * neighbours by its own address finds them there, too. Without TypeScript's loader a relay starts in half the time and
 * with 20 to 50 MiB less, which a board on a shop's counter does not have to spare (docs/operations.md).
 *
 * Each file is written whole or not at all, and only where it differs: two that build at once make the same.
 *
 * @throws Error of esbuild, naming file and line
 */
export function buildHouse(folder: string = BUILT_FOLDER): BuiltHouse {
  const wanted = new Map<string, Uint8Array>();
  for (const [path, text] of translated()) wanted.set(path, Buffer.from(text));
  for (const path of [...BESIDE, ...FLOORS.flatMap(carriedOver)]) {
    wanted.set(path, readFileSync(join(HOUSE_FOLDER, path)));
  }
  let changed = 0;
  for (const [path, bytes] of wanted) if (writeWhereOther(join(folder, path), bytes)) changed += 1;
  for (const path of filesIn(folder)) {
    if (wanted.has(path) || path.endsWith(UNFINISHED)) continue;
    rmSync(join(folder, path), { force: true });
    changed += 1;
  }
  return { folder, files: wanted.size, changed };
}

function translated(): readonly (readonly [path: string, text: string])[] {
  const { outputFiles } = buildSync({
    absWorkingDir: HOUSE_FOLDER,
    entryPoints: FLOORS.flatMap((floor) => filesOf(floor).filter(isProgram)),
    outbase: '.',
    outdir: '.',
    format: 'esm',
    platform: 'node',
    target: TARGET,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, text }) => [relative(HOUSE_FOLDER, path), withBuiltNames(text)]);
}

/** Imports, and the addresses of workers and schemas, name files of TypeScript: here they end in `.js`. */
export const withBuiltNames = (text: string): string => text.replaceAll(/"(\.\.?\/[^"\n]*)\.ts"/g, '"$1.js"');

/** Not its tests, nor what is made for them. */
const isProgram = (path: string): boolean =>
  /(?<!\.test|\.d)\.ts$/.test(path) && !/(^|\/)(pretended|trial)-/.test(path);
/** Generated code, clips of voices, and what starts workers. */
const carriedOver = (floor: string): string[] =>
  filesOf(floor).filter((path) => !/\.(ts|proto|md)$/.test(path));
const filesOf = (floor: string): string[] =>
  filesIn(join(HOUSE_FOLDER, floor)).map((path) => join(floor, path));

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((one) => one.isFile())
      .map((one) => relative(folder, join(one.parentPath, one.name)));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

/** @returns whether it had to be written */
function writeWhereOther(file: string, bytes: Uint8Array): boolean {
  try {
    if (readFileSync(file).equals(bytes)) return false;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  const unfinished = `${file}.${process.pid}${UNFINISHED}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(unfinished, bytes);
  renameSync(unfinished, file);
  return true;
}

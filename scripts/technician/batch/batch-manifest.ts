import { Failure } from '../../../shared/failure.ts';

/** One board of a batch. */
export interface BatchEntry {
  /** As after `--to`; no two the same. */
  readonly to: string;
  /** Path of its image, from the manifest's folder. */
  readonly image: string;
  readonly baud: number | undefined;
  /** The board that has to be there; undefined: whichever is. */
  readonly serial: string | undefined;
  readonly forceOlder: string | undefined;
}

export interface BatchManifest {
  readonly job: string;
  readonly boards: readonly BatchEntry[];
  /** Boards that are flashed side by side. */
  readonly atOnce: number;
  /** Failures of one board after which it is left alone. */
  readonly attempts: number;
  /** Boards that have gone back to their old image after which no further one is begun: the image is bad then. */
  readonly haltAfter: number;
}

export const BATCH_BOUNDS = { boards: 1_000, atOnce: 16, attempts: 10, nameCharacters: 100 } as const;
const ORDINARY = { atOnce: 4, attempts: 2, haltAfter: 2 };

const wrong = (what: string): Failure => new Failure('usage', `the manifest: ${what}`);

/**
 * Reads a manifest: `{"job": "shop-42", "image": "slots.bin", "boards": ["/dev/ttyUSB0", {"to": "ble:SN-0002", "serial": "SN-0002"}]}`,
 * and beside those `atOnce`, `attempts`, `haltAfter`; a board may have `to`, `image`, `baud`, `serial`, `forceOlder`.
 *
 * @throws Failure `usage` naming what is wrong: an unknown key too
 */
export function parseManifest(text: string): BatchManifest {
  const top = record(parseJson(text), 'it', ['job', 'image', 'boards', 'atOnce', 'attempts', 'haltAfter']);
  const job = name(top.job, 'job');
  const image = top.image === undefined ? undefined : name(top.image, 'image');
  if (!Array.isArray(top.boards) || top.boards.length === 0) throw wrong('boards wants a list of boards');
  if (top.boards.length > BATCH_BOUNDS.boards) throw wrong(`at most ${BATCH_BOUNDS.boards} boards`);
  const boards = top.boards.map((board: unknown, index) => entry(board, index, image));
  const twice = boards.find(({ to }, index) => boards.findIndex((other) => other.to === to) !== index);
  if (twice !== undefined) throw wrong(`${twice.to} stands in it twice`);
  return {
    job,
    boards,
    atOnce: count(top.atOnce, 'atOnce', 1, BATCH_BOUNDS.atOnce) ?? ORDINARY.atOnce,
    attempts: count(top.attempts, 'attempts', 1, BATCH_BOUNDS.attempts) ?? ORDINARY.attempts,
    haltAfter: count(top.haltAfter, 'haltAfter', 1, BATCH_BOUNDS.boards) ?? ORDINARY.haltAfter,
  };
}

function entry(board: unknown, index: number, image: string | undefined): BatchEntry {
  const at = `boards[${index}]`;
  const given = typeof board === 'string' ? { to: board } : board;
  const fields = record(given, at, ['to', 'image', 'baud', 'serial', 'forceOlder']);
  const own = fields.image === undefined ? image : name(fields.image, `${at}.image`);
  if (own === undefined) throw wrong(`${at} has no image, and there is none for all`);
  return {
    to: name(fields.to, `${at}.to`),
    image: own,
    baud: count(fields.baud, `${at}.baud`, 1_200, 4_000_000),
    serial: fields.serial === undefined ? undefined : name(fields.serial, `${at}.serial`),
    forceOlder: fields.forceOlder === undefined ? undefined : name(fields.forceOlder, `${at}.forceOlder`),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw wrong(`no JSON: ${thrown instanceof Error ? thrown.message : ''}`);
  }
}

function record(value: unknown, what: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(`${what} wants an object`);
  const strange = Object.keys(value).find((key) => !known.includes(key));
  if (strange !== undefined)
    throw wrong(`${what} has "${strange}", which nobody knows; known are ${known.join(', ')}`);
  return { ...value };
}

function name(value: unknown, what: string): string {
  const isName =
    typeof value === 'string' && value.trim() !== '' && value.length <= BATCH_BOUNDS.nameCharacters * 10;
  if (!isName || /\p{C}/u.test(value)) throw wrong(`${what} wants a text`);
  return value;
}

function count(value: unknown, what: string, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(`${what} wants a whole number from ${least} to ${most}`);
}

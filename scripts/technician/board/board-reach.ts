import { Failure } from '../../../shared/failure.ts';
import { thisMachine } from '../../../shared/machine-port.ts';
import type { BoardTalk } from '../../../shared/smp/board-talk-link.ts';
import { type BoardIdentity, identify } from '../../../shared/smp/service.ts';
import type { SmpLink } from '../../../shared/smp/smp-link.ts';
import { type BoardPlace, isBleAddress, lockPlace, placeText } from './board-place.ts';
import { explainPortFailure } from './port-problem.ts';

/** A board that nobody else of ours talks to meanwhile. */
export interface BoardReach {
  /** A BLE one by its address. */
  readonly place: BoardPlace;
  /** As it is typed after `--to`. */
  readonly text: string;
  /** A fresh, unconnected link each time. */
  open(): SmpLink;
  /** May be called twice. */
  release(): void;
}

export interface BoardVisit {
  readonly reach: BoardReach;
  readonly talk: BoardTalk;
  readonly identity: BoardIdentity;
}

/** The same with somebody who may not know our group: a plain Zephyr server, or a bootloader in recovery. */
export type AnyVisit = Omit<BoardVisit, 'identity'> & { readonly identity: BoardIdentity | undefined };

const SCAN_MS = 2_000;
/** A board that is up answers in a few milliseconds; a starting one within these. */
const IDENTIFY_MS = 500;
const IDENTIFY_TRIES = 4;

/**
 * Finds the board's place and locks it; does not talk to it yet.
 *
 * @throws Failure `forbidden` (another tillbell is at it), `unreachable` (not in the air), `usage` (a name that fits several)
 */
export async function reachBoard(wanted: BoardPlace, doing: string): Promise<BoardReach> {
  const place = wanted.kind === 'ble' ? await findInAir(wanted.name) : wanted;
  // Loaded when they are used: most commands need neither.
  const open = place.kind === 'ble' ? await bleOpener(place.name) : await serialOpener(place);
  const lock = lockPlace(place, doing);
  return { place, text: placeText(place), open, release: () => lock.release() };
}

async function bleOpener(address: string): Promise<() => SmpLink> {
  const { BleSmpLink } = await import('../../../shared/smp/ble-smp-link.ts');
  return () => new BleSmpLink({ address });
}

async function serialOpener(place: Extract<BoardPlace, { kind: 'serial' }>): Promise<() => SmpLink> {
  const { SerialSmpPort } = await import('../../../shared/smp/serial-smp-port.ts');
  return () => new SerialSmpPort({ path: place.path, baudRate: place.baudRate });
}

async function findInAir(name: string): Promise<BoardPlace> {
  if (isBleAddress(name)) return { kind: 'ble', name: name.toUpperCase() };
  const { scanForBoards } = await import('../../../shared/smp/ble-scan-link.ts');
  const found = await scanForBoards(SCAN_MS);
  const wanted = name.toLowerCase();
  const exact = found.filter((one) => one.name.toLowerCase() === wanted);
  const fitting = exact.length > 0 ? exact : found.filter((one) => one.name.toLowerCase().includes(wanted));
  const [first, ...others] = fitting;
  if (first === undefined) {
    const there = found.map((one) => `"${one.name}"`).join(', ') || 'none';
    throw new Failure('unreachable', `ble:${name}: not in the air; boards in reach: ${there}`);
  }
  if (others.length > 0) {
    // Two of one name (a board in its box, and its twin on the bench) are told apart by their addresses.
    const isShared = (one: string): boolean => fitting.filter((other) => other.name === one).length > 1;
    const names = fitting.map((one) =>
      isShared(one.name) ? `ble:${one.address} (${one.name})` : `"ble:${one.name}"`,
    );
    throw new Failure('usage', `ble:${name} fits several boards: ${names.join(', ')}`);
  }
  return { kind: 'ble', name: first.address };
}

/**
 * Connects to a board that says who it is, and does `work` with it, as `visitAny` does it.
 *
 * @throws Failure `not_found` (it does not say), and those of `visitAny`
 */
export function visitBoard<Result>(
  reach: BoardReach,
  stopped: AbortSignal,
  work: (visit: BoardVisit) => Promise<Result>,
): Promise<Result> {
  return visitAny(reach, stopped, async ({ identity, ...visit }) => {
    if (identity !== undefined) return work({ ...visit, identity });
    const told = `something answers, but it does not say which board it is; npx tillbell info ${reach.text} shows what it has`;
    throw new Failure('not_found', `${reach.text}: ${told}`);
  });
}

/**
 * Connects to whatever speaks SMP there, asks who it is, and does `work` with it. The link is closed afterwards, also
 * when `stopped` ends it early; the lock stays with the reach.
 *
 * @throws Failure `unreachable` with what mends it, `timed_out` (nothing answers), `stopped`, and what `work` throws
 */
export async function visitAny<Result>(
  reach: BoardReach,
  stopped: AbortSignal,
  work: (visit: AnyVisit) => Promise<Result>,
): Promise<Result> {
  const { BoardTalk } = await import('../../../shared/smp/board-talk-link.ts');
  const link = reach.open();
  try {
    return await orStopped(stopped, async () => {
      await link.connect();
      const talk = new BoardTalk(link, thisMachine);
      return work({ reach, talk, identity: await askWho(reach, talk) });
    });
  } catch (thrown) {
    throw explainFailure(reach.place, thrown);
  } finally {
    await link.close();
  }
}

/** Undefined for who answers without saying it. */
async function askWho({ text, place }: BoardReach, talk: BoardTalk): Promise<BoardIdentity | undefined> {
  const answer = await talk.answer(identify(), IDENTIFY_MS, IDENTIFY_TRIES);
  if (answer.kind === 'done') return answer.value;
  if (answer.kind === 'refused') return undefined;
  if (answer.failure.code !== 'timed_out') throw answer.failure;
  const speed = place.kind === 'serial' ? `, and ${place.baudRate} baud its speed (--baud)` : '';
  const told = `${text}: nothing answers: is the board switched on${speed}?`;
  throw new Failure('timed_out', told, { cause: answer.failure });
}

/** The same failure with what the system shows of the port. */
export function explainFailure(place: BoardPlace, thrown: unknown): unknown {
  return place.kind === 'serial' ? explainPortFailure(place.path, thrown) : thrown;
}

/** @throws Failure `stopped` as soon as somebody wants the end; what `work` still does comes to nothing */
export function orStopped<Result>(stopped: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Failure('stopped', 'stopped; nothing was changed'));
    if (stopped.aborted) return stop();
    stopped.addEventListener('abort', stop, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => stopped.removeEventListener('abort', stop));
  });
}

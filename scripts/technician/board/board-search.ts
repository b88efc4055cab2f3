import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure, isFailure } from '../../../shared/failure.ts';
import type { BoardIdentity } from '../../../shared/smp/service.ts';
import { type BoardPlace, parsePlace } from './board-place.ts';
import { type BoardReach, reachBoard, visitBoard } from './board-reach.ts';
import { attachedPorts } from './usb-serial.ts';

/** What stood on a place when it was asked. */
export type BoardFinding =
  | { readonly place: BoardPlace; readonly kind: 'board'; readonly identity: BoardIdentity }
  | { readonly place: BoardPlace; readonly kind: 'nothing'; readonly why: Failure };

/**
 * The ports of this machine, and those of `TILLBELL_PORTS` (paths or patterns, separated by commas), which the
 * system does not list: network serial servers, simulated boards.
 */
export function knownPorts(environment: NodeJS.ProcessEnv = process.env): string[] {
  const more = (environment.TILLBELL_PORTS ?? '').split(',').filter((text) => text.trim() !== '');
  const paths = [...attachedPorts().map(({ path }) => path), ...more.flatMap((text) => expand(text.trim()))];
  return [...new Set(paths)];
}

/** `*` and `?` in the last part of a path, for shells and files that do not do it. What fits nothing stays. */
export function expand(pattern: string): string[] {
  const last = basename(pattern);
  if (!/[*?]/.test(last)) return [pattern];
  const escaped = last.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  try {
    const names = readdirSync(dirname(pattern)).filter((name) => expression.test(name));
    return names.sort().map((name) => join(dirname(pattern), name));
  } catch {
    return [pattern];
  }
}

/** Asks who is there. Never throws but for `stopped`. */
export async function lookAtPlace(place: BoardPlace, stopped: AbortSignal): Promise<BoardFinding> {
  let reach: BoardReach | undefined;
  try {
    reach = await reachBoard(place, 'looking which board it is');
    return await visitBoard(reach, stopped, async ({ identity }) => ({ place, kind: 'board', identity }));
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code === 'stopped') throw thrown;
    return { place, kind: 'nothing', why: thrown };
  } finally {
    reach?.release();
  }
}

/**
 * The board that is meant: the one named by `to`, or the only one on this machine's ports.
 *
 * @param boardId where it is known which kind of board is wanted
 * @throws Failure `not_found` (none), `usage` (several), and those of `reachBoard`
 */
export async function reachWanted(
  { to, baud }: { readonly to?: string; readonly baud?: number },
  doing: string,
  stopped: AbortSignal,
  boardId?: string,
): Promise<BoardReach> {
  if (to !== undefined) return reachBoard(parsePlace(to, baud), doing);
  const ports = knownPorts();
  const places = ports.map((path) => parsePlace(path, baud));
  const findings = await Promise.all(places.map((place) => lookAtPlace(place, stopped)));
  const boards = findings.filter((finding) => finding.kind === 'board');
  const fitting = boards.filter(({ identity }) => boardId === undefined || identity.boardId === boardId);
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return reachBoard(only.place, doing);
  const kind = boardId === undefined ? 'board' : `board ${boardId}`;
  if (only === undefined) {
    const looked = ports.length === 0 ? 'there is no serial port' : `looked at ${ports.join(', ')}`;
    throw new Failure(
      'not_found',
      `no ${kind} found: ${looked}; npx tillbell ports tells why, --to names one`,
    );
  }
  const names = fitting.map(({ place, identity }) => `${identity.serial} (${pathOf(place)})`).join(', ');
  throw new Failure('usage', `several boards are there: ${names}; name one with --to`);
}

const pathOf = (place: BoardPlace): string => (place.kind === 'serial' ? place.path : `ble:${place.name}`);

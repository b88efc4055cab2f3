import { describeThrown, Failure } from '../../shared/failure.ts';
import type { CutKind } from './live-board.ts';

/** What a board can be told over the control channel of board-main.ts. */
export type BoardOrder =
  | { readonly type: 'power'; readonly isOn: boolean }
  | { readonly type: 'plug'; readonly isIn: boolean }
  | { readonly type: 'cut'; readonly kind: CutKind; readonly afterBytes: number }
  | { readonly type: 'noise'; readonly isOn: boolean }
  | { readonly type: 'lose'; readonly requests: number; readonly replies: number }
  | { readonly type: 'forget_upload'; readonly atByte: number }
  | { readonly type: 'tell' };

/**
 * Reads a line of the control channel: a JSON object with `board` (its number, 0 when absent) and one order.
 *
 * @throws Failure malformed
 */
export function parseBoardOrder(line: string): { board: number; order: BoardOrder } {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch (thrown) {
    throw new Failure('malformed', describeThrown(thrown));
  }
  if (typeof said !== 'object' || said === null) throw new Failure('malformed', 'not an object');
  const { board = 0, ...rest }: { board?: unknown } & Record<string, unknown> = { ...said };
  if (typeof board !== 'number') throw new Failure('malformed', '`board` is no number');
  return { board, order: readOrder(rest) };
}

function readOrder(said: Record<string, unknown>): BoardOrder {
  if (said.power === 'on' || said.power === 'off') return { type: 'power', isOn: said.power === 'on' };
  if (said.plug === 'in' || said.plug === 'out') return { type: 'plug', isIn: said.plug === 'in' };
  if (said.cut === 'power' || said.cut === 'link')
    return { type: 'cut', kind: said.cut, afterBytes: count(said.afterBytes, 'afterBytes') };
  if (typeof said.noise === 'boolean') return { type: 'noise', isOn: said.noise };
  if (said.loseRequests !== undefined || said.loseReplies !== undefined)
    return {
      type: 'lose',
      requests: count(said.loseRequests ?? 0, 'loseRequests'),
      replies: count(said.loseReplies ?? 0, 'loseReplies'),
    };
  if (said.forgetUploadAt !== undefined)
    return { type: 'forget_upload', atByte: count(said.forgetUploadAt, 'forgetUploadAt') };
  if (said.tell === true) return { type: 'tell' };
  throw new Failure('malformed', 'no order that a board knows');
}

function count(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Failure('malformed', `\`${name}\` is no whole number of 0 or more`);
  return value;
}

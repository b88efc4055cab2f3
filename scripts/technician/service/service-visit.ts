import { Failure } from '../../../shared/failure.ts';
import type { BoardTalk } from '../../../shared/smp/board-talk-link.ts';
import type { SmpRequest } from '../../../shared/smp/request.ts';
import type { Page } from '../../../shared/smp/service.ts';
import { describeSmpError, SMP_ERRORS } from '../../../shared/smp/smp-error.ts';
import { PLACE_OPTIONS } from '../board/board-place.ts';
import { type BoardVisit, visitBoard } from '../board/board-reach.ts';
import { reachWanted } from '../board/board-search.ts';
import type { Terminal } from '../terminal.ts';

/** `--to` and `--baud`: the service port of a device, or a board. */
export const SERVICE_OPTIONS = PLACE_OPTIONS;

/** Pages of one answer: more is no answer but a mistake. */
const PAGES_MOST = 256;

/**
 * Goes to the device that is meant, does `work` there, and leaves.
 *
 * @throws Failure of the search, the link and `work`
 */
export async function visitDevice<Result>(
  values: { readonly to?: string; readonly baud?: number },
  doing: string,
  terminal: Terminal,
  work: (visit: BoardVisit) => Promise<Result>,
): Promise<Result> {
  const reach = await reachWanted(values, doing, terminal.stopped);
  try {
    return await visitBoard(reach, terminal.stopped, work);
  } finally {
    reach.release();
  }
}

/**
 * The same as `talk.ask`, with a refusal said for a person.
 *
 * @throws Failure `not_found` (it has no such thing), `forbidden` (it says no), and those of the link
 */
export async function askService<Reply>(
  { talk, reach, identity }: BoardVisit,
  request: SmpRequest<Reply>,
  timeoutMs?: number,
): Promise<Reply> {
  const answer = await ask(talk, request, timeoutMs);
  if (answer.kind === 'done') return answer.value;
  if (answer.kind === 'failed') throw answer.failure;
  const { error } = answer;
  if (error.group === undefined && error.code === SMP_ERRORS.notSupported && error.reason === undefined)
    throw new Failure('not_found', `${reach.text}: a ${identity.boardId} (${identity.role}) cannot do that`);
  throw new Failure('forbidden', `${identity.serial} says no: ${error.reason ?? describeSmpError(error)}`);
}

const ask = <Reply>(talk: BoardTalk, request: SmpRequest<Reply>, timeoutMs: number | undefined) =>
  timeoutMs === undefined ? talk.answer(request) : talk.answer(request, timeoutMs);

/** All pages of a long answer. */
export async function askPages<Item>(
  visit: BoardVisit,
  request: (from: number) => SmpRequest<Page<Item>>,
  from = 0,
): Promise<{ readonly items: Item[]; readonly endsAt: number }> {
  const items: Item[] = [];
  let next: number | undefined = from;
  let endsAt = from;
  for (let page = 0; next !== undefined && page < PAGES_MOST; page += 1) {
    const answer: Page<Item> = await askService(visit, request(next));
    items.push(...answer.items);
    ({ endsAt } = answer);
    next = answer.nextFrom;
  }
  return { items, endsAt };
}

import { Failure } from '../../../shared/failure.ts';
import { thisMachine } from '../../../shared/machine-port.ts';
import type { BoardTalk } from '../../../shared/smp/board-talk-link.ts';
import type { SmpRequest } from '../../../shared/smp/request.ts';
import type { Page } from '../../../shared/smp/service.ts';
import { describeSmpError, SMP_ERRORS } from '../../../shared/smp/smp-error.ts';
import { PLACE_OPTIONS } from '../board/board-place.ts';
import { type BoardReach, type BoardVisit, visitBoard } from '../board/board-reach.ts';
import { reachWanted } from '../board/board-search.ts';
import type { Terminal } from '../terminal.ts';
import { readCodeFile } from './secret-files.ts';

/** Where the device or board is, and what lets us in where no cable does. */
export const SERVICE_OPTIONS = {
  ...PLACE_OPTIONS,
  codeFile: {
    placeholder: 'FILE',
    help: 'holds the service code of the device’s label, wanted over Bluetooth; - is stdin',
    parse: (text: string): string => text,
  },
};

/** Pages of one answer: more is no answer but a mistake. */
const PAGES_MOST = 256;

/**
 * Goes to the device that is meant, does `work` there, and leaves.
 *
 * @throws Failure of the search, the link and `work`
 */
export async function visitDevice<Result>(
  values: { readonly to?: string; readonly baud?: number; readonly codeFile?: string },
  doing: string,
  terminal: Terminal,
  work: (visit: BoardVisit) => Promise<Result>,
): Promise<Result> {
  const { codeFile } = values;
  const code = codeFile === undefined ? undefined : readCodeFile(codeFile);
  const reach = await reachWanted(values, doing, terminal.stopped);
  try {
    return await visitBoard(await sealedReach(reach, code), terminal.stopped, work);
  } finally {
    reach.release();
  }
}

/** @throws Failure `usage`: a cable needs no code, and a code on the wrong way is a mistake */
async function sealedReach(reach: BoardReach, code: Uint8Array | undefined): Promise<BoardReach> {
  if (code === undefined) return reach;
  if (reach.place.kind !== 'ble')
    throw new Failure('usage', '--code-file is for Bluetooth (--to ble:NAME): a cable needs no code');
  const { SealedLink } = await import('../../../shared/smp/ble-sealed-link.ts');
  return { ...reach, open: () => new SealedLink(reach.open(), code, thisMachine) };
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

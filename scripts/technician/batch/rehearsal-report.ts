import type { Outcome } from '../technician-command.ts';
import type { Prospect, RehearsedBoard } from './batch-rehearsal.ts';

const WORDS: Readonly<Record<Prospect, string>> = {
  flash: 'would be flashed',
  already: 'has it already',
  done: 'done',
  refused: 'WOULD BE REFUSED',
  quarantined: 'QUARANTINED',
  absent: 'NOT THERE',
};

/** What a run would come to; exit codes as a run's: 3 where all that is wrong would be refused for safety. */
export function rehearsalOutcome(
  boards: readonly RehearsedBoard[],
  { job, again }: { readonly job: string; readonly again: string },
): Outcome {
  const of = (...prospects: readonly Prospect[]): number =>
    boards.filter(({ prospect }) => prospects.includes(prospect)).length;
  const counts = {
    flash: of('flash'),
    done: of('already', 'done'),
    refused: of('refused'),
    quarantined: of('quarantined'),
    absent: of('absent'),
  };
  const document = {
    job,
    dryRun: true,
    counts,
    boards: boards.map(({ to, prospect, identity, image, why }) => ({
      to,
      prospect,
      board: identity ?? null,
      image: { board: image.board ?? null, version: image.version },
      why: why ?? null,
    })),
  };
  const text = `${boards.map((board) => lineOf(board, boards)).join('\n')}\n${sumText(counts)}; nothing was changed`;
  const wrong = counts.refused + counts.quarantined + counts.absent;
  if (wrong === 0) return { exitCode: 0, text, document };
  const reason = `a run would leave out ${wrong} of ${boards.length} boards, and flash the others: ${again}`;
  return { exitCode: wrong === counts.refused ? 3 : 1, text, document, reason };
}

function lineOf(
  { to, prospect, identity, image, why }: RehearsedBoard,
  boards: readonly RehearsedBoard[],
): string {
  const width = Math.max(...boards.map((board) => board.to.length));
  const wanted = `${image.board ?? 'an image'} ${image.version}`;
  const told = [identity?.serial, why, prospect === 'flash' ? `→ ${wanted}` : undefined];
  const details = told.filter((one) => one !== undefined).join(', ');
  return `${to.padEnd(width)}  ${WORDS[prospect].padEnd(16)}  ${details}`.trimEnd();
}

const sumText = (counts: Readonly<Record<'flash' | 'done' | 'refused' | 'quarantined' | 'absent', number>>) =>
  `${counts.flash} would be flashed, ${counts.done} done, ${counts.refused} refused, ${counts.quarantined} quarantined, ${counts.absent} not there`;

import type { FlashVerdict } from '../../../shared/smp/flash-plan.ts';
import type { BoardIdentity } from '../../../shared/smp/service.ts';
import type { Outcome } from '../technician-command.ts';
import { linesText } from './flash-story.ts';

/** What was flashed where, however it ended. */
export interface FlashFrame {
  readonly to: string;
  readonly image: { readonly board: string | undefined; readonly version: string };
  readonly identity: BoardIdentity | undefined;
  readonly forcedOlder: string | undefined;
  /** An AVR chip has one place for its firmware, and no test of its own. */
  readonly isAvr: boolean;
  /** The command that goes on. */
  readonly again: string;
}

/** The end of a flash for a person, a program and the shell. */
export function flashOutcome(verdict: FlashVerdict, frame: FlashFrame): Outcome {
  const { identity, to, image, forcedOlder, isAvr } = frame;
  const board = identity === undefined ? to : `${identity.boardId} ${identity.serial}`;
  const document = {
    verdict: verdict.kind,
    to,
    board: identity ?? null,
    image: { board: image.board ?? null, version: image.version },
    forcedOlder: forcedOlder ?? null,
    ...detailsOf(verdict),
  };
  switch (verdict.kind) {
    case 'flashed': {
      const from = verdict.from === undefined ? '' : ` (before: ${verdict.from})`;
      return {
        exitCode: 0,
        text: `done: ${board} runs ${verdict.version}${from}, ${isAvr ? 'read back byte for byte' : 'tested and confirmed'}`,
        document,
      };
    }
    case 'already':
      return {
        exitCode: 0,
        text: `${board} runs ${verdict.version} already, confirmed; nothing to do`,
        document,
      };
    case 'reverted': {
      const reason = `${board} is back on what it ran before: ${verdict.why}${verdict.lines.length === 0 ? '' : ` (${linesText(verdict.lines)})`}`;
      return { exitCode: 1, text: '', document, reason };
    }
    case 'refused':
      return { exitCode: 3, text: '', document, reason: `refused: ${refusalText(verdict, frame)}` };
    case 'failed': {
      const state = isAvr ? 'the panel keeps its bootloader' : 'the board starts a whole image';
      const reason = `${verdict.failure.message}; ${state}; go on with: ${frame.again}`;
      return { exitCode: 1, text: '', document: { ...document, again: frame.again }, reason };
    }
  }
}

function detailsOf(verdict: FlashVerdict): object {
  switch (verdict.kind) {
    case 'flashed':
      return { from: verdict.from ?? null };
    case 'already':
      return {};
    case 'reverted':
      return { why: verdict.why, selfTest: verdict.lines };
    case 'refused':
      return { refusal: verdict.reason, why: verdict.text };
    case 'failed':
      return { why: verdict.failure.message };
  }
}

const ADVICE: Partial<Record<Extract<FlashVerdict, { kind: 'refused' }>['reason'], string>> = {
  older: 'if that is meant: --force-older "the reason"',
  signature: 'nothing was sent to any board',
};

function refusalText(
  { reason, text }: Extract<FlashVerdict, { kind: 'refused' }>,
  { forcedOlder, identity }: FlashFrame,
): string {
  if (reason === 'wrong_board' && identity === undefined)
    return `${text}; if you know that it is the right one: --force-unidentified "how you know"`;
  if (reason === 'older' && forcedOlder !== undefined)
    return `${text}; the board itself takes nothing older, whoever asks: sign the old firmware with a newer version`;
  const advice = ADVICE[reason];
  return advice === undefined ? text : `${text}; ${advice}`;
}

/** After Ctrl-C: what the board does now, and what goes on from there. */
export function stoppedOutcome(
  frame: FlashFrame,
  story: {
    readonly acknowledged: number;
    readonly imageBytes: number;
    readonly isOnTrial: boolean;
    readonly from: string | undefined;
  },
): Outcome {
  const { acknowledged, imageBytes, isOnTrial, from } = story;
  const isPartly = acknowledged > 0 && acknowledged < imageBytes;
  const kept = from === undefined ? 'what it ran' : from;
  const state = isOnTrial
    ? `the board may run ${frame.image.version} on trial and goes back to ${kept} at its next restart`
    : `the board starts ${kept} as before${isPartly ? `, and keeps ${Math.floor((acknowledged / imageBytes) * 100)} % of the new image` : ''}`;
  const document = {
    verdict: 'stopped',
    to: frame.to,
    board: frame.identity ?? null,
    image: { board: frame.image.board ?? null, version: frame.image.version },
    acknowledged,
    imageBytes,
    isOnTrial,
    again: frame.again,
  };
  return { exitCode: 1, text: '', document, reason: `stopped: ${state}; go on with: ${frame.again}` };
}

/** A word as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

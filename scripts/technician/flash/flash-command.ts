import { Failure, isFailure } from '../../../shared/failure.ts';
import { PLACE_OPTIONS } from '../board/board-place.ts';
import { reachWanted } from '../board/board-search.ts';
import { readImageFile } from '../image/image-file.ts';
import { TRUST_OPTION, trustedKeys } from '../image/key-files.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import type { Terminal } from '../terminal.ts';
import { type FlashFrame, flashOutcome, shellWord, stoppedOutcome } from './flash-outcome.ts';
import { FlashScreen } from './flash-screen.ts';
import { FlashStory } from './flash-story.ts';
import { type FlashLoad, flashTarget, judgeLoad } from './flash-target.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  trust: TRUST_OPTION,
  forceOlder: {
    placeholder: 'REASON',
    help: 'flash an image that is older than the board’s; the reason stands in the result',
    parse: reasonOf,
  },
  forceUnidentified: {
    placeholder: 'REASON',
    help: 'flash a board that does not say what it is, or an image that names no board',
    parse: reasonOf,
  },
};

const REASON_CHARACTERS_LEAST = 5;

function reasonOf(text: string): string {
  if (text.trim().length >= REASON_CHARACTERS_LEAST) return text.trim();
  throw new Failure('usage', 'wants a reason that somebody understands later');
}

interface FlashWishes {
  readonly to?: string;
  readonly baud?: number;
  readonly trust?: readonly string[];
  readonly forceOlder?: string;
  readonly forceUnidentified?: string;
}

export const FLASH_COMMAND = technicianCommand({
  path: ['flash'],
  summary:
    'Puts a signed image on a board: upload, test, restart, self-test, confirm, or back to what it ran',
  argument: { name: 'file', help: 'a signed image (image sign)' },
  options: OPTIONS,
  examples: [
    'npx tillbell flash slots-1.2.0.bin --to /dev/ttyUSB0',
    'npx tillbell flash speaker-1.2.0.bin --to ble:SN-0001',
    'npx tillbell flash slots-1.1.0.bin --force-older "1.2.0 jams slot 5"',
  ],
  async run(file, values, terminal) {
    const bytes = readImageFile(file);
    const { forceOlder, forceUnidentified } = values;
    const reasons = { downgrade: forceOlder, unidentified: forceUnidentified };
    const load = judgeLoad(bytes, trustedKeys(values.trust), reasons);
    const again = commandAgain(file ?? '', values);
    if (load.kind === 'refused') {
      const image = { board: undefined, version: '' };
      const frame = {
        to: values.to ?? '',
        image,
        identity: undefined,
        forcedOlder: forceOlder,
        isAvr: false,
        again,
      };
      const outcome = flashOutcome(load, frame);
      return { ...outcome, reason: `${file}: ${outcome.reason ?? ''}` };
    }
    return flash(load, values, again, terminal);
  },
});

async function flash(
  load: FlashLoad,
  wishes: FlashWishes,
  again: string,
  terminal: Terminal,
): Promise<Outcome> {
  if (load.kind === 'avr' && wishes.to === undefined)
    throw new Failure(
      'usage',
      `${load.boardId} does not say who it is while it runs: name its port with --to`,
    );
  const screen = new FlashScreen(terminal);
  const story = new FlashStory(screen, load.version);
  const doing = `flashing ${load.boardId ?? 'an image'} ${load.version}`;
  const reach = await reachWanted(wishes, doing, terminal.stopped, load.boardId);
  const frame = (): FlashFrame => ({
    to: reach.text,
    image: { board: load.boardId, version: load.version },
    identity: story.identity,
    forcedOlder: wishes.forceOlder,
    isAvr: load.kind === 'avr',
    again: wishes.to === undefined ? `${again} --to ${shellWord(reach.text)}` : again,
  });
  try {
    screen.say(`image: ${load.boardId ?? 'names no board'} ${load.version}, for ${reach.text}`);
    const verdict = await flashTarget(load, reach, (news) => story.hear(news), terminal.stopped);
    return flashOutcome(verdict, frame());
  } catch (thrown) {
    if (!isFailure(thrown, 'stopped')) throw thrown;
    return load.kind === 'avr' ? stoppedAvr(load, frame(), story) : stoppedOutcome(frame(), story);
  } finally {
    screen.endBar();
    reach.release();
  }
}

/** An AVR chip has one place for its firmware: half of one stands still until the next try. */
function stoppedAvr(
  { boardId }: Extract<FlashLoad, { kind: 'avr' }>,
  frame: FlashFrame,
  { acknowledged }: FlashStory,
): Outcome {
  const state =
    acknowledged === 0
      ? 'nothing was written yet, or only just'
      : 'the old firmware is gone and the new one is not whole';
  const reason = `stopped: ${boardId}: ${state}; it keeps its bootloader, which waits for the same command; go on with: ${frame.again}`;
  const document = { verdict: 'stopped', to: frame.to, board: null, image: frame.image, again: frame.again };
  return { exitCode: 1, text: '', document, reason };
}

function commandAgain(file: string, wishes: FlashWishes): string {
  const { to, baud, trust, forceOlder, forceUnidentified } = wishes;
  const words = [
    ...['npx', 'tillbell', 'flash', file],
    ...(to === undefined ? [] : ['--to', to]),
    ...(baud === undefined ? [] : ['--baud', String(baud)]),
    ...(trust === undefined ? [] : ['--trust', trust.join(',')]),
    ...(forceOlder === undefined ? [] : ['--force-older', forceOlder]),
    ...(forceUnidentified === undefined ? [] : ['--force-unidentified', forceUnidentified]),
  ];
  return words.map(shellWord).join(' ');
}

import { imageState, type SlotImage, type SlotSize, slotInfo } from '../../../shared/smp/image-requests.ts';
import { boardParameters, bootloaderMode, bootloaderName } from '../../../shared/smp/os-requests.ts';
import type { SmpRequest } from '../../../shared/smp/request.ts';
import type { BoardIdentity } from '../../../shared/smp/service.ts';
import type { Paint } from '../../terminal-text.ts';
import { shellWord } from '../flash/flash-outcome.ts';
import { technicianCommand } from '../technician-command.ts';
import { PLACE_OPTIONS } from './board-place.ts';
import { type AnyVisit, visitAny } from './board-reach.ts';
import { reachWanted } from './board-search.ts';

interface BoardInfo {
  readonly to: string;
  /** null: it does not know our group, as a plain Zephyr server. */
  readonly board: BoardIdentity | null;
  readonly bootloader: string | null;
  /** The bootloader itself refuses older images; null: it does not tell. */
  readonly refusesDowngrade: boolean | null;
  readonly packetBytes: number | null;
  readonly packets: number | null;
  readonly slots: readonly SlotLine[];
}

interface SlotLine {
  readonly slot: number;
  readonly version: string | null;
  readonly hash: string | null;
  readonly state: readonly string[];
  readonly slotBytes: number | null;
}

export const INFO_COMMAND = technicianCommand({
  path: ['info'],
  summary: 'Asks one board what it is, what it runs, and what lies in its slots',
  argument: { name: 'port', help: 'the same as --to' },
  options: { to: PLACE_OPTIONS.to, baud: PLACE_OPTIONS.baud },
  examples: [
    'npx tillbell info /dev/ttyUSB0',
    'npx tillbell info ble:SN-0001',
    'npx tillbell info --to ble:AA:BB:CC:00:00:01 --json',
  ],
  async run(port, values, terminal) {
    const reach = await reachWanted(
      { ...values, ...(port === undefined ? {} : { to: port }) },
      'asking a board',
      terminal.stopped,
    );
    try {
      const info = await visitAny(reach, terminal.stopped, readInfo);
      return { exitCode: 0, text: infoText(info, terminal.paint), document: info };
    } finally {
      reach.release();
    }
  },
});

async function readInfo({ reach, talk, identity }: AnyVisit): Promise<BoardInfo> {
  /** Most of it is a board's choice to tell. */
  const maybe = async <Reply>(request: SmpRequest<Reply>): Promise<Reply | undefined> => {
    const answer = await talk.answer(request);
    if (answer.kind === 'failed' && answer.failure.code !== 'malformed') throw answer.failure;
    return answer.kind === 'done' ? answer.value : undefined;
  };
  const bootloader = await maybe(bootloaderName());
  const mode = bootloader === undefined ? undefined : await maybe(bootloaderMode());
  const parameters = await maybe(boardParameters());
  const images = (await maybe(imageState())) ?? [];
  const sizes = (await maybe(slotInfo())) ?? [];
  return {
    to: reach.text,
    board: identity ?? null,
    bootloader: bootloader ?? null,
    refusesDowngrade: mode?.refusesDowngrade ?? null,
    packetBytes: parameters?.bufferBytes ?? null,
    packets: parameters?.bufferCount ?? null,
    slots: slotLines(images, sizes),
  };
}

function slotLines(images: readonly SlotImage[], sizes: readonly SlotSize[]): SlotLine[] {
  const ours = images.filter(({ image }) => image === 0);
  const numbers = new Set([...ours, ...sizes.filter(({ image }) => image === 0)].map(({ slot }) => slot));
  return [...numbers].sort().map((slot) => {
    const image = ours.find((one) => one.slot === slot);
    const hash = image?.hash === undefined ? null : Buffer.from(image.hash).toString('hex');
    return {
      slot,
      version: image?.version ?? null,
      hash,
      state: image === undefined ? ['empty'] : stateWords(image),
      slotBytes: sizes.find((one) => one.slot === slot)?.slotBytes ?? null,
    };
  });
}

function stateWords({ isActive, isConfirmed, isPending, isPermanent }: SlotImage): string[] {
  const words = [
    ...(isActive ? ['runs'] : []),
    ...(isConfirmed ? ['confirmed'] : []),
    ...(isPending
      ? [isPermanent ? 'starts at the next restart' : 'starts for a test at the next restart']
      : []),
    ...(isActive && !isConfirmed ? ['on trial: gone after the next restart'] : []),
  ];
  return words.length === 0 ? ['stored'] : words;
}

function infoText(info: BoardInfo, paint: Paint): string {
  const { board, bootloader, refusesDowngrade, packetBytes, packets } = info;
  const guard = refusesDowngrade === true ? ', refuses older images' : '';
  const whose: [string, string][] =
    board === null
      ? [['board', paint('does not say what it is', 'bold')]]
      : [
          ['board', paint(`${board.boardId} ${board.serial}`, 'bold')],
          ['role', board.role],
          ['runs', board.version],
        ];
  const rows: [string, string][] = [
    ...whose,
    ['place', info.to],
    ['bootloader', bootloader === null ? 'does not tell' : `${bootloader}${guard}`],
    ['packets', packetBytes === null ? 'does not tell' : `${packets ?? 1} of ${packetBytes} bytes`],
    ...info.slots.map(({ slot, version, state, hash, slotBytes }): [string, string] => {
      const size = slotBytes === null ? '' : ` of ${(slotBytes / 1_024).toFixed(0)} kB`;
      const named = version === null ? '' : `${version} `;
      return [
        `slot ${slot}${size}`,
        `${named}${state.join(', ')}${hash === null ? '' : `  ${hash.slice(0, 12)}`}`,
      ];
    }),
  ];
  const text = rows.map(([name, value]) => `${name.padEnd(17)}${value}`).join('\n');
  return board === null ? `${text}\n${strangerAdvice(info.to)}` : text;
}

/** An image for it is flashed on the technician's word that it is the right board. */
const strangerAdvice = (to: string): string =>
  `flash it, if you know what it is, with: npx tillbell flash FILE --to ${shellWord(to)} --force-unidentified "how you know"`;

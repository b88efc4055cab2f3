import { Failure } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { integerSetting } from '../../../shared/settings.ts';
import { isBoardId, parseImage } from '../../../shared/smp/image.ts';
import { buildImage } from '../../../shared/smp/image-build.ts';
import {
  formatImageVersion,
  type ImageVersion,
  parseImageVersion,
  securityCounterOf,
} from '../../../shared/smp/image-version.ts';
import { AVR_BOARDS } from '../../../shared/stk500/avr-chips.ts';
import { packAvrFirmware } from '../../../shared/stk500/avr-package.ts';
import { switchOption } from '../../command-line.ts';
import { technicianCommand } from '../technician-command.ts';
import { imageText } from './image-commands.ts';
import { readImageFile, tellImage, writeImageFile } from './image-file.ts';
import { readPrivateKey } from './key-files.ts';

const HEADER_BYTES = 512;

const OPTIONS = {
  key: {
    placeholder: 'FILE',
    help: 'private key (PEM, Ed25519), from image key',
    parse: (text: string) => text,
  },
  board: {
    placeholder: 'KIND',
    help: 'the kind of board that it is for: 1 to 32 of a-z, 0-9 and hyphens',
    parse: (text: string): string => {
      if (isBoardId(text)) return text;
      throw new Failure('usage', 'wants 1 to 32 of a-z, 0-9 and hyphens inside');
    },
  },
  version: { placeholder: 'VERSION', help: 'like 1.2.3 or 1.2.3+4', parse: versionOf },
  out: { placeholder: 'FILE', help: 'where the image goes', parse: (text: string) => text },
  headerBytes: {
    placeholder: 'BYTES',
    help: `room for the header before the code, 32 to 65535; default ${HEADER_BYTES}`,
    parse: integerSetting(32, 65_535, 'bytes'),
  },
  headerRoom: switchOption('the file begins with that room already, as Zephyr links it'),
  slotBytes: {
    placeholder: 'BYTES',
    help: 'size of the slot: what does not fit beside its trailer is refused now',
    parse: integerSetting(4_096, limits.imageBytes, 'bytes'),
  },
};

function versionOf(text: string): ImageVersion {
  try {
    return parseImageVersion(text);
  } catch {
    throw new Failure('usage', 'wants a version like 1.2.3 or 1.2.3+4');
  }
}

export const IMAGE_SIGN_COMMAND = technicianCommand({
  path: ['image', 'sign'],
  summary: 'Makes a signed image of a firmware, as imgtool does: for one kind of board, with a version',
  argument: { name: 'file', help: 'the firmware: a binary, or Intel HEX for an AVR panel' },
  options: OPTIONS,
  examples: [
    'npx tillbell image sign zephyr.bin --key release.pem --board slots-6 --version 1.2.0 --header-room --out slots.bin',
    'npx tillbell image sign panel.hex --key release.pem --board panel-uno --version 1.0.1 --out panel.bin',
  ],
  async run(file, values) {
    const { key, board, version, out } = values;
    if (key === undefined || board === undefined || version === undefined || out === undefined)
      throw new Failure('usage', 'wants --key, --board, --version and --out');
    const body = readImageFile(file);
    const signer = readPrivateKey(key);
    const isAvr = AVR_BOARDS.some(({ boardId }) => boardId === board);
    const image = isAvr
      ? packAvrFirmware(Buffer.from(body).toString('latin1'), board, version, signer)
      : buildImage({
          body,
          version,
          headerBytes: values.headerBytes ?? HEADER_BYTES,
          hasHeaderRoom: values.headerRoom === true,
          boardId: board,
          securityCounter: securityCounterOf(version),
          key: signer,
          ...(values.slotBytes === undefined ? {} : { slotBytes: values.slotBytes }),
        });
    writeImageFile(out, image);
    const told = tellImage(parseImage(image));
    const text = `${imageText(told)}\nsigned: ${out} (${board} ${formatImageVersion(version)})`;
    return { exitCode: 0, text, document: { ...told, out } };
  },
});

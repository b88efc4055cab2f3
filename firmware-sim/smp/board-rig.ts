import { createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { SERIAL_ENVELOPE_BYTES } from '../../shared/smp/serial-framing.ts';
import { Bluez } from '../ble/bluez.ts';
import { type PrivateBus, startPrivateBus } from '../ble/private-bus.ts';
import type { RadioTiming } from '../ble/radio.ts';
import { BleBoard } from './ble-board.ts';
import type { CutKind, LiveBoard } from './live-board.ts';
import { SerialBoard } from './serial-board.ts';
import { buildSimImage } from './sim-image.ts';
import { type BoardOutput, SmpBoard, type SmpBoardOptions } from './smp-board.ts';

export type RigMedium =
  | { readonly kind: 'serial'; readonly usb: 'bridge' | 'native'; readonly baudRate?: number }
  | { readonly kind: 'ble'; readonly mtu: number; readonly timing: RadioTiming };

export interface BoardRigOptions {
  /** Where the serial boards' device files are: `board-0`, `board-1` … */
  readonly folder: string;
  readonly medium: RigMedium;
  readonly boards: number;
  readonly boardId: string;
  /** What the factory has put on them. */
  readonly version: string;
  readonly securityCounter?: number;
  /** Signs the factory image; its public half is what the boards trust. */
  readonly key: KeyObject;
  readonly slotBytes?: number;
  readonly factoryBodyBytes?: number;
  readonly bufferBytes?: number;
  readonly buffers?: number;
  readonly eraseSectorMs?: number;
  /** The boards whose bootloader takes older images; none. */
  readonly takingOlder?: readonly number[];
  /** The boards that know nothing of ours; none. */
  readonly stock?: readonly number[];
  onOutput?(board: number, output: BoardOutput): void;
  onCut?(board: number, kind: CutKind): void;
}

const SECTOR_BYTES = 4_096;
const LOOK_MS = 5;
const ORDINARY = { slotBytes: 262_144, factoryBodyBytes: 20_000, bufferBytes: 2_048, buffers: 4 };

/** Boards in this process, plugged in, switched on and running. */
export class BoardRig {
  readonly boards: readonly LiveBoard[];
  /** Of the private bus that BlueZ is played on: `DBUS_SYSTEM_BUS_ADDRESS` for who wants to reach boards in the air. */
  readonly busAddress: string | undefined;
  readonly #close: () => Promise<void>;

  private constructor(boards: readonly LiveBoard[], bus: PrivateBus | undefined, close: () => Promise<void>) {
    this.boards = boards;
    this.busAddress = bus?.address;
    this.#close = close;
  }

  /** @throws Failure unreachable: no pty, or no dbus-daemon */
  static async start(options: BoardRigOptions): Promise<BoardRig> {
    const { medium } = options;
    const bus = medium.kind === 'ble' ? await startPrivateBus() : undefined;
    const bluez = bus === undefined ? undefined : await Bluez.start(bus.address);
    const boards = Array.from({ length: options.boards }, (_, index) => build(options, index, bluez));
    for (const board of boards) {
      await board.setPlugged(true);
      await board.setPower(true);
    }
    while (boards.some(({ board }) => board.runningVersion === undefined))
      await new Promise((wake) => setTimeout(wake, LOOK_MS));
    return new BoardRig(boards, bus, async () => {
      for (const board of boards) await board.close();
      bluez?.close();
      await bus?.close();
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function build(options: BoardRigOptions, index: number, bluez: Bluez | undefined): LiveBoard {
  const { medium, folder } = options;
  const board = new SmpBoard(boardOptions(options, index));
  const onOutput = (output: BoardOutput): void => options.onOutput?.(index, output);
  const onCut = (kind: CutKind): void => options.onCut?.(index, kind);
  if (medium.kind === 'serial') {
    const { usb, baudRate } = medium;
    const link = join(folder, `board-${index}`);
    const pace = baudRate === undefined ? {} : { baudRate };
    return new SerialBoard(board, { link, usb, ...pace, onOutput, onCut });
  }
  if (bluez === undefined) throw new Error('boards in the air without a BlueZ');
  const address = `AA:BB:CC:00:00:${(index + 1).toString(16).toUpperCase().padStart(2, '0')}`;
  const { mtu, timing } = medium;
  return new BleBoard(board, bluez, { address, mtu, timing, rssi: -50 - index, onOutput, onCut });
}

function boardOptions(options: BoardRigOptions, index: number): SmpBoardOptions {
  const { boardId, key, version, securityCounter = 0, eraseSectorMs } = options;
  const { slotBytes, factoryBodyBytes, bufferBytes, buffers } = { ...ORDINARY, ...options };
  return {
    boardId,
    serialNumber: `SN-${String(index + 1).padStart(4, '0')}`,
    keys: [createPublicKey(key)],
    factoryImage: buildSimImage({ boardId, version, securityCounter, bodyBytes: factoryBodyBytes, key }),
    slotSectors: Math.ceil(slotBytes / SECTOR_BYTES),
    sectorBytes: SECTOR_BYTES,
    ...(eraseSectorMs === undefined ? {} : { eraseSectorMs }),
    bufferBytes,
    buffers,
    takesOlder: options.takingOlder?.includes(index) === true,
    isStock: options.stock?.includes(index) === true,
    envelopeBytes: options.medium.kind === 'serial' ? SERIAL_ENVELOPE_BYTES : 0,
  };
}

import {
  BlePacketAssembler,
  fragmentForBle,
  SMP_CHARACTERISTIC_UUID,
  SMP_SERVICE_UUID,
} from '../../shared/smp/ble-framing.ts';
import type { BleDevice } from '../ble/ble-device.ts';
import type { Bluez } from '../ble/bluez.ts';
import type { RadioTiming } from '../ble/radio.ts';
import { BoardClock } from './board-clock.ts';
import { type CutKind, CutPoint, type LiveBoard } from './live-board.ts';
import type { BoardOutput, SmpBoard } from './smp-board.ts';

export interface BleBoardOptions {
  /** `AA:BB:CC:00:00:01` */
  readonly address: string;
  readonly mtu: number;
  readonly timing: RadioTiming;
  readonly rssi?: number;
  onOutput(output: BoardOutput): void;
  onCut(kind: CutKind): void;
}

/** An SMP board in reach of the Bluetooth adapter. */
export class BleBoard implements LiveBoard {
  readonly board: SmpBoard;
  /** A log has no place in the air. */
  isNoisy = false;
  readonly device: BleDevice;
  readonly #options: BleBoardOptions;
  readonly #clock: BoardClock;
  readonly #cut: CutPoint;
  #assembler = new BlePacketAssembler();
  #isInReach = true;

  constructor(board: SmpBoard, bluez: Bluez, options: BleBoardOptions) {
    this.board = board;
    this.#options = options;
    this.#clock = new BoardClock(board, (output) => this.#output(output));
    this.#cut = new CutPoint((kind) => {
      options.onCut(kind);
      if (kind === 'power') void this.setPower(false);
      else this.device.drop();
    });
    this.device = bluez.add({
      address: options.address,
      name: `${board.options.boardId} ${board.options.serialNumber}`,
      rssi: options.rssi ?? -55,
      serviceUuid: SMP_SERVICE_UUID,
      characteristicUuid: SMP_CHARACTERISTIC_UUID,
      mtu: options.mtu,
      timing: options.timing,
      onConnected: () => {
        this.#assembler = new BlePacketAssembler();
      },
      onDisconnected: () => {},
      onWrite: (piece) => this.#hear(piece),
    });
    this.device.isAdvertising = false;
  }

  get address(): string {
    return this.#options.address;
  }

  async setPower(on: boolean): Promise<void> {
    if (on) return this.#clock.powerOn();
    this.#clock.powerOff();
    this.device.isAdvertising = false;
    this.device.goSilent();
  }

  async setPlugged(isIn: boolean): Promise<void> {
    this.#isInReach = isIn;
    this.device.isAdvertising = isIn && this.board.runningVersion !== undefined;
    if (!isIn) this.device.goSilent();
  }

  cutAfter(bytes: number, kind: CutKind): void {
    this.#cut.set(bytes, kind);
  }

  async close(): Promise<void> {
    this.#clock.powerOff();
    this.device.drop();
  }

  #hear(piece: Buffer): void {
    const heard = this.#cut.take(piece);
    const packet = this.#assembler.push(heard, performance.now());
    if (packet !== undefined) this.#clock.receive(packet);
    this.#cut.done();
  }

  #output(output: BoardOutput): void {
    if (output.kind === 'packet')
      for (const piece of fragmentForBle(output.bytes, this.#options.mtu)) this.device.notify(piece);
    // A processor that restarts is off the air until its firmware runs.
    if (output.kind === 'reset' || output.kind === 'bricked') {
      this.device.isAdvertising = false;
      this.device.goSilent();
    }
    if (output.kind === 'running') this.device.isAdvertising = this.#isInReach;
    this.#options.onOutput(output);
  }
}

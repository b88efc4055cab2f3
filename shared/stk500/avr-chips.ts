/** An AVR board that is flashed through its bootloader. */
export interface AvrBoard {
  /** As packages name it (image.ts). */
  readonly boardId: string;
  readonly chip: string;
  /** What the chip says of itself. */
  readonly signature: readonly number[];
  readonly pageBytes: number;
  /** Where the bootloader begins, in bytes; the firmware ends before it. */
  readonly bootStart: number;
  readonly baudRate: number;
}

/** The panel on the counter: an Arduino Uno with optiboot in a boot section of 1,024 bytes at the end of its 32 kB. */
export const PANEL_UNO: AvrBoard = {
  boardId: 'panel-uno',
  chip: 'ATmega328P',
  signature: [0x1e, 0x95, 0x0f],
  pageBytes: 128,
  bootStart: 0x7c00,
  baudRate: 115_200,
};

export const AVR_BOARDS: readonly AvrBoard[] = [PANEL_UNO];

/**
 * What the bus brings and what it is asked for: the words between the slot boards and the cabinet's logic. A module
 * is named by its serial number, never by its bus address, which changes hands.
 */

/** Serial number of a module, 8 lower-case hex digits. */
export type ModuleSerial = string;

/** One bay, for as long as its module is the same board. */
export interface SlotName {
  readonly module: ModuleSerial;
  /** 1 … `limits.slotsPerModule`. */
  readonly slot: number;
}

export const slotKey = ({ module, slot }: SlotName): string => `${module}/${slot}`;

/** What a bank tells over its contacts (FACTS: cabinets). */
export interface BankReading {
  readonly bankId: string;
  readonly levelPercent: number;
  readonly voltageMillivolts: number;
  /** Positive: into the bank. */
  readonly currentMilliamps: number;
  /** Tenths of a degree, so that 0 °C and "no reading" cannot be confused. */
  readonly temperatureDeciCelsius: number;
  readonly cycles: number;
  /** Since the board read this from the contacts; a frozen sensor shows here or in values that never move. */
  readonly ageMs: number;
}

/** Why the contacts say nothing usable. */
export type ContactProblem = 'dirty' | 'foreign' | 'reversed' | 'garbled';

export type MotorState = 'idle' | 'ejecting' | 'pulling' | 'jammed' | 'failed';

/** One slot as its board sees it. */
export interface SlotReading {
  readonly slot: number;
  /** The switch at the back: a bank is all the way in. */
  readonly isInserted: boolean;
  /** The switch at the mouth: something stands in the opening. */
  readonly isAtMouth: boolean;
  readonly isLocked: boolean;
  readonly motor: MotorState;
  readonly bank?: BankReading;
  readonly contactProblem?: ContactProblem;
  /** What the board's own charger delivers now. */
  readonly isCharging: boolean;
  readonly outputMilliwatts: number;
  /** The slot's own sensor, beside the bank's. */
  readonly slotTemperatureDeciCelsius: number;
  /** The last command that the board took for this slot (it keeps it through its own reboots); 0: none. */
  readonly lastCommandId: number;
  /** What became of it. */
  readonly lastCommand: 'none' | 'running' | 'done' | 'jammed' | 'refused';
}

export interface ModuleReading {
  readonly module: ModuleSerial;
  readonly slots: readonly SlotReading[];
  readonly fanRpm: number;
  readonly ambientDeciCelsius: number;
  /** Grows with each start of the board: a board that rebooted has forgotten its outputs. */
  readonly bootCount: number;
}

/** A module's newest reading, and when it came (monotonic clock of the controller). */
export interface TimedReading {
  readonly reading: ModuleReading;
  readonly atMs: number;
}

/** A motion is commanded once; the board remembers its id and answers a repeat without moving. */
export interface MoveOrder {
  readonly at: SlotName;
  /** Grows by one for each motion of this cabinet, for ever; recorded on disk before it is sent. */
  readonly commandId: number;
  readonly move: 'eject' | 'pull_back' | 'lock';
}

export type MoveAnswer =
  /** The board has it (now or before) and does or did it. */
  | { readonly answer: 'taken' }
  /** It cannot be done there, nothing moved. */
  | { readonly answer: 'refused'; readonly reason: string }
  /** No reply in spite of repeats: whether it moved is told by the next reading's `lastCommandId`. */
  | { readonly answer: 'unknown' };

export type SlotLight = 'off' | 'ready' | 'charging' | 'returned' | 'take' | 'fault' | 'disabled';

/** What a module is to do until told otherwise; it forgets all of it after `limits.outputExpiryMs`. */
export interface ModuleOutputs {
  readonly module: ModuleSerial;
  /** Index 0 is slot 1. 0 mW: charging off. */
  readonly limitMilliwatts: readonly number[];
  readonly lights: readonly SlotLight[];
  readonly fanPercent: number;
}

/** What the bus tells the cabinet. */
export type BusEvent =
  | { readonly type: 'module_found'; readonly module: ModuleSerial; readonly slots: number }
  /** Silent for too long, or unplugged: its readings are void. */
  | { readonly type: 'module_lost'; readonly module: ModuleSerial }
  | { readonly type: 'reading'; readonly reading: ModuleReading; readonly atMs: number }
  | { readonly type: 'moved'; readonly commandId: number; readonly answer: MoveAnswer }
  | {
      readonly type: 'trouble';
      readonly code: 'two_modules_one_address' | 'flooded' | 'noise' | 'port_gone';
      readonly detail: string;
    };

/** What the cabinet asks of the bus. Moves overtake everything; outputs are kept as the newest only, and refreshed with each poll. */
export type BusRequest =
  | { readonly type: 'move'; readonly order: MoveOrder }
  | { readonly type: 'outputs'; readonly outputs: ModuleOutputs };

/** What the process of simulated boards says (firmware-sim/cabinet/cabinet-main.ts), as the one who started it reads it. */

export interface SlotName {
  /** Serial number of the module. */
  readonly module: string;
  readonly slot: number;
}

export interface SeenBank {
  readonly bankId: string;
  /** 0 … 1. */
  readonly level: number;
  readonly celsius: number;
}

export interface SeenSlot {
  readonly place: 'none' | 'mouth' | 'back';
  readonly locked: boolean;
  readonly light: string;
  readonly watts: number;
  readonly bank?: SeenBank;
}

export interface SeenModule {
  readonly serial: string;
  readonly address: number;
  readonly boots: number;
  readonly fanRpm: number;
  readonly slots: readonly SeenSlot[];
}

export interface MotorLine extends SlotName {
  readonly commandId: number;
  readonly move: 'eject' | 'pull_back' | 'lock';
  readonly bankId?: string;
  /** Unix ms, as are those below. */
  readonly atMs: number;
}

export interface TookLine extends SlotName, SeenBank {
  readonly atMs: number;
}

export interface PutLine extends SlotName {
  readonly bankId: string;
  readonly how: 'fully' | 'half' | 'reversed';
  readonly atMs: number;
}

export type BoardsLine =
  | { readonly is: 'state'; readonly modules: readonly SeenModule[] }
  | { readonly is: 'motor'; readonly motor: MotorLine }
  /** Absent: there was nothing to take, or a lock held it. */
  | { readonly is: 'took'; readonly took?: TookLine }
  | { readonly is: 'put'; readonly put: PutLine }
  | { readonly is: 'error'; readonly error: string };

/** Reads a line; undefined: it is of no interest here. The process is ours, so its lines are believed. */
export function readBoardsLine(line: unknown): BoardsLine | undefined {
  if (typeof line !== 'object' || line === null) return undefined;
  const { modules, motor, took, put, error } = line as {
    modules?: readonly SeenModule[];
    motor?: MotorLine;
    took?: TookLine | null;
    put?: PutLine;
    error?: string;
  };
  if (modules !== undefined) return { is: 'state', modules };
  if (motor !== undefined) return { is: 'motor', motor };
  if (took !== undefined) return { is: 'took', ...(took === null ? {} : { took }) };
  if (put !== undefined) return { is: 'put', put };
  return error === undefined ? undefined : { is: 'error', error };
}

export const slotName = ({ module, slot }: SlotName): string => `${module}/${slot}`;

import type { CabinetEvent } from '../../shared/cabinet-report.ts';
import { Bank } from './bank.ts';
import { CabinetTrial } from './cabinet-trial.ts';
import type { ModuleBoard } from './module-board.ts';

export const SERIAL = '0000001a';
export const bankOf = (number: number): string => number.toString(16).toUpperCase().padStart(16, '0');

/** A cabinet in the hands of a test: what it does, and the board with the truth. */
export interface Shop {
  readonly trial: CabinetTrial;
  readonly board: ModuleBoard;
}

/** A cabinet of one module whose first slots hold charged banks, running and known to the relay. */
export function openShop(banks: number, seed = 1): Shop {
  const trial = new CabinetTrial(seed);
  const board = trial.bus.add(SERIAL, 6);
  for (let slot = 1; slot <= banks; slot += 1) {
    board.insert(slot, new Bank({ bankId: bankOf(slot), level: 0.9, cycles: slot }), 'fully', 0);
  }
  trial.start();
  trial.run(6_000);
  trial.heard.length = 0;
  return { trial, board };
}

export const endOf = (
  { trial }: Shop,
  id: string,
): Partial<Extract<CabinetEvent, { kind: 'rental_ended' }>> => {
  const ends = trial.events.flatMap((event) =>
    event.kind === 'rental_ended' && event.rentalId === id ? [event] : [],
  );
  if (ends.length > 1) throw new Error('a rental ends once');
  return ends[0] ?? {};
};
export const ejects = ({ board }: Shop): number =>
  board.motorStarts.filter(({ move }) => move === 'eject').length;
export const events = <Kind extends CabinetEvent['kind']>({ trial }: Shop, kind: Kind) =>
  trial.events.filter((event): event is Extract<CabinetEvent, { kind: Kind }> => event.kind === kind);
export const slotsAtMouth = ({ board }: Shop): number[] =>
  board.slots.filter(({ place }) => place === 'mouth').map(({ slot }) => slot);

/** Runs until a bank stands in the mouth, and takes it. */
export function takeBank(shop: Shop, afterMs = 500): Bank {
  const { trial, board } = shop;
  for (let waited = 0; waited < 30_000 && slotsAtMouth(shop).length === 0; waited += 100) trial.run(100);
  trial.run(afterMs);
  const [slot] = slotsAtMouth(shop);
  const bank = slot === undefined ? undefined : board.take(slot, trial.nowMs);
  if (bank === undefined) throw new Error('there is no bank to take');
  return bank;
}

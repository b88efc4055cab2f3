import type { SlotPlace } from '../../shared/cabinet-report.ts';
import type { BankId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { BankRecord, CabinetChange } from './cabinet-operations.ts';
import { slotKey } from './readings.ts';

/** Which banks this cabinet has seen, and where they are as far as it knows. */
export class BankBook {
  readonly #banks = new Map<BankId, BankRecord>();
  readonly #homes = new Map<string, BankId>();

  constructor(banks: readonly BankRecord[]) {
    for (const bank of banks) this.put(bank);
  }

  /** It has never seen one: a cabinet that is being filled for the first time. */
  get isNew(): boolean {
    return this.#banks.size === 0;
  }

  of(bankId: BankId): BankRecord | undefined {
    return this.#banks.get(bankId);
  }

  /** The bank that belongs into this slot. */
  homeAt(at: SlotPlace): BankId | undefined {
    return this.#homes.get(slotKey(at));
  }

  /** Modules in which banks are at home. */
  get modules(): ReadonlySet<string> {
    return new Set([...this.#homes.keys()].map((key) => key.slice(0, key.indexOf('/'))));
  }

  /** @returns what is to be written */
  put(bank: BankRecord): CabinetChange {
    const before = this.#banks.get(bank.bankId);
    if (before?.is === 'home' && this.homeAt(before.at) === bank.bankId)
      this.#homes.delete(slotKey(before.at));
    // Anew at the end: the one that nothing was heard of for longest is the first.
    this.#banks.delete(bank.bankId);
    this.#banks.set(bank.bankId, bank);
    if (bank.is === 'home') this.#homes.set(slotKey(bank.at), bank.bankId);
    if (this.#banks.size > limits.banksRemembered) this.#forgetOne();
    return { type: 'bank', bank };
  }

  /** Those that are home are as many as there are slots; one of the others goes. */
  #forgetOne(): void {
    for (const [bankId, bank] of this.#banks) {
      if (bank.is === 'home') continue;
      this.#banks.delete(bankId);
      return;
    }
  }
}

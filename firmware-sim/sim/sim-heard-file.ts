import { type HeardRecord, repairHeard } from '../../device/speaker/heard.ts';
import type { Chance } from '../../shared/seeded-chance.ts';
import type { VirtualProcess } from './virtual-host.ts';

const SYNC_MS = 2;

/** A speaker's heard.jsonl on a disk that may lose or tear what was not synced. */
export class SimHeardFile {
  readonly lines: string[] = [];
  readonly #chance: Chance;
  /** A part of a line, without its end. */
  #torn = '';
  #underWay: HeardRecord[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** A process opens it, repairs it, and goes on where the last one was cut off. */
  open(process: VirtualProcess, records: readonly HeardRecord[], onWritten: (id: number) => void): void {
    process.atDeath(() => this.#tear());
    const tail = this.lines.slice(-(records.length + 1)).map((line) => `${line}\n`);
    const { missing } = repairHeard(Buffer.from(tail.join('') + this.#torn), records);
    this.#torn = '';
    const last = records.at(-(missing.length + 1));
    if (last !== undefined) onWritten(last.id);
    this.write(process, missing, onWritten);
  }

  write(process: VirtualProcess, records: readonly HeardRecord[], onWritten: (id: number) => void): void {
    const isIdle = this.#underWay.length === 0;
    this.#underWay.push(...records);
    if (isIdle) this.#sync(process, onWritten);
  }

  #sync(process: VirtualProcess, onWritten: (id: number) => void): void {
    const records = [...this.#underWay];
    const last = records.at(-1);
    if (last === undefined) return;
    process.after(SYNC_MS, () => {
      if (!process.mayAct()) return;
      this.lines.push(...records.map(({ line }) => line));
      this.#underWay.splice(0, records.length);
      onWritten(last.id);
      this.#sync(process, onWritten);
    });
  }

  #tear(): void {
    const records = this.#underWay;
    this.#underWay = [];
    const whole = this.#chance.integer(0, records.length);
    this.lines.push(...records.slice(0, whole).map(({ line }) => line));
    const next = records[whole]?.line ?? '';
    this.#torn = next.slice(0, Math.floor(this.#chance.next() * next.length));
  }
}

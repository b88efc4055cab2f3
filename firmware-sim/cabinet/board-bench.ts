import {
  type BusAnswer,
  type BusQuestion,
  decodeBusAnswer,
  encodeBusQuestion,
  type SlotState,
} from '../../shared/bus-messages.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { encodeSerialFrame, SerialFrameParser } from '../../shared/serial-frame.ts';
import { Bank } from './bank.ts';
import { ModuleBoard } from './module-board.ts';

export const SERIAL = '0001a001';
export const ADDRESS = 3;
type Move = Extract<BusQuestion, { type: 'move' }>['move'];

/** A board with an address, and a host without a wire between. */
export class Bench {
  readonly board = new ModuleBoard({ serial: SERIAL, chance: seededChance(4) });
  nowMs = 0;
  #sequence = 0;

  constructor() {
    this.board.address = ADDRESS;
  }

  /** Undefined: it does not answer. */
  ask(question: BusQuestion, sequence = this.#next(), address = ADDRESS): BusAnswer | undefined {
    const bytes = encodeSerialFrame({ address, sequence, ...encodeBusQuestion(question) });
    const [utterance] = this.board.hear(bytes, this.nowMs);
    if (utterance === undefined) return undefined;
    const [heard] = new SerialFrameParser().push(utterance.bytes);
    if (heard === undefined || 'broken' in heard) throw new Error('no frame');
    if (heard.frame.sequence !== sequence) throw new Error('the answer to something else');
    return decodeBusAnswer(heard.frame.kind, heard.frame.body);
  }

  poll(limitMilliwatts?: number, fanPercent = 0): Extract<BusAnswer, { type: 'state' }> {
    const outputs = {
      limitMilliwatts: Array.from({ length: 8 }, () => limitMilliwatts ?? 0),
      lights: [],
      fanPercent,
    };
    const question = { type: 'poll', serial: SERIAL, firstSlot: 1, slotCount: 8 } as const;
    const answer = this.ask(limitMilliwatts === undefined ? question : { ...question, outputs });
    if (answer?.type !== 'state') throw new Error('no state');
    return answer;
  }

  slot(number = 1): SlotState {
    const slot = this.poll().slots[number - 1];
    if (slot === undefined) throw new Error('no slot');
    return slot;
  }

  move(move: Move, commandId: number, slot = 1): BusAnswer | undefined {
    return this.ask({ type: 'move', serial: SERIAL, slot, commandId, move });
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.board.advance(this.nowMs);
  }

  /** Charges for a time, the outputs refreshed as a runtime does. */
  charge(seconds: number, milliwatts: number, fanPercent = 0): void {
    for (let half = 0; half < 2 * seconds; half += 1) {
      this.poll(milliwatts, fanPercent);
      this.pass(500);
    }
  }

  insert(
    bank = new Bank({ bankId: '00000000000000A1', level: 0.3 }),
    how: 'fully' | 'half' | 'reversed' = 'fully',
  ) {
    this.board.insert(1, bank, how, this.nowMs);
    this.pass(100);
    return bank;
  }

  get starts(): number {
    return this.board.motorStarts.length;
  }

  #next(): number {
    this.#sequence = (this.#sequence + 1) & 0xff;
    return this.#sequence;
  }
}

export const refusalOf = (answer: BusAnswer | undefined): string | undefined =>
  answer?.type === 'moved' ? (answer.refusal ?? 'taken') : 'silent';

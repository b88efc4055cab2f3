import type { BoardsLine, PutLine, TookLine } from '../../../firmware-sim/live-cabinet/boards-line.ts';
import type { RentCall } from '../../../firmware-sim/live-cabinet/rental-core.ts';
import type { Delivery } from '../../../firmware-sim/live-cabinet/webhook-receiver.ts';
import { durationText, yuanText } from '../../terminal-text.ts';
import type { CabinetRow } from './cabinet-screen.ts';
import { placeText, shortId } from './slot-grid.ts';

/** What a rental costs in the demo, however long it takes. */
export const RENTAL_FEN = 300;

/** Makes rows of what happens, with the times between what belongs together. Pure but for what it remembers. */
export class CabinetRows {
  /** Asked, and no motor has started for it yet. */
  readonly #asked: RentCall[] = [];
  readonly #putAtMs = new Map<string, number>();
  readonly #tookAtMs = new Map<string, number>();

  asked(call: RentCall): CabinetRow {
    const { rentalId, askedAtMs, answeredAtMs, status, code } = call;
    if (answeredAtMs === undefined)
      return { atMs: Date.now(), who: 'core', text: `${rentalId}: no answer`, style: 'red' };
    const tookMs = durationText(answeredAtMs - askedAtMs);
    const text = `${rentalId}: asks for a bank: ${status}${code === undefined ? '' : ` ${code}`} in ${tookMs}`;
    return {
      atMs: answeredAtMs,
      who: 'core',
      text,
      ...((status ?? 0) >= 400 ? { style: 'red' as const } : {}),
    };
  }

  /** To be called before the question is sent: the motor may be faster than the answer. */
  asking(call: RentCall): void {
    this.#asked.push(call);
  }

  line(line: BoardsLine): CabinetRow | undefined {
    switch (line.is) {
      case 'motor': {
        const { motor } = line;
        const bank = motor.bankId === undefined ? 'nothing' : `bank ${shortId(motor.bankId)}`;
        const base = { atMs: motor.atMs, who: 'motor' };
        if (motor.move !== 'eject') {
          const does = motor.move === 'lock' ? 'locks' : 'pulls back';
          return { ...base, text: `${placeText(motor)} ${does} ${bank}`, style: 'dim' };
        }
        const call = this.#asked.shift();
        const after =
          call === undefined ? '' : `, ${durationText(motor.atMs - call.askedAtMs)} after it was asked for`;
        return { ...base, text: `${placeText(motor)} lets out ${bank}${after}` };
      }
      case 'took':
        return line.took === undefined ? undefined : this.#took(line.took);
      case 'put':
        return this.#put(line.put);
      case 'state':
        return undefined;
      case 'error':
        return { atMs: Date.now(), who: 'people', text: line.error, style: 'dim' };
    }
  }

  delivery({ type, data, cameAtMs }: Delivery): CabinetRow | undefined {
    const at = placeText({ module: String(data.module), slot: Number(data.slot) });
    const bank = shortId(String(data.bankId));
    const base = { atMs: cameAtMs, who: 'webhook' };
    switch (type) {
      case 'rental.taken': {
        const tookAtMs = this.#tookAtMs.get(String(data.bankId));
        const after = tookAtMs === undefined ? '' : `, ${durationText(cameAtMs - tookAtMs)} ago`;
        return { ...base, text: `${data.rentalId} taken: bank ${bank} left ${at}${after}`, style: 'green' };
      }
      case 'rental.not_taken':
        return {
          ...base,
          text: `${data.rentalId} not taken: bank ${bank} is back in ${at}`,
          style: 'yellow',
        };
      case 'rental.failed':
        this.#asked.shift();
        return { ...base, text: `${data.rentalId} failed: ${data.code}`, style: 'red' };
      case 'rental.unanswered':
        return { ...base, text: `${data.rentalId} unanswered`, style: 'red' };
      case 'bank.returned': {
        const putAtMs = this.#putAtMs.get(String(data.bankId));
        const told = Date.parse(String(data.at));
        const after =
          putAtMs === undefined
            ? ''
            : `; clicked in ${durationText(cameAtMs - putAtMs)} ago, noted ${durationText(told - putAtMs)} after`;
        const rental = data.rentalId === undefined ? 'no rental of ours' : `${data.rentalId} ends`;
        const text = `bank ${bank} returned to ${at} with ${data.levelPercent} %: ${rental}${after}`;
        return { ...base, text, style: 'green' };
      }
      default:
        return type.startsWith('alarm.')
          ? { ...base, text: alarmText(type, String(data.detail)), style: 'red' }
          : undefined;
    }
  }

  paid(rentalId: string): CabinetRow {
    return {
      atMs: Date.now(),
      who: 'billing',
      text: `${rentalId}: the customer pays ${yuanText(RENTAL_FEN)}`,
    };
  }

  #took(took: TookLine): CabinetRow {
    this.#tookAtMs.set(took.bankId, took.atMs);
    const text = `takes bank ${shortId(took.bankId)} with ${Math.round(took.level * 100)} % from ${placeText(took)}`;
    return { atMs: took.atMs, who: 'people', text };
  }

  #put(put: PutLine): CabinetRow {
    if (put.how === 'fully') this.#putAtMs.set(put.bankId, put.atMs);
    const how = put.how === 'fully' ? '' : put.how === 'half' ? ', only half' : ', upside down';
    return {
      atMs: put.atMs,
      who: 'people',
      text: `puts bank ${shortId(put.bankId)} into ${placeText(put)}${how}`,
    };
  }
}

/** `cabinet_bank_missing`, and slots and banks by their whole numbers, in the words of the other rows. */
function alarmText(type: string, detail: string): string {
  const what = type.replace(/^alarm\.(cabinet_)?/, '').replaceAll('_', ' ');
  const where = detail
    .replace(/\b([0-9a-f]{8})\/(\d+)/g, (_, module: string, slot: string) =>
      placeText({ module, slot: Number(slot) }),
    )
    .replace(/\b[0-9A-F]{16}\b/g, (bankId) => `bank ${shortId(bankId)}`)
    .replace(/ at \d{4}-\d\d-\d\dT\S+$/, '');
  return `${what}: ${where}`;
}

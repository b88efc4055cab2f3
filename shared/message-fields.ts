import protobuf from 'protobufjs/minimal.js';
import { Failure } from './failure.ts';
import { type Fingerprint, fingerprint } from './log-fingerprint.ts';
import { type Seq, seq } from './quantities.ts';

/** The checks that every decoded field passes: each throws a {@link Failure} that says what is wrong. */

// Numbers, not Longs: a value above 2^53 then decodes to a Number that is no safe integer (it rounds to
// 2^53 or more), and the constructors of quantities.ts refuse that. So none is ever rounded in silence.
(protobuf.util as { Long: unknown }).Long = undefined;
protobuf.configure();

/** A message as a frame carries it. */
export interface EncodedMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Runs a decoder; whatever it throws on hostile bytes becomes a {@link Failure}. */
export function decoding<Result>(decode: () => Result): Result {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('malformed', 'the message body is not what its type says', { cause: thrown });
  }
}

export function pick<Value>(names: readonly Value[], index: number, what: string): Value {
  const name = names[index - 1];
  if (name === undefined) throw new Failure('malformed', `${what} ${index} is not known here`);
  return name;
}

export function shortText(text: string, most: number, what: string): string {
  if (text.length > most) throw new Failure('malformed', `${what} is longer than ${most} characters`);
  return text;
}

export const nonce = (text: string): string => {
  if (!/^[0-9a-f]{16}$/.test(text)) throw new Failure('malformed', 'a nonce is 16 hex digits');
  return text;
};

export function bounded<Item>(items: readonly Item[], most: number, what: string): readonly Item[] {
  if (items.length > most) throw new Failure('too_large', `${items.length} ${what}, at most ${most}`);
  return items;
}

/** A seq that names a notice: 0 names none. */
export const noticeSeq = (value: number): Seq => {
  if (value < 1) throw new Failure('malformed', 'a seq begins at 1');
  return seq(value);
};

/** 0: the other side tells none. */
export function toldFingerprint(value: number): { readonly fingerprint?: Fingerprint } {
  return value === 0 ? {} : { fingerprint: fingerprint(value) };
}

/** 0 … 100. */
export function percent(value: number, what: string): number {
  if (value > 100) throw new Failure('malformed', `${what} is 0 to 100 %`);
  return value;
}

/** The generated types say `number | Long`; Longs are switched off above. */
export function num(value: number | { toNumber(): number }): number {
  return typeof value === 'number' ? value : value.toNumber();
}

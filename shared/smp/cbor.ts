import { type DecodeOptions, decode, encode, type Token, Tokenizer, Type } from 'cborg';
import { describeThrown, Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** What SMP payloads are made of. Bytes are always a plain Uint8Array. */
export type CborValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue };
export type CborRecord = { readonly [key: string]: CborValue };

/** Encodes a payload; a field that is `undefined` is left out. */
export function encodeCbor(record: { readonly [key: string]: CborValue | undefined }): Uint8Array {
  return encode(record, { ignoreUndefinedProperties: true });
}

/**
 * Counts what is open while cborg reads, because cborg itself descends as deep as a hostile packet tells it to
 * (8 kB of `0x81` are 8,000 levels and overflow the stack).
 */
class BoundedTokenizer extends Tokenizer {
  /** Values that each open array or map still wants; Infinity in one of indefinite length. */
  private readonly wanted: number[] = [];

  override next(): Token {
    const token = super.next();
    while (this.wanted.at(-1) === 0) this.wanted.pop();
    const top = this.wanted.length - 1;
    if (Type.equals(token.type, Type.break)) {
      this.wanted.pop();
      return token;
    }
    if (top >= 0) this.wanted[top] = (this.wanted[top] ?? 0) - 1;
    const isMap = Type.equals(token.type, Type.map);
    if (isMap || Type.equals(token.type, Type.array)) {
      this.wanted.push(isMap ? token.value * 2 : token.value);
      if (this.wanted.length > limits.cborDepth) throw new Error(`nested deeper than ${limits.cborDepth}`);
    }
    return token;
  }
}

/** Zephyr's encoder writes maps and arrays of indefinite length by default, so these must be read. */
const DECODE_OPTIONS: DecodeOptions = {
  allowIndefinite: true,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  tags: {},
};

function plain(value: unknown): CborValue {
  if (value instanceof Map) {
    const record: { [key: string]: CborValue } = {};
    for (const [key, entry] of value) {
      if (typeof key !== 'string') throw new Error('a key that is not text');
      if (key === '__proto__') throw new Error('a key named __proto__');
      record[key] = plain(entry);
    }
    return record;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  throw new Error(`a value of type ${typeof value}`);
}

/**
 * Reads a payload: exactly one map, keys are text, no tags, no repeated key, no nesting beyond
 * `limits.cborDepth`. Nothing in the result refers to `bytes`.
 *
 * @throws Failure `too_large` or `malformed`
 */
export function decodeCbor(bytes: Uint8Array): CborRecord {
  if (bytes.length > limits.smpPacketBytes) throw new Failure('too_large', `CBOR of ${bytes.length} bytes`);
  let value: CborValue;
  try {
    const tokenizer = new BoundedTokenizer(bytes, DECODE_OPTIONS);
    value = plain(decode(bytes, { ...DECODE_OPTIONS, tokenizer }));
  } catch (error) {
    throw new Failure('malformed', `CBOR: ${describeThrown(error)}`, { cause: error });
  }
  if (!isRecord(value)) throw new Failure('malformed', 'CBOR: not a map');
  return value;
}

function isRecord(value: CborValue): value is CborRecord {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/** Reads the fields of one record; each call names the field, so that its error does. */
export class FieldReader {
  private readonly record: CborRecord;
  private readonly where: string;

  /** @param where what the record is, for errors */
  constructor(record: CborRecord, where: string) {
    this.record = record;
    this.where = where;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.record, name);
  }

  private value(name: string): CborValue | undefined {
    return this.has(name) ? this.record[name] : undefined;
  }

  private wrong(name: string, wanted: string): Failure {
    return new Failure('malformed', `${this.where}: \`${name}\` is not ${wanted}`);
  }

  text(name: string): string;
  text(name: string, fallback: string): string;
  text(name: string, fallback?: string): string {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'string') throw this.wrong(name, 'a text');
    return value;
  }

  /** An integer of 0 to 2^53 − 1. */
  count(name: string, fallback?: number): number {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      throw this.wrong(name, 'a whole number of 0 or more');
    return value;
  }

  number(name: string): number {
    const value = this.value(name);
    if (typeof value !== 'number') throw this.wrong(name, 'a number');
    return value;
  }

  /** Absent counts as `fallback`: boards leave out what is false. */
  flag(name: string, fallback = false): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'boolean') throw this.wrong(name, 'true or false');
    return value;
  }

  bytes(name: string): Uint8Array {
    const value = this.value(name);
    if (!(value instanceof Uint8Array)) throw this.wrong(name, 'bytes');
    return value;
  }

  nested(name: string): FieldReader {
    const value = this.value(name);
    if (value === undefined || !isRecord(value)) throw this.wrong(name, 'a map');
    return new FieldReader(value, `${this.where}.${name}`);
  }

  list(name: string): FieldReader[] {
    const value = this.value(name);
    if (!Array.isArray(value)) throw this.wrong(name, 'a list');
    return value.map((entry: CborValue, index) => {
      if (!isRecord(entry)) throw this.wrong(`${name}[${index}]`, 'a map');
      return new FieldReader(entry, `${this.where}.${name}[${index}]`);
    });
  }

  /** Runs `read` when the field is there. */
  optional<Value>(name: string, read: (fields: this) => Value): Value | undefined {
    return this.has(name) ? read(this) : undefined;
  }
}

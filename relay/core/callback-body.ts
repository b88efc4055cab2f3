import { Buffer, isUtf8 } from 'node:buffer';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';

/** The fields of a JSON object by their own names: `__proto__` and `constructor` are names like any other. */
export interface JsonFields {
  get(name: string): unknown;
  readonly names: readonly string[];
}

/**
 * Reads the bytes of a callback as one JSON object, more strictly than `JSON.parse`: valid UTF-8 only, bounded in
 * size and depth, and no name twice in one object (the signature covers both values, and two readers may each
 * believe another). The depth is counted without recursion, before anything is built.
 *
 * @returns the text as it was signed, and the fields of the outer object
 * @throws Failure `too_large` or `malformed`; its message quotes nothing of the body, which may name a payer
 */
export function readCallbackBody(body: Uint8Array): { readonly text: string; readonly fields: JsonFields } {
  if (body.byteLength > limits.callbackBodyBytes) {
    throw new Failure(
      'too_large',
      `the body has ${body.byteLength} bytes, at most ${limits.callbackBodyBytes}`,
    );
  }
  if (!isUtf8(body)) throw new Failure('malformed', 'the body is not valid UTF-8');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const written = countNames(text);
  const value = parsed(text);
  if (!isObject(value)) throw new Failure('malformed', 'the body must be a JSON object');
  // Of two members with one name the parser keeps the last: then fewer are there than were written.
  if (countMembers(value) !== written) {
    throw new Failure('malformed', 'the body has the same name twice in one object');
  }
  return {
    text,
    fields: {
      get: (name) => (Object.hasOwn(value, name) ? value[name] : undefined),
      get names() {
        return Object.keys(value);
      },
    },
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new Failure('malformed', 'the body is not valid JSON', { cause: thrown });
  }
}

/** Members of all objects in `value`, however deep; its depth is bounded by now. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) members += countMembers(inner);
  return members;
}

/**
 * Counts the names in all objects of a JSON text: each is followed by the one colon outside of strings. It need not
 * judge the grammar, which `JSON.parse` does afterwards.
 *
 * @throws Failure `malformed` when it is nested too deeply
 */
function countNames(text: string): number {
  let names = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 34: // "
        at = endOfString(text, at);
        break;
      case 58: // :
        names += 1;
        break;
      case 123: // {
      case 91: // [
        depth += 1;
        if (depth > limits.callbackJsonDepth) {
          throw new Failure('malformed', `the body is nested deeper than ${limits.callbackJsonDepth}`);
        }
        break;
      case 125: // }
      case 93: // ]
        depth -= 1;
        break;
    }
  }
  return names;
}

const BACKSLASH = 92;

/** Index of the quote that ends the string begun at `start`, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return text.length;
}

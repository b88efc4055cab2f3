import { Buffer, isUtf8 } from 'node:buffer';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';

/**
 * Reads the bytes of a callback as one JSON object, more strictly than `JSON.parse`: valid UTF-8 only, bounded in
 * size and depth, and no name twice in one object (the signature covers both values, and two readers may each
 * believe another). The depth is counted without recursion, before anything is built.
 *
 * @returns the text as it was signed, and the fields of the outer object; a field named `__proto__` is just a name
 * @throws Failure `too_large` or `malformed`; its message quotes nothing of the body, which may name a payer
 */
export function readCallbackBody(body: Uint8Array): {
  readonly text: string;
  readonly fields: ReadonlyMap<string, unknown>;
} {
  if (body.byteLength > limits.callbackBodyBytes) {
    throw new Failure(
      'too_large',
      `the body has ${body.byteLength} bytes, at most ${limits.callbackBodyBytes}`,
    );
  }
  if (!isUtf8(body)) throw new Failure('malformed', 'the body is not valid UTF-8');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  refuseDeepOrAmbiguous(text);
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('malformed', 'the body must be a JSON object');
  }
  return { text, fields: new Map(Object.entries(value)) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new Failure('malformed', 'the body is not valid JSON', { cause: thrown });
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/**
 * Walks over the text once. It need not judge the grammar, which `JSON.parse` does afterwards: on valid JSON it
 * sees exactly the objects, arrays and names; on anything else it may see less, and the parser refuses it.
 */
function refuseDeepOrAmbiguous(text: string): void {
  /** For each open object the names seen in it; for an open array nothing. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        const names = open.at(-1);
        if (names !== undefined && text.charCodeAt(skipSpace(text, end + 1)) === COLON) {
          const name = String(parsed(text.slice(at, end + 1)));
          if (names.has(name))
            throw new Failure('malformed', 'the body has the same name twice in one object');
          names.add(name);
        }
        at = end;
        break;
      }
      case 123: // {
      case 91: // [
        if (open.length === limits.callbackJsonDepth) {
          throw new Failure('malformed', `the body is nested deeper than ${limits.callbackJsonDepth}`);
        }
        open.push(text.charCodeAt(at) === 123 ? new Set() : undefined);
        break;
      case 125: // }
      case 93: // ]
        open.pop();
        break;
    }
  }
}

/** Index of the quote that ends the string begun at `start`, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

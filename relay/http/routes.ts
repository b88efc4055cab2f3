import { Failure } from '../../shared/failure.ts';
import { errorReply, type Reply } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request as far as it is known before its body. */
export interface RequestHead {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What stood in the place of `:name` in the route's path, percent-decoded, in order. */
  readonly parameters: readonly string[];
  /** After the `?`, as it came. */
  readonly query: string;
}

export interface FullRequest extends RequestHead {
  readonly body: Buffer;
  /** `performance.now()` when the body was complete. */
  readonly lastByteAtMs: number;
}

/** One call of the HTTP face. */
export interface Route {
  readonly method: Method;
  /** `/v1/devices/:id`: a part with a colon takes one segment. */
  readonly path: string;
  /** Largest body; 0 for calls without one. */
  readonly bodyBytesMax: number;
  /** Only who is known can be answered with success, so that its connection is kept when places run short. */
  readonly provesCaller: boolean;
  /** How long the answer may take, if not `limits.httpAnswerTimeoutMs`. */
  readonly answerTimeoutMs?: number;
  /** Refuses by throwing, before a byte of the body is read. */
  admit?(head: RequestHead): void;
  handle(request: FullRequest): Promise<Reply> | Reply;
}

export type Match =
  | {
      readonly found: true;
      readonly route: Route;
      readonly parameters: readonly string[];
      readonly query: string;
    }
  | { readonly found: false; readonly reply: Reply };

const notFound = (): Match => ({
  found: false,
  reply: errorReply(404, 'not_found', 'there is no such call'),
});

/**
 * Finds the route of a request line. Paths are compared segment by segment as they came: no dots are resolved and
 * nothing is decoded before it is split, so a hostile name never becomes another path.
 */
export function createRouter(routes: readonly Route[]): (method: string, target: string) => Match {
  const compiled = routes.map((route) => ({ route, segments: route.path.split('/') }));
  // Found at once, as callbacks are: the busiest call has no parameters.
  const plain = new Map(
    routes.filter((one) => !one.path.includes(':')).map((one) => [place(one.method, one.path), one]),
  );
  return (method, target) => {
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const query = mark < 0 ? '' : target.slice(mark + 1);
    const known = plain.get(place(method, path));
    if (known !== undefined) return { found: true, route: known, parameters: [], query };
    const segments = path.split('/');
    const here = compiled.filter((one) => fits(one.segments, segments));
    if (here.length === 0) return notFound();
    const match = here.find((one) => one.route.method === method);
    if (match === undefined) {
      const allow = here.map((one) => one.route.method).join(', ');
      const reply = errorReply(405, 'usage', `this call takes ${allow}`);
      return { found: false, reply: { ...reply, headers: { allow } } };
    }
    const taken = segments.filter((_, index) => match.segments[index]?.startsWith(':') === true);
    try {
      return { found: true, route: match.route, parameters: taken.map(decodeURIComponent), query };
    } catch {
      return { found: false, reply: errorReply(400, 'malformed', 'the path has a broken % escape') };
    }
  };
}

const place = (method: string, path: string): string => `${method} ${path}`;

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every(
      (part, index) => part === segments[index] || (part.startsWith(':') && segments[index] !== ''),
    )
  );
}

/**
 * Reads `a=1&b=2`. A `+` stays a plus, because times carry one in their offset.
 *
 * @throws Failure `malformed` for a key that is not in `known`, comes twice or cannot be decoded
 */
export function readQuery<Key extends string>(
  query: string,
  known: readonly Key[],
): Readonly<Partial<Record<Key, string>>> {
  const values: Partial<Record<Key, string>> = {};
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [name, value] = decodePair(pair);
    const key = known.find((one) => one === name);
    if (key === undefined) throw new Failure('malformed', `unknown parameter "${name.slice(0, 40)}"`);
    if (values[key] !== undefined) throw new Failure('malformed', `parameter "${key}" comes twice`);
    values[key] = value;
  }
  return values;
}

function decodePair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  try {
    return [decodeURIComponent(name), decodeURIComponent(value)];
  } catch {
    throw new Failure('malformed', 'the query has a broken % escape');
  }
}

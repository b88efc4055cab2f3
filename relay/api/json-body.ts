import { Failure } from '../../shared/failure.ts';

/**
 * Reads a body that is a JSON object with exactly these fields.
 *
 * @throws Failure `malformed`, naming the field that is missing or unknown
 */
export function readJsonBody<Field extends string>(
  body: Buffer,
  fields: readonly Field[],
): Readonly<Record<Field, unknown>> {
  const value = parse(body);
  for (const name of Object.keys(value)) {
    if (!fields.some((field) => field === name)) {
      throw new Failure(
        'malformed',
        `unknown field ${JSON.stringify(name.slice(0, 40))}; known are ${fields.join(', ')}`,
      );
    }
  }
  for (const field of fields) {
    if (!Object.hasOwn(value, field)) throw new Failure('malformed', `${field} is missing`);
  }
  return value as Readonly<Record<Field, unknown>>;
}

function parse(body: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Failure('malformed', 'the body is not JSON in UTF-8');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('malformed', 'the body must be a JSON object');
  }
  return value;
}

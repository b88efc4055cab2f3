import { Failure } from '../shared/failure.ts';

/**
 * One line of orders for a simulated board: a JSON object, whose fields nobody has looked at.
 *
 * @throws Failure malformed
 */
export function readOrderLine(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Failure('malformed', 'not JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('malformed', 'not a JSON object');
  }
  return { ...value };
}

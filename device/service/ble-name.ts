import { limits } from '../../shared/limits.ts';

/**
 * The name under which a device is found in the air. One that has no identity is told from its neighbours on the shelf
 * by the end of its adapter's address, which stands on many boxes.
 *
 * @param address `AA:BB:CC:00:00:01`
 */
export function bleName(serial: string | undefined, address: string): string {
  const own = serial ?? `new-${address.replaceAll(':', '').slice(-4)}`;
  return Buffer.from(`tillbell ${own}`, 'utf8').subarray(0, limits.bleNameBytes).toString('utf8');
}

import { createHash } from 'node:crypto';
import { type DeviceId, deviceId, type OrderSn, orderSn } from '../../shared/ids.ts';

/**
 * How notices get in and come out. `tillbell`: signed callbacks over HTTP, sealed frames over MQTT QoS 0, and our own
 * *stored*. `mqtt`: the same sealed frames published with QoS 1, and PUBACK for an answer at either end.
 */
export type Wire = 'tillbell' | 'mqtt';

/** One device of the fleet: its place is its number in the list. */
export interface Seat {
  readonly id: DeviceId;
  readonly key: Uint8Array;
}

export const seatId = (place: number): DeviceId => deviceId(`SPK-${String(place + 1).padStart(5, '0')}`);
/** The cash register whose payments ring at that seat. */
export const seatTerminal = (place: number): string => `T${String(place + 1).padStart(5, '0')}`;

/** Seats for a server that gives no keys. */
export function plainSeats(count: number): Seat[] {
  return Array.from({ length: count }, (_, place) => ({
    id: seatId(place),
    key: createHash('sha256').update(`bench ${place}`).digest(),
  }));
}

/** Notice number `index` of a run, 0 …, is the order with this sn. */
export const snOf = (index: number): OrderSn => orderSn(`78${String(index).padStart(14, '0')}`);
/** Undefined for an sn that no run sends. */
export function indexOf(sn: string): number | undefined {
  const index = Number(sn.slice(2));
  return sn.startsWith('78') && Number.isSafeInteger(index) ? index : undefined;
}

/** Who is told how much. */
export interface Audience {
  readonly seats: number;
  /** So many of them, the last ones, are told every second notice between them; 0: all are told alike. */
  readonly crowded: number;
}

export const evenAudience = (seats: number): Audience => ({ seats, crowded: 0 });

/** Notices go round: number `index` is for this seat. */
export function seatOf(index: number, { seats, crowded }: Audience): number {
  if (crowded === 0) return index % seats;
  const turn = Math.floor(index / 2);
  return index % 2 === 1 ? seats - crowded + (turn % crowded) : turn % (seats - crowded);
}

export const isCrowded = (index: number, { crowded }: Audience): boolean => crowded > 0 && index % 2 === 1;

import type { DeviceId } from './ids.ts';

/**
 * A device has two topics: it listens on `down` and speaks on `up`. The 1 is the version of this whole contract,
 * so that a later one can live beside it on the same broker.
 */
export const downTopic = (device: DeviceId): string => `tillbell/1/${device}/down`;
export const upTopic = (device: DeviceId): string => `tillbell/1/${device}/up`;

/**
 * MQTT client id of one path of a device. Each path has its own, because a broker closes the older connection of
 * two with one id (MQTT 3.1.1, 3.1.4-2).
 */
export const clientId = (device: DeviceId, path: number): string => `${device}/${path}`;

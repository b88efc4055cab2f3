import { limits } from '../../shared/limits.ts';
import { type Bucket, type BucketRate, createBucket, takeTokens } from '../bucket.ts';

const PACKETS: BucketRate = { perS: limits.mqttPacketsPerS, burst: limits.mqttPacketsBurst };
const BAD_FRAMES: BucketRate = { perS: limits.badFramesPerMinute / 60, burst: limits.badFramesPerMinute };

/** What one connection may still do; a busy device stays far below. Changed in place. */
export interface Traffic {
  readonly packets: Bucket;
  readonly badFrames: Bucket;
}

export const createTraffic = (nowMs: number): Traffic => ({
  packets: createBucket(PACKETS, nowMs),
  badFrames: createBucket(BAD_FRAMES, nowMs),
});

/**
 * Counts one MQTT packet.
 *
 * @returns false: too many; the connection is to be closed before it starves another
 */
export const allowsPacket = (traffic: Traffic, nowMs: number): boolean =>
  takeTokens(traffic.packets, PACKETS, 1, nowMs) === 0;

/**
 * Counts one frame that was refused.
 *
 * @returns false: more than a fault on the way explains
 */
export const allowsBadFrame = (traffic: Traffic, nowMs: number): boolean =>
  takeTokens(traffic.badFrames, BAD_FRAMES, 1, nowMs) === 0;

/**
 * Nothing has been heard of a connection for 1.5 times what its CONNECT promised (MQTT 3.1.1, 3.1.2-24). That counts from
 * the answer to its CONNECT on: in a crowd it waits for that longer than its keepalive, and has nothing to say meanwhile.
 */
export const isSilent = (
  peer: { readonly heardAtMs: number; readonly keepaliveMs: number },
  openedAtMs: number,
  nowMs: number,
): boolean => nowMs - Math.max(peer.heardAtMs, openedAtMs) > 1.5 * peer.keepaliveMs;

/** CONNECTs of all comers, judged in turn: a crowd that comes back waits a little, the live payments do not. */
export const CONNECT_RATE: BucketRate = {
  perS: limits.mqttConnectsPerS,
  burst: limits.mqttConnectsAtOnce,
};

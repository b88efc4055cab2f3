import { limits } from '../../shared/limits.ts';
import { type Bucket, type BucketRate, createBucket, takeTokens } from './bucket.ts';

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

/** CONNECTs of all comers, judged in turn: a crowd that comes back waits a little, the live payments do not. */
export const CONNECT_RATE: BucketRate = {
  perS: limits.mqttConnectsPerS,
  burst: limits.mqttConnectsAtOnce,
};

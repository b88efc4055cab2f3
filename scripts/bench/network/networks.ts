import type { Capability } from '../../../firmware-sim/capabilities.ts';

/** What lies between the server and its devices. */
export interface BenchNetwork {
  readonly name: string;
  readonly title: string;
  /** `loopback`: this machine's own, no privileges needed. */
  readonly kind: 'loopback' | 'cable' | 'mobile';
  /** Of the packets, in each direction, on each path by itself. */
  readonly lossPercent: number;
  /**
   * Load that it is measured with. A process carries every packet of a mobile network, so there are fewer: neither it
   * nor this machine may be what is measured.
   */
  readonly devices: number;
  readonly ratePerS: number;
}

const CLEAN = { kind: 'loopback', devices: 2_000, ratePerS: 2_000 } as const;
const CABLE = { kind: 'cable', devices: 1_000, ratePerS: 1_000 } as const;
const MOBILE = { kind: 'mobile', devices: 500, ratePerS: 500 } as const;

export const LOOPBACK: BenchNetwork = { name: 'clean', title: 'loopback', lossPercent: 0, ...CLEAN };

/** In the order in which they are measured. */
export const NETWORKS: readonly BenchNetwork[] = [
  LOOPBACK,
  { name: 'loss1', title: 'cable, 1 % of packets lost', lossPercent: 1, ...CABLE },
  { name: 'loss5', title: 'cable, 5 % of packets lost', lossPercent: 5, ...CABLE },
  { name: 'mobile1', title: 'mobile (RTT 40 ± 8 ms), 1 % of packets lost', lossPercent: 1, ...MOBILE },
  { name: 'mobile5', title: 'mobile (RTT 40 ± 8 ms), 5 % of packets lost', lossPercent: 5, ...MOBILE },
];

/** What a machine must be able to do for it. */
export function capabilitiesFor({ kind }: BenchNetwork): readonly Capability[] {
  if (kind === 'loopback') return [];
  return kind === 'cable' ? ['own_world', 'packet_loss'] : ['own_world', 'mobile_network'];
}

/** Paths that our devices are measured with, a row each: on a network that loses nothing, one is the plain case. */
export const usualPaths = ({ kind }: BenchNetwork): readonly number[] =>
  kind === 'loopback' ? [1] : [1, 2, 3];

import { limits } from '../../shared/limits.ts';

interface Arrival {
  readonly network: string;
  readonly cameAtMs: number;
}

/** Connections that have not proved whose they are. Changed in place. */
export class Strangers<Some extends object> {
  /** The oldest first, as in each network. */
  readonly #arrivals = new Map<Some, Arrival>();
  readonly #networks = new Map<string, Set<Some>>();

  get size(): number {
    return this.#arrivals.size;
  }

  add(one: Some, network: string, nowMs: number): void {
    this.#arrivals.set(one, { network, cameAtMs: nowMs });
    const others = this.#networks.get(network);
    if (others === undefined) this.#networks.set(network, new Set([one]));
    else others.add(one);
  }

  /** It has gone, or proved itself; called for any. */
  leave(one: Some): void {
    const arrival = this.#arrivals.get(one);
    if (arrival === undefined) return;
    this.#arrivals.delete(one);
    const others = this.#networks.get(arrival.network);
    others?.delete(one);
    if (others?.size === 0) this.#networks.delete(arrival.network);
  }

  /**
   * Whether one more can come in. A device proves itself within a round trip, so when too many are here the oldest has to
   * go: of the network that has most of them, where that has more than the newcomer's would have, so that whoever opens
   * thousands drives out his own only; else of all, unless they are a crowd that has just come: then the last one has to
   * try again, by its own backoff.
   *
   * @param network of the newcomer, see {@link networkOf}
   * @returns `room`, `full`, or the one that has to make room
   */
  roomFor(network: string, nowMs: number): 'room' | 'full' | Some {
    if (this.size < limits.mqttConnectionsPending) return 'room';
    let crowd: ReadonlySet<Some> = new Set();
    for (const others of this.#networks.values()) if (others.size > crowd.size) crowd = others;
    const [oldestOfCrowd] = crowd;
    const own = this.#networks.get(network)?.size ?? 0;
    if (oldestOfCrowd !== undefined && crowd.size > own + 1) return oldestOfCrowd;
    for (const [oldest, { cameAtMs }] of this.#arrivals)
      return nowMs - cameAtMs < limits.mqttPendingGraceMs ? 'full' : oldest;
    return 'room';
  }

  /** Those who have taken too long. */
  *overdue(nowMs: number): Generator<Some> {
    for (const [oldest, { cameAtMs }] of this.#arrivals) {
      if (nowMs - cameAtMs < limits.mqttConnectMs) return;
      yield oldest;
    }
  }
}

/**
 * What of an address one customer of a provider cannot change: all of IPv4's, the first half of IPv6's.
 *
 * @param address as a socket names its other end
 */
export function networkOf(address: string): string {
  // `::ffff:192.0.2.1` is IPv4 that came by a socket of both kinds.
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  const omitted = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return [...groups, ...Array<string>(Math.max(0, omitted)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .map((group) => group || '0')
    .join(':');
}

/** One line of `ip route show`, as far as tuning has to understand it. Pure. */
export interface IpRoute {
  readonly family: 4 | 6;
  /** `default` or a prefix. */
  readonly destination: string;
  /** More than one where the route has several next hops. */
  readonly devices: readonly string[];
  /** Least wait before TCP sends again, ms; undefined: the system's own. */
  readonly rtoMinMs: number | undefined;
  readonly isQuickAck: boolean;
  /** Why it must not be changed by hand. */
  readonly untouchable?: string;
  /** What names it and stays as it is, in the words that `ip route change` takes. */
  readonly attributes: readonly string[];
  readonly nextHops: readonly (readonly string[])[];
}

/** Routes that lead nowhere, and those to ourselves. */
const OTHER_TYPES = [
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'local',
  'broadcast',
  'multicast',
  'anycast',
];
/** What the kernel reports of a route's state; `ip route change` does not take these words. */
const STATE_WORDS = new Set([
  ...['dead', 'linkdown', 'pervasive', 'unresolved', 'offload', 'trap', 'notify'],
  ...['rt_offload', 'rt_trap', 'rt_offload_failed', 'offload_failed', 'cache'],
]);

/** Reads what `ip -4 route show` or `ip -6 route show` printed; next hops stand indented under their route. */
export function parseRoutes(output: string, family: 4 | 6): IpRoute[] {
  const whole: { words: string[]; nextHops: string[][] }[] = [];
  for (const line of output.split('\n')) {
    const words = line.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) continue;
    if (/^\s/.test(line)) whole.at(-1)?.nextHops.push(words);
    else whole.push({ words, nextHops: [] });
  }
  const routes = whole
    .filter(({ words }) => !OTHER_TYPES.includes(words[0] ?? '') && words[0] !== LINK_LOCAL)
    .map(({ words, nextHops }) => routeOf(words, nextHops, family));
  return routes.map((route) => {
    const isAmbiguous = routes.some((other) => other !== route && keyOf(other) === keyOf(route));
    return isAmbiguous && route.untouchable === undefined ? { ...route, untouchable: AMBIGUOUS } : route;
  });
}

/** Nobody reaches a relay by it, and each interface has one just like it. */
const LINK_LOCAL = 'fe80::/64';

/** `ip route change` looks for these alone, and would overwrite the first that fits, whatever its device. */
const keyOf = ({ destination, attributes }: IpRoute): string =>
  [destination, ...after(attributes, 'metric'), ...after(attributes, 'tos')].join(' ');
const AMBIGUOUS = 'there is another with the same prefix and metric, and ip cannot tell them apart';

function routeOf(words: readonly string[], nextHops: readonly string[][], family: 4 | 6): IpRoute {
  const attributes: string[] = [];
  let rtoMinMs: number | undefined;
  let isQuickAck = false;
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    // A metric shown as locked stays so by being given: `ip` locks it itself.
    const value = words[at + 1] === 'lock' ? words[at + 2] : words[at + 1];
    if (word === 'rto_min') {
      rtoMinMs = millisecondsOf(value);
      at += words[at + 1] === 'lock' ? 2 : 1;
    } else if (word === 'quickack') {
      isQuickAck = value === '1';
      at += 1;
    } else if (word === 'expires' && value !== undefined) {
      attributes.push(word, value.replace(/sec$/, ''));
      at += 1;
    } else if (!STATE_WORDS.has(word)) attributes.push(word);
  }
  const hops = nextHops.map((hop) => hop.filter((word) => !STATE_WORDS.has(word)));
  const untouchable = whyForeign(attributes);
  return {
    family,
    destination: words[0] ?? '',
    devices: [...new Set([attributes, ...hops].flatMap((list) => after(list, 'dev')))],
    rtoMinMs,
    isQuickAck,
    ...(untouchable === undefined ? {} : { untouchable }),
    attributes,
    nextHops: hops,
  };
}

const after = (words: readonly string[], name: string): string[] => {
  const value = words[words.indexOf(name) + 1];
  return words.includes(name) && value !== undefined ? [value] : [];
};

/** `ip` prints `200ms`, or `1.5s` from a second on. */
function millisecondsOf(text: string | undefined): number | undefined {
  const [, figure, unit] = /^([\d.]+)(ms|s)$/.exec(text ?? '') ?? [];
  return figure === undefined ? undefined : Number(figure) * (unit === 's' ? 1_000 : 1);
}

function whyForeign(attributes: readonly string[]): string | undefined {
  if (after(attributes, 'proto')[0] === 'ra') {
    return 'the kernel keeps it from router advertisements; changed by hand, it would no longer expire';
  }
  return attributes.includes('nhid')
    ? 'it belongs to a next-hop object, which somebody else manages'
    : undefined;
}

/** The command that gives a route these two metrics and leaves everything else of it as it is. */
export function routeCommand(route: IpRoute, rtoMinMs: number): string[] {
  return [
    ...['ip', `-${route.family}`, 'route', 'change', route.destination],
    ...route.attributes,
    ...['rto_min', `${rtoMinMs}ms`, 'quickack', '1'],
    ...route.nextHops.flat(),
  ];
}

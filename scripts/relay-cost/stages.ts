/** What a CPU profile (V8's `.cpuprofile`) holds, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** µs since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** A sample belongs to the first stage that fits a function on its stack, from the innermost out. */
const STAGES: readonly (readonly [stage: string, fits: RegExp])[] = [
  ['idle', /^\(idle\)/],
  ['garbage collection', /^\(garbage collector\)/],
  ['inside Node and V8, unnamed', /^\(program\)/],
  ['callback: RSA signature', /verifyCallback/],
  ['callback: JSON understood', /parseCallback|CallbackAuthorization/],
  ['frames from devices: seal and decoding', /openUp/],
  ['frames to devices: encoding and seal', /sealDown|publishBytes/],
  ['frames to devices: socket', /send push\/connection-link/],
  ['between the threads', /#send shared\/sqlite-store|messageport|event_target|internal\/worker/],
  ['store: what is answered', /#settle shared\/sqlite-store|order-intake/],
  ['store: begin and commit (WAL, checkpoints, fsync)', /exec methods\/wrappers/],
  ['store: orders and notices', /outbox\/orders-store|outbox\/outbox\.|core\/order\./],
  ['store: stored marks', /outbox\/logs-store/],
  ['store: receipts', /outbox\/receipts-store/],
  ['store: the rest', /sqlite-worker/],
  [
    'push: decisions and bookkeeping',
    /push\/(push-link|pusher|stored|sending|copies|path|deadlines|live-queue)/,
  ],
  [
    'conversation, receipts on their way',
    /conversation-link|session\.|relay\/receipts|store-calls-link|gathering/,
  ],
  ['metrics', /metrics\.|prom-client|lib\/(histogram|counter|gauge)/],
  ['MQTT: reading, its socket', /mqtt-packet|aedes|lib\/client\.js|handlers\/|mqtt-link|mqtt-bytes|\/bl\//],
  ['HTTP: request and answer, its socket', /_http_|http-server|exchange-server|routes\.|connection-places/],
  ['timers', /internal\/timers|node:timers/],
];

/** Mostly Node's sockets and streams, where nothing of ours is around them. */
const OTHER = 'other';

/**
 * How long each stage took in a part of a profile.
 *
 * @param fromUs and `toUs` since the profile began
 * @returns µs by stage, in no order
 */
export function timeByStage(profile: CpuProfile, fromUs: number, toUs: number): ReadonlyMap<string, number> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children }) => (children ?? []).map((one) => [one, id])),
  );
  const known = new Map<number, string>();
  const stageOf = (id: number): string => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const { functionName = '', url = '' } = nodes.get(id)?.callFrame ?? {};
    const name = `${functionName} ${url.split('/').slice(-2).join('/')}`;
    const parent = parents.get(id);
    const stage =
      STAGES.find(([, fits]) => fits.test(name))?.[0] ?? (parent === undefined ? OTHER : stageOf(parent));
    known.set(id, stage);
    return stage;
  };
  const times = new Map<string, number>();
  let atUs = 0;
  profile.samples.forEach((id, index) => {
    atUs += profile.timeDeltas[index] ?? 0;
    // A sample stands for the time until the next one.
    const lastsUs = profile.timeDeltas[index + 1] ?? 0;
    if (atUs < fromUs || atUs >= toUs) return;
    times.set(stageOf(id), (times.get(stageOf(id)) ?? 0) + lastsUs);
  });
  return times;
}

/** From the first to the last sample inside a function; undefined: it never ran. */
export function spanOf(profile: CpuProfile, functionName: string): readonly [number, number] | undefined {
  const ids = new Set(
    profile.nodes.filter(({ callFrame }) => callFrame.functionName === functionName).map(({ id }) => id),
  );
  let atUs = 0;
  let span: readonly [number, number] | undefined;
  profile.samples.forEach((id, index) => {
    atUs += profile.timeDeltas[index] ?? 0;
    if (ids.has(id)) span = [span?.[0] ?? atUs, atUs];
  });
  return span;
}

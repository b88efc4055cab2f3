import { sleep } from '../clock.ts';
import type { ComebackResult } from '../fleet/fleet.ts';
import { type Incident, type LiveRun, runLoad } from '../rig.ts';
import { judgeRun, longestSilenceUs, type RunOutcome, withBothUs } from '../run-outcome.ts';
import { figure, milliseconds } from '../table.ts';
import { evenAudience } from '../wire.ts';
import { contestantsOn, measureEach } from './contestants.ts';
import { curvesOf, outcomeTable, remarksOn } from './outcome-table.ts';
import {
  loadOn,
  type Scenario,
  type ScenarioReport,
  type Stage,
  startOptions,
  WARM_UP_SECONDS,
} from './scenario.ts';

/** Half of what every server here carries with ease: what is measured is the loss, not the catching up. */
const USUAL = { devices: 1_000, ratePerS: 1_000 };
/** When it is killed, as shares of the measured time. */
const KILLED_AT = [0.15, 0.55];
/** An init system has it back after this. */
const DOWN_MS = 500;
const COME_BACK_MS = 45_000;

class Kills implements Incident {
  readonly startedMs: number[] = [];
  readonly comebacks: ComebackResult[] = [];
  readonly #measuredMs: number;

  constructor(measuredMs: number) {
    this.#measuredMs = measuredMs;
  }

  async happen({ server, fleet }: LiveRun): Promise<void> {
    const begun = performance.now();
    const untilNext = (kill: number): number =>
      begun + (KILLED_AT[kill] ?? 1) * this.#measuredMs - performance.now();
    for (const [kill] of KILLED_AT.entries()) {
      await sleep(untilNext(kill));
      await server.process.crash();
      await sleep(DOWN_MS);
      const launched = performance.now();
      await server.process.startAgain();
      this.startedMs.push(performance.now() - launched);
      const isLast = kill === KILLED_AT.length - 1;
      const withinMs = isLast ? COME_BACK_MS : Math.max(0, untilNext(kill + 1));
      this.comebacks.push(await fleet.ask('comeBack', { withinMs }));
    }
  }
}

const comebackText = ({ devices, back, tookMs }: ComebackResult): string =>
  back === devices ? `${figure(tookMs / 1_000)} s` : `(${back} of ${devices} before the next time)`;

/** What the last of three processes has counted is not what was sent in the run. */
const withoutCounters = ({ own, ...outcome }: RunOutcome): RunOutcome =>
  own === undefined ? outcome : { ...outcome, own: { ...own, pushes: {}, refusals: {} } };

async function run(stage: Stage): Promise<ScenarioReport> {
  const { settings, networks, loads } = stage;
  const { isTuned, seconds } = settings;
  const contestants = networks.flatMap((network) => contestantsOn(network, stage));
  const { devices, ratePerS } = loadOn(USUAL, settings);
  const rows = await measureEach(stage, contestants, async ({ peer, network, paths }) => {
    const kills = new Kills(seconds * 1_000);
    const evidence = await runLoad(loads, peer, {
      place: { network, paths, isTuned, isTight: false },
      server: startOptions(stage, devices),
      audience: evenAudience(devices),
      ...{ ratePerS, seconds, warmUpSeconds: WARM_UP_SECONDS, incident: kills },
    });
    const starts = kills.startedMs.map((ms) => figure(ms / 1_000)).join(' and ');
    const silence = figure(longestSilenceUs(evidence) / 1e6);
    const comebacks = kills.comebacks.map(comebackText).join(' and ');
    const { p50, p99, p999 } = withBothUs(evidence);
    const withBoth = [p50, p99, p999].map(milliseconds).join(', ');
    return {
      outcome: withoutCounters(judgeRun(evidence)),
      besides: `listened again after ${starts} s, all devices back ${comebacks} later; no answer for ${silence} s; with notice and connection both there, p50, p99 and p99.9 to the socket ${withBoth} ms`,
    };
  });
  return {
    explanation: [
      `Each server is killed with kill -9 ${KILLED_AT.length} times in ${seconds} s of load, and started again ${DOWN_MS} ms later on what it has left behind, on the same ports. Devices and sender come back by themselves; what the sender has to send meanwhile waits on its clock.`,
      'Lost is what counts here: acknowledged to the sender (callbacks answered `success`, QoS 1 publishes with PUBACK), and in no device’s inbox in the end. Not accepted: under way when the server died, so the sender knows that it does not know; a payment core calls again. The others have lasting sessions (`clean` 0).',
      `A notice counts from its first try, and a device that finds nobody waits up to 0.5, 1 and then 2 s, at random, before it tries again: in 8 s of load a server that is away for 0.5 s each time and loses no other has a p99 of 1.7 s and a p99.9 of 2.2 s, one that is away for 1.2 s 2.5 and 2.9 s (drawn from these waits). What the server itself adds stands last: from when it had accepted the notice and the device had a connection.`,
      ...stage.peers.map((peer) => `${peer.name} keeps what it accepts ${peer.keeps}.`),
    ],
    table: outcomeTable('killed', rows),
    remarks: remarksOn(rows),
    data: rows.map(({ contestant, ...row }) => ({ server: contestant.name, ...row })),
    curves: curvesOf('kill -9', rows),
  };
}

export const kill: Scenario = {
  name: 'kill',
  title: 'kill -9 under load: what was acknowledged and never arrived',
  needs: [],
  runsOn: 'first',
  run,
};

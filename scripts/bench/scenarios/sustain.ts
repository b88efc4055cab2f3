import { LOOPBACK } from '../network/networks.ts';
import type { Peer } from '../peers/peer.ts';
import { runLoad } from '../rig.ts';
import { DEADLINE_MS, judgeRun, limitedBy, type RunOutcome } from '../run-outcome.ts';
import { figure, milliseconds } from '../table.ts';
import { evenAudience } from '../wire.ts';
import { eachPeer, rowsOf } from './each-peer.ts';
import { afterTry, nextRate, type RateSearch, SEARCH_START } from './rate-search.ts';
import { loadOn, type Scenario, type ScenarioReport, type Stage, startOptions } from './scenario.ts';

const BOUNDS = { firstPerS: 1_000, mostPerS: 64_000, within: 0.08 };
const STEP = { seconds: 5, warmUpSeconds: 2 };

interface Sustained {
  readonly ratePerS: number;
  /** The run at that rate; absent where none held. */
  readonly best?: RunOutcome;
  /** The run at the next higher rate that was tried, and its rate. */
  readonly broken?: { readonly ratePerS: number; readonly outcome: RunOutcome };
}

/** Everything that was sent was accepted and came, and all but one in a thousand in time. */
const holds = (outcome: RunOutcome): boolean =>
  outcome.latencyUs.p999 <= DEADLINE_MS * 1_000 &&
  outcome.answered === outcome.sent &&
  outcome.lost === 0 &&
  outcome.doubled === 0;

/** Why a rate did not hold, in a few words. */
function whyBroken(outcome: RunOutcome): string {
  const notAccepted = outcome.refused + outcome.unanswered;
  if (notAccepted > 0) return `${notAccepted} of ${outcome.sent} not accepted`;
  if (outcome.lost > 0) return `${outcome.lost} lost`;
  return `p99.9 ${milliseconds(outcome.latencyUs.p999)} ms`;
}

async function findHighest(stage: Stage, peer: Peer): Promise<Sustained> {
  const { settings, loads, progress } = stage;
  const { devices } = loadOn(LOOPBACK, settings);
  const options = {
    ...STEP,
    place: { network: LOOPBACK, paths: 1, isTuned: false, isTight: false },
    server: startOptions(stage, devices),
    audience: evenAudience(devices),
  };
  const tryOnce = async (ratePerS: number): Promise<RunOutcome> => {
    const outcome = judgeRun(await runLoad(loads, peer, { ...options, ratePerS }));
    progress.line(
      `  ${peer.name} at ${ratePerS}/s: p99.9 ${milliseconds(outcome.latencyUs.p999)} ms${holds(outcome) ? '' : `, no: ${whyBroken(outcome)}`}`,
    );
    return outcome;
  };
  let search: RateSearch = SEARCH_START;
  let best: RunOutcome | undefined;
  let broken: Sustained['broken'];
  for (let rate = nextRate(search, BOUNDS); rate !== undefined; rate = nextRate(search, BOUNDS)) {
    let outcome = await tryOnce(rate);
    // One hiccup of the machine is no verdict on the server.
    if (!holds(outcome)) outcome = await tryOnce(rate);
    search = afterTry(search, rate, holds(outcome));
    if (holds(outcome)) best = outcome;
    else broken = { ratePerS: rate, outcome };
  }
  return {
    ratePerS: search.held,
    ...(best === undefined ? {} : { best }),
    ...(broken === undefined ? {} : { broken }),
  };
}

const COLUMNS = [
  'server',
  'highest rate/s',
  'p50 ms',
  'p99.9 ms',
  'CPU µs/notice',
  'gives way at',
  'because',
  'limited by',
];

const row = ({ ratePerS, best, broken }: Sustained): string[] => [
  `${broken === undefined ? '≥ ' : ''}${ratePerS}`,
  milliseconds(best?.latencyUs.p50 ?? Number.NaN),
  milliseconds(best?.latencyUs.p999 ?? Number.NaN),
  figure(best?.serverCpuUsPerNotice ?? Number.NaN),
  broken === undefined ? '–' : `${broken.ratePerS}/s`,
  broken === undefined ? '–' : whyBroken(broken.outcome),
  broken === undefined ? '–' : limitedBy(broken.outcome),
];

async function run(stage: Stage): Promise<ScenarioReport> {
  const results = await eachPeer(stage, (peer) => findHighest(stage, peer));
  return {
    explanation: [
      `The highest rate to ${loadOn(LOOPBACK, stage.settings).devices} devices at which p99.9 to the device’s disk is at most ${DEADLINE_MS} ms and nothing is refused, lost or doubled: doubled from ${BOUNDS.firstPerS}/s until it breaks, then narrowed down to ${BOUNDS.within * 100} %. Each try is a fresh server and ${STEP.seconds} s after ${STEP.warmUpSeconds} s of warming up; a rate that breaks is tried twice.`,
      'Sender, devices, their disk and the server share this machine, so the rate is what is left of it for the server; CPU time per notice is the server’s alone.',
    ],
    table: { columns: COLUMNS, rows: rowsOf(results, row) },
    remarks: [],
    data: results,
  };
}

export const sustain: Scenario = {
  name: 'sustain',
  needs: [],
  runsOn: 'loopback',
  title: `the highest rate that still keeps ${DEADLINE_MS} ms at p99.9`,
  run,
};

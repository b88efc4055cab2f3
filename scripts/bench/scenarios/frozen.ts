import { type Incident, type LiveRun, runLoad } from '../rig.ts';
import { judgeRun } from '../run-outcome.ts';
import { isCrowded } from '../wire.ts';
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

const FROZEN = 20;
const USUAL = { devices: 1_000, ratePerS: 1_600 };

const frozenDevices: Incident = {
  prepare: ({ fleet }: LiveRun) => fleet.ask('freeze', { devices: FROZEN }),
  heal: ({ fleet }: LiveRun) => fleet.ask('thaw', null),
};

async function run(stage: Stage): Promise<ScenarioReport> {
  const { settings, networks, loads } = stage;
  const { isTuned, seconds } = settings;
  const contestants = networks.flatMap((network) => contestantsOn(network, stage));
  const load = loadOn(USUAL, settings);
  const { ratePerS } = load;
  // Somebody must be awake to be measured.
  const devices = Math.max(load.devices, 2 * FROZEN);
  const audience = { seats: devices, crowded: FROZEN };
  const rows = await measureEach(stage, contestants, async ({ peer, network, paths }) => {
    const evidence = await runLoad(loads, peer, {
      place: { network, paths, isTuned, isTight: true },
      server: startOptions(stage, devices),
      ...{ audience, ratePerS, seconds, warmUpSeconds: WARM_UP_SECONDS, incident: frozenDevices },
    });
    const outcome = judgeRun(evidence, { isMeasured: (index) => !isCrowded(index, audience) });
    const late = judgeRun(evidence, { counts: (index) => isCrowded(index, audience) });
    const besides = `to the frozen: ${late.answered} accepted, ${late.lost} lost`;
    return { outcome, besides };
  });
  return {
    explanation: [
      `${FROZEN} of the ${devices} devices keep their connection and stop reading before the load begins; half of all notices is for them. Latency is that of the others; lost and doubled count everybody, after the frozen ones have been thawed at the end.`,
      'TCP holds at most 32 KiB in each direction of a connection here (tcp_rmem, tcp_wmem), as little as a small device has, so that a frozen one is felt within seconds. The same for every server.',
    ],
    table: outcomeTable(`${FROZEN} frozen`, rows),
    remarks: remarksOn(rows),
    data: rows.map(({ contestant, ...row }) => ({ server: contestant.name, ...row })),
    curves: curvesOf(`${FROZEN} frozen devices`, rows),
  };
}

export const frozen: Scenario = {
  name: 'frozen',
  title: `${FROZEN} devices that read no more, with load for them: what the others notice`,
  needs: ['own_world'],
  runsOn: 'first',
  run,
};

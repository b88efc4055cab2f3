import { runLoad } from '../rig.ts';
import { judgeRun } from '../run-outcome.ts';
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

async function run(stage: Stage): Promise<ScenarioReport> {
  const { settings, networks, loads } = stage;
  const { seconds, isTuned } = settings;
  const contestants = networks.flatMap((network) => contestantsOn(network, stage));
  const rows = await measureEach(stage, contestants, async ({ peer, network, paths }) => {
    const { devices, ratePerS } = loadOn(network, settings);
    const evidence = await runLoad(loads, peer, {
      place: { network, paths, isTuned, isTight: false },
      server: startOptions(stage, devices),
      audience: evenAudience(devices),
      ...{ ratePerS, seconds, warmUpSeconds: WARM_UP_SECONDS },
    });
    return { outcome: judgeRun(evidence) };
  });
  return {
    explanation: [
      `Notices of about 120 bytes for ${seconds} s after ${WARM_UP_SECONDS} s of warming up. Time from just before a notice’s bytes leave the sender to its commit in the devices’ inbox (SQLite, synchronous=FULL), by the clock of this machine; every notice is counted, none is sampled.`,
      'Ours: a callback with an RSA signature over HTTP, on disk before it is answered, *stored* by the device, receipts confirmed meanwhile. The others: the same sealed notice as MQTT QoS 1 publish to a QoS 1 subscription of a lasting session, PUBACK after the same commit. Lost: answered as accepted, and in no inbox.',
      ...networkLines(stage),
      ...stage.peers.map((peer) => `${peer.name} keeps what it accepts ${peer.keeps}.`),
    ],
    table: outcomeTable('', rows),
    remarks: remarksOn(rows),
    data: rows.map(({ contestant: { network, name, paths }, ...row }) => ({
      ...{ network: network.name, server: name, paths },
      ...row,
    })),
    curves: networks.flatMap((network) =>
      curvesOf(
        network.title,
        rows.filter(({ contestant }) => contestant.network === network),
      ),
    ),
  };
}

function networkLines({ networks, settings }: Stage): string[] {
  if (networks.every(({ kind }) => kind === 'loopback')) return [];
  return [
    networks.map(({ name, title }) => `${name}: ${title}`).join('; ') +
      '. Loss is in each direction, on each path by itself; the sender is on the server’s side, as a payment core is.',
    'Our devices hold as many independent paths as the row says; an MQTT client of the others can use one, so theirs have one.',
    settings.isTuned
      ? 'Tuned: both ends of each path, for every server alike, as `npx tillbell host tune` sets routes (rto_min 10 ms, quickack). On loopback there is nothing to tune.'
      : 'Not tuned: TCP as Linux comes, for every server alike.',
  ];
}

export const push: Scenario = {
  name: 'push',
  title: 'from the payment core’s call to the device’s disk, at a given rate',
  needs: [],
  runsOn: 'all',
  run,
};

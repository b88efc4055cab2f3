import { runLoad } from '../rig.ts';
import { limitedBy, type RunOutcome } from '../run-outcome.ts';
import { figure, milliseconds, percent } from '../table.ts';
import { eachPeer, rowsOf } from './each-peer.ts';
import { type Scenario, type ScenarioReport, type Stage, startOptions } from './scenario.ts';

/** A relay in service is warm; the first second of a Node process is not what its shops live with. */
const WARM_UP_SECONDS = 3;

const COLUMNS = [
  'server',
  'arrival p50 ms',
  'p99.9 ms',
  'disk p50 ms',
  'p99 ms',
  'p99.9 ms',
  'p99.99 ms',
  'max ms',
  'lost',
  'doubled',
  'not accepted',
  'CPU µs/notice',
  'limited by',
];

const row = (outcome: RunOutcome): string[] => {
  const { p50, p99, p999, p9999, max } = outcome.latencyUs;
  return [
    milliseconds(outcome.arrivalUs.p50),
    milliseconds(outcome.arrivalUs.p999),
    ...[p50, p99, p999, p9999, max].map(milliseconds),
    String(outcome.lost),
    String(outcome.doubled),
    String(outcome.refused + outcome.unanswered),
    figure(outcome.serverCpuUsPerNotice),
    limitedBy(outcome),
  ];
};

async function run(stage: Stage): Promise<ScenarioReport> {
  const { devices, ratePerS, seconds } = stage.settings;
  const results = await eachPeer(stage, async (peer) => {
    const outcome = await runLoad(stage.loads, peer, {
      server: startOptions(stage, devices),
      ratePerS,
      seconds,
      warmUpSeconds: WARM_UP_SECONDS,
    });
    const { p50, p99, p999 } = outcome.latencyUs;
    stage.progress.line(
      `  ${peer.name}: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, p99.9 ${milliseconds(p999)} ms`,
    );
    return outcome;
  });
  return {
    explanation: [
      `${devices} connected devices, ${ratePerS} notices a second for ${seconds} s after ${WARM_UP_SECONDS} s of warming up; about 120 bytes each.`,
      'Time from just before a notice’s bytes leave the sender to its commit in the devices’ inbox (SQLite, synchronous=FULL), by the clock of this machine; every notice is counted, none is sampled. Arrival: until the device’s socket has it, which is the server’s share.',
      'Ours: a callback with an RSA signature over HTTP, on disk before it is answered, *stored* by the device, receipts confirmed meanwhile. The others: the same sealed notice as MQTT QoS 1 publish to a QoS 1 subscription of a lasting session, PUBACK after the same commit. Lost: answered as accepted, and in no inbox.',
      ...stage.peers.map((peer) => `${peer.name} keeps what it accepts ${peer.keeps}.`),
    ],
    table: { columns: COLUMNS, rows: rowsOf(results, row) },
    remarks: results.flatMap((one) => ('failed' in one ? [] : remarksOn(one.peer, one.result))),
    data: results,
  };
}

function remarksOn(peer: string, outcome: RunOutcome): string[] {
  const { sender, fleet, own } = outcome;
  const remarks = [
    `${peer}: sender late by ${milliseconds(sender.lateP99Us)} ms at p99 and busy for ${percent(sender.cpuShare)} of a core, ` +
      `fleet busy for ${percent(fleet.cpuShare)}, late by ${figure(fleet.lateP99Ms)} ms at p99; machine idle for ${percent(outcome.machineIdleShare)}, taken for ${percent(outcome.othersShare)} by other programs.`,
  ];
  if (outcome.repeats > 0) remarks.push(`${peer}: ${outcome.repeats} notices came again and were put aside.`);
  if (outcome.disconnects > 0)
    remarks.push(`${peer}: ${outcome.disconnects} connections of devices were lost.`);
  if (own !== undefined) {
    remarks.push(
      `${peer}, by its own histogram, to *stored* back at the relay: p50 ≤ ${figure(own.p50Ms)}, p99 ≤ ${figure(own.p99Ms)}, p99.9 ≤ ${figure(own.p999Ms)} ms; ` +
        `ledger ${own.balanced ? 'balanced' : 'NOT BALANCED'}, ${own.announced} announced of ${outcome.answered} accepted.`,
    );
  }
  return remarks;
}

export const push: Scenario = {
  name: 'push',
  title: 'from the payment core’s call to the device’s disk, at a given rate',
  run,
};

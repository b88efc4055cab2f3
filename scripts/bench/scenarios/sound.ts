import { describeThrown } from '../../../shared/failure.ts';
import { sleep } from '../clock.ts';
import { percentilesOf } from '../percentiles.ts';
import { Ear } from '../shop/ear.ts';
import { Shop } from '../shop/shop.ts';
import { playsThrough, SoundServer } from '../shop/sound-server.ts';
import type { SpeakerProcess } from '../shop/speaker-process.ts';
import { figure, mebibytes } from '../table.ts';
import type { Scenario, ScenarioReport, Stage } from './scenario.ts';

/** Long enough for a start of the runtime and an utterance before it. */
const HEARD_MS = 60_000;
const WARM_UP_PAYMENTS = 3;
/** A voice that keeps real time needs seconds for each payment. */
const REAL_TIME_PAYMENTS_MAX = 20;
const PAUSE_MS = 150;
const POWER_ONS = 5;
/** The sound has ended when it is in heard.jsonl; its beginning reaches the ear at most this much later. */
const ONSET_MS = 1_000;
const FIRST_SAMPLE = 'callback → first sample';

interface Measured {
  readonly what: string;
  readonly samplesMs: readonly number[];
}

interface SoundData {
  readonly measured: Measured[];
  readonly skipped: string[][];
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
}

/** Payments one by one, each paid when the one before has been said: from the callback to the first sample. */
async function payAndListen(
  shop: Shop,
  speaker: SpeakerProcess,
  payments: number,
  ear?: Ear,
): Promise<{ told: number[]; sounded: number[] }> {
  const told: number[] = [];
  const sounded: number[] = [];
  for (let number = -WARM_UP_PAYMENTS; number < payments; number++) {
    ear?.rest();
    const { sn, sentAtMs } = await shop.pay();
    const { startedAtMs } = await speaker.heard(sn, HEARD_MS);
    const onsetAtMs = await ear?.heard(ONSET_MS);
    if (number >= 0) {
      told.push(startedAtMs - sentAtMs);
      if (ear !== undefined) sounded.push((onsetAtMs ?? Number.POSITIVE_INFINITY) - sentAtMs);
    }
    await sleep(PAUSE_MS);
  }
  return { told, sounded };
}

/** The device is off while the payment comes; the relay keeps it. */
async function powerOnToRelay(shop: Shop): Promise<number> {
  const payment = await shop.pay();
  const speaker = shop.powerOn(`file:${shop.waveFolder}`);
  const { startedAtMs } = await speaker.heard(payment.sn, HEARD_MS);
  await shop.stored(payment);
  await speaker.cutPower();
  return startedAtMs - speaker.startedAtMs;
}

/** The device has two payments on its disk when the power goes in the middle of the first; the relay is away. */
async function powerOnAlone(shop: Shop): Promise<number> {
  const before = shop.powerOn(`file:${shop.waveFolder},paced`);
  await shop.online();
  const interrupted = await shop.pay();
  await shop.stored(await shop.pay());
  await before.cutPower();
  await shop.stopRelay();
  const speaker = shop.powerOn(`file:${shop.waveFolder}`);
  const { startedAtMs } = await speaker.heard(interrupted.sn, HEARD_MS);
  await shop.startRelay();
  await shop.online();
  await speaker.stop();
  return startedAtMs - speaker.startedAtMs;
}

/** Every voice that this machine can play through, each with a device of its own. */
async function measureVoices(stage: Stage, shop: Shop, data: SoundData): Promise<SoundData> {
  const { payments } = stage.settings;
  const waves = shop.powerOn(`file:${shop.waveFolder}`);
  await shop.online();
  const { told } = await payAndListen(shop, waves, payments);
  data.measured.push({ what: `${FIRST_SAMPLE}, WAV file`, samplesMs: told });
  const { residentBytes, peakResidentBytes } = waves;
  await waves.stop();
  if (playsThrough('null')) {
    const alsa = shop.powerOn('alsa:null');
    await shop.online();
    const { told } = await payAndListen(shop, alsa, payments);
    data.measured.push({ what: `${FIRST_SAMPLE}, ALSA null`, samplesMs: told });
    await alsa.stop();
  } else data.skipped.push([`${FIRST_SAMPLE}, ALSA null`, 'not installed: apt-get install alsa-utils']);
  const missing = SoundServer.missing();
  if (missing === undefined) await measureSoundServer(stage, shop, data);
  else data.skipped.push([`${FIRST_SAMPLE}, ALSA → PulseAudio`, missing]);
  return { ...data, residentBytes, peakResidentBytes };
}

async function measureSoundServer(stage: Stage, shop: Shop, data: SoundData): Promise<void> {
  const { workspace, settings } = stage;
  const server = await SoundServer.start(workspace);
  const ear = new Ear(workspace, SoundServer.monitor, server.environment);
  const speaker = shop.powerOn('alsa:pulse', server.environment);
  await shop.online();
  const payments = Math.min(settings.payments, REAL_TIME_PAYMENTS_MAX);
  const { told, sounded } = await payAndListen(shop, speaker, payments, ear);
  data.measured.push({ what: `${FIRST_SAMPLE}, ALSA → PulseAudio`, samplesMs: told });
  data.measured.push({ what: 'callback → sound recorded at the sink’s monitor', samplesMs: sounded });
  await Promise.all([speaker.stop(), ear.stop()]);
  await server.stop();
}

async function measurePowerOns(stage: Stage, shop: Shop, data: SoundData): Promise<void> {
  const rounds = [
    { what: 'power-on → first announcement, the relay keeps it', once: powerOnToRelay },
    { what: 'power-on → first announcement, stored in the device, relay away', once: powerOnAlone },
  ];
  for (const { what, once } of rounds) {
    const samplesMs: number[] = [];
    for (let round = 0; round < POWER_ONS; round++) {
      samplesMs.push(await once(shop));
      stage.progress.step(`${what}: ${figure(samplesMs.at(-1) ?? 0)} ms`);
    }
    data.measured.push({ what, samplesMs });
  }
}

async function run(stage: Stage): Promise<ScenarioReport> {
  const remarks: string[] = [];
  let data: SoundData = {
    measured: [],
    skipped: [],
    residentBytes: Number.NaN,
    peakResidentBytes: Number.NaN,
  };
  const shop = await Shop.open(stage.workspace, stage.coreKeys);
  try {
    data = await measureVoices(stage, shop, data);
    await measurePowerOns(stage, shop, data);
  } catch (thrown) {
    // What was measured before is told all the same.
    remarks.push(`not finished: ${describeThrown(thrown)}`);
    stage.progress.line(`  ${describeThrown(thrown)}`);
  } finally {
    await shop.close();
  }
  const rows = data.measured.map(({ what, samplesMs }) => {
    const { p50, p99, max, samples } = percentilesOf(samplesMs);
    return [what, ...[p50, p99, max].map(figure), String(samples)];
  });
  return {
    explanation: [
      'One shop: our relay and our device as processes of their own, no panel. Start: just before the callback’s bytes leave, or just before the device’s process is begun. End: `startedAtMs` of its line in heard.jsonl, whole ms by the device’s estimate of the relay’s clock, which is this machine’s.',
      'WAV file and ALSA null show the way to the player; PulseAudio with a null sink keeps real time as a sound card does, and what it plays is recorded: there the first loud sample counts, whatever the device says.',
    ],
    table: { columns: ['what', 'p50 ms', 'p99 ms', 'max ms', 'samples'], rows: [...rows, ...data.skipped] },
    remarks: [
      `The device’s resident memory after ${stage.settings.payments} payments: ${mebibytes(data.residentBytes)} MiB, at most ${mebibytes(data.peakResidentBytes)} MiB so far.`,
      ...remarks,
    ],
    data,
  };
}

export const sound: Scenario = {
  name: 'sound',
  title: 'from the callback, or from power-on, to what the shop hears (ours only)',
  needs: [],
  runsOn: 'loopback',
  run,
};

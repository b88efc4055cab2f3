import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DeviceId, deviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import {
  type CampaignInput,
  type CampaignState,
  type DeviceWord,
  newCampaign,
  SILENT,
  stageSize,
  stepCampaign,
} from './campaign.ts';

const fleet = (count: number): DeviceId[] =>
  Array.from({ length: count }, (_, index) => deviceId(`SPK-${String(index).padStart(4, '0')}`));

function begin(count: number, soakMs = 0): CampaignState {
  const plan = { id: 'c1', image: 'ab', boardId: 'slots-6', version: '1.1.0', createdAtMs: 0, soakMs };
  return newCampaign({ ...plan, devices: fleet(count) });
}

/** Many inputs, one after the other, at one time. */
function run(state: CampaignState, nowMs: number, ...inputs: readonly CampaignInput[]): CampaignState {
  return inputs.reduce((before, input) => stepCampaign(before, input, nowMs).state, state);
}

const ask = (device: DeviceId): CampaignInput => ({ type: 'asked', device });
const tell = (device: DeviceId, word: DeviceWord, detail = ''): CampaignInput => ({
  type: 'told',
  device,
  word,
  detail,
});
const at = (devices: readonly DeviceId[], index: number): DeviceId => {
  const device = devices[index];
  if (device === undefined) throw new Error(`no device ${index}`);
  return device;
};

test('one device, 1 %, 10 %, all', () => {
  assert.equal(
    ([0, 1, 2, 3] as const).map((stage) => stageSize(stage, 1_000)),
    [1, 10, 100, 1_000],
  );
  assert.equal(
    ([0, 1, 2, 3] as const).map((stage) => stageSize(stage, 3)),
    [1, 1, 1, 3],
  );
});

test('a stage is open to its devices only, and the next begins when each of them has it and the soak is over', () => {
  const devices = fleet(1_000);
  let state = begin(1_000, 60_000);
  assert.is(stepCampaign(state, ask(at(devices, 1)), 1).isOrdered, false);
  const first = stepCampaign(state, ask(at(devices, 0)), 1);
  assert.is(first.isOrdered, true);
  assert.is(
    stepCampaign(first.state, ask(at(devices, 0)), 2).isOrdered,
    true,
    'a repeat gets the same order',
  );
  state = run(first.state, 10, tell(at(devices, 0), 'flashing'), tell(at(devices, 0), 'done'));
  assert.is(state.stage, 0);
  assert.is(run(state, 60_009, { type: 'time' }).stage, 0);
  state = run(state, 60_010, { type: 'time' });
  assert.is(state.stage, 1);
  assert.is(stepCampaign(state, ask(at(devices, 9)), 60_011).isOrdered, true);
  assert.is(stepCampaign(state, ask(at(devices, 10)), 60_011).isOrdered, false);
  assert.is(stepCampaign(state, ask(deviceId('STRANGER')), 60_011).isOrdered, false);
});

test('the first failure of a small fleet halts it; what is told later is still recorded, nothing new is ordered', () => {
  const devices = fleet(100);
  let state = run(begin(100), 1, ask(at(devices, 0)), tell(at(devices, 0), 'failed', 'reverted: motor 3'));
  assert.is(state.state, 'halted');
  assert.match(state.reason, /1 of 1 failed; SPK-0000: reverted: motor 3/);
  state = run(state, 2, ask(at(devices, 1)));
  assert.is(state.progress.has(at(devices, 1)), false);
});

test('a device that was given the order and is not heard again counts as failed', () => {
  const devices = fleet(10);
  const ordered = run(begin(10), 0, ask(at(devices, 0)));
  assert.is(run(ordered, limits.campaignSilenceMs, { type: 'time' }).state, 'running');
  const silent = run(ordered, limits.campaignSilenceMs + 1, { type: 'time' });
  assert.is(silent.state, 'halted');
  assert.match(silent.reason, new RegExp(SILENT));
  const back = run(silent, limits.campaignSilenceMs + 2, tell(at(devices, 0), 'done'));
  assert.is(back.progress.get(at(devices, 0))?.state, 'done');
});

test('devices that are switched off are left behind, after a long time, and never instead of a success', () => {
  const devices = fleet(200);
  let state = run(begin(200), 0, ask(at(devices, 0)), tell(at(devices, 0), 'done'));
  assert.is(state.stage, 1);
  state = run(state, limits.campaignPatienceMs - 1, { type: 'time' });
  assert.is(state.stage, 1);
  assert.is(run(state, limits.campaignPatienceMs, { type: 'time' }).stage, 2);
  assert.is(run(begin(200), 10 * limits.campaignPatienceMs, { type: 'time' }).stage, 0);
});

test('other boards are no failures; a stop ends it; words that come late, twice or from strangers change nothing', () => {
  const devices = fleet(3);
  let state = run(begin(3), 0, ask(at(devices, 0)), tell(at(devices, 0), 'refused', 'another board'));
  assert.is(state.state, 'running');
  for (const input of [
    tell(at(devices, 0), 'failed'),
    tell(at(devices, 2), 'failed'),
    tell(deviceId('X'), 'failed'),
  ])
    assert.is(stepCampaign(state, input, 1).isNews, false);
  state = run(state, 2, { type: 'stop' });
  assert.is(state.state, 'stopped');
  assert.is(stepCampaign(state, { type: 'stop' }, 3).isNews, false);
});

test('resumed after a halt: failures so far are settled, another device takes the place of each, the next failure halts again', () => {
  const devices = fleet(1_000);
  const halted = run(begin(1_000), 1, ask(at(devices, 0)), tell(at(devices, 0), 'failed', 'motor 3'));
  assert.is(halted.state, 'halted');
  const resumed = run(halted, 2, { type: 'resume', isRetry: false });
  assert.equal([resumed.state, resumed.stage, resumed.stageSinceMs], ['running', 0, 2]);
  assert.match(resumed.reason, /resumed by an operator, after: 1 of 1 failed; SPK-0000: motor 3/);
  assert.is(
    stepCampaign(resumed, { type: 'resume', isRetry: false }, 3).isNews,
    false,
    'a repeat changes nothing',
  );
  assert.is(stepCampaign(resumed, ask(at(devices, 0)), 3).isOrdered, false, 'the failed one is left alone');
  assert.is(stepCampaign(resumed, ask(at(devices, 2)), 3).isOrdered, false);
  assert.is(
    run(resumed, 10 * limits.campaignPatienceMs, { type: 'time' }).stage,
    0,
    'nothing has succeeded yet',
  );
  const good = run(resumed, 3, ask(at(devices, 1)), tell(at(devices, 1), 'done'));
  assert.equal([good.state, good.stage], ['running', 1]);
  assert.is(stepCampaign(good, ask(at(devices, 10)), 4).isOrdered, true, '1 % and the settled one');
  assert.is(stepCampaign(good, ask(at(devices, 11)), 4).isOrdered, false);
  const again = run(good, 5, ask(at(devices, 2)), tell(at(devices, 2), 'failed', 'motor 4'));
  assert.is(again.state, 'halted');
  assert.match(again.reason, /1 of 2 failed; SPK-0002: motor 4/);
});

test('resumed with another try: the failed devices are ordered once more, and what fails again halts again', () => {
  const [device] = fleet(1);
  if (device === undefined) throw new Error('no device');
  let state = run(begin(1), 1, ask(device), tell(device, 'failed', 'cable'));
  assert.is(stepCampaign(state, ask(device), 2).isOrdered, false);
  state = run(state, 2, { type: 'resume', isRetry: true });
  const order = stepCampaign(state, ask(device), 3);
  assert.is(order.isOrdered, true);
  assert.is(run(order.state, 4, tell(device, 'failed', 'cable')).state, 'halted');
  assert.is(run(order.state, 4, tell(device, 'done')).state, 'done');
});

test('who was under way when it was halted has its silence counted from the resuming on', () => {
  const devices = fleet(1_000);
  const both = run({ ...begin(1_000), stage: 1 }, 1, ask(at(devices, 0)), ask(at(devices, 1)));
  const halted = run(both, 2, tell(at(devices, 0), 'failed', 'motor 3'));
  assert.is(halted.state, 'halted');
  const resumedAtMs = 10 * limits.campaignSilenceMs;
  const resumed = run(halted, resumedAtMs, { type: 'resume', isRetry: false });
  assert.is(resumed.state, 'running');
  assert.is(run(resumed, resumedAtMs + limits.campaignSilenceMs, { type: 'time' }).state, 'running');
  assert.is(run(resumed, resumedAtMs + limits.campaignSilenceMs + 1, { type: 'time' }).state, 'halted');
});

test('only what was halted is resumed', () => {
  const devices = fleet(1);
  const stopped = run(begin(1), 1, { type: 'stop' });
  const done = run(begin(1), 1, ask(at(devices, 0)), tell(at(devices, 0), 'done'));
  for (const state of [begin(1), stopped, done])
    assert.is(stepCampaign(state, { type: 'resume', isRetry: true }, 2).isNews, false, state.state);
});

test('no more than allowed are under way at once', () => {
  const devices = fleet(5_000);
  let state: CampaignState = { ...begin(5_000), stage: 3 };
  for (const device of devices) state = stepCampaign(state, ask(device), 1).state;
  assert.is(state.progress.size, limits.campaignDevicesAtOnce);
});

test('drawn fleets: it never orders beyond its stage, halts on bad firmware early, and ends on good', () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const chance = seededChance(seed);
    const count = chance.integer(1, 400);
    const devices = fleet(count);
    const isBad = chance.happens(0.5);
    const failureShare = isBad ? 0.5 : 0;
    let state = begin(count, chance.integer(0, 5) * 10_000);
    let nowMs = 0;
    const outcome = new Map<DeviceId, DeviceWord>();
    for (let round = 0; round < 60_000 && state.state === 'running'; round += 1) {
      nowMs += chance.integer(0, 2_000);
      const device = chance.pick(devices);
      const place = devices.indexOf(device);
      const reach = stageSize(state.stage, count);
      const step = stepCampaign(state, ask(device), nowMs);
      if (step.isOrdered) {
        assert.ok(place < stageSize(step.state.stage, count), `seed ${seed}: ${place} of ${reach}`);
        outcome.set(device, outcome.get(device) ?? (chance.happens(failureShare) ? 'failed' : 'done'));
      }
      state = step.state;
      if (step.isOrdered && chance.happens(0.8))
        state = run(state, nowMs + chance.integer(0, 1_000), tell(device, outcome.get(device) ?? 'done'));
      assert.ok(state.stageSinceMs <= nowMs + 1_000);
    }
    const failures = [...outcome.values()].filter((word) => word === 'failed').length;
    if (!isBad) assert.is(state.state, 'done', `seed ${seed}: ${state.state} ${state.reason}`);
    else if (failures > 0) {
      assert.is(state.state, 'halted', `seed ${seed}`);
      // Half of the devices fail: it is seen long before all have it.
      assert.ok(
        outcome.size <= stageSize(2, count) + limits.campaignDevicesAtOnce,
        `seed ${seed}: ${outcome.size} of ${count}`,
      );
    }
  }
});

test.run();

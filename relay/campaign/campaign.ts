import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';

/**
 * A new firmware for the boards of many devices, brought out in stages (issue 5, "Remote flashing"):
 *
 *   stage     devices           ends when each of them has ended, one has succeeded, and the soak is over; then
 *   0         1                 the next; any failure: halted
 *   1         1 %, at least 1
 *   2         10 %
 *   3         all               done
 *
 * Devices that nobody hears (switched off, without such a board) hold a stage up for `campaignPatienceMs` and are then
 * left behind; they get the order whenever they ask, while it runs. One that was given the order and is not heard again
 * counts as failed: it may be the update that silenced it. More failures than 2 % of those that have ended halt it.
 * An operator who has looked at them may resume it: those failures are settled, and count no more, nor do their devices
 * count for the size of a stage, so that another one takes the place of each; the next failure is judged as if it were
 * the first.
 * Nothing here orders anything by itself: a device asks, and is told. Asking twice gets the same order.
 */
export const STAGE_SHARES = [0, 0.01, 0.1, 1] as const;
export type Stage = 0 | 1 | 2 | 3;

export interface CampaignPlan {
  readonly id: string;
  /** SHA-256 of the file, hex. */
  readonly image: string;
  readonly boardId: string;
  readonly version: string;
  readonly createdAtMs: number;
  /** A stage lasts at least so long after its last success. */
  readonly soakMs: number;
  /** In the order in which they are taken; drawn once. */
  readonly devices: readonly DeviceId[];
}

export type DeviceWord = 'fetching' | 'flashing' | 'done' | 'failed' | 'refused';
export type ProgressState = 'waiting' | 'ordered' | DeviceWord;

export interface Progress {
  readonly state: ProgressState;
  /** When it was heard last. */
  readonly atMs: number;
  readonly detail: string;
  readonly words: number;
}

export interface CampaignState {
  readonly plan: CampaignPlan;
  readonly state: 'running' | 'halted' | 'done' | 'stopped';
  /** Why it is not running any more. */
  readonly reason: string;
  readonly stage: Stage;
  readonly stageSinceMs: number;
  /** Devices whose failure an operator has settled. */
  readonly settled: ReadonlySet<DeviceId>;
  readonly progress: ReadonlyMap<DeviceId, Progress>;
}

export type CampaignInput =
  /** A device with such a board asks whether there is something for it. */
  | { readonly type: 'asked'; readonly device: DeviceId }
  | {
      readonly type: 'told';
      readonly device: DeviceId;
      readonly word: DeviceWord;
      readonly detail: string;
    }
  | { readonly type: 'stop' }
  /** After a halt. With `isRetry` the failed devices are ordered once more; else they are left alone. */
  | { readonly type: 'resume'; readonly isRetry: boolean }
  | { readonly type: 'time' };

export function newCampaign(plan: CampaignPlan): CampaignState {
  const { createdAtMs } = plan;
  return {
    ...{ plan, state: 'running', reason: '', stage: 0, stageSinceMs: createdAtMs },
    ...{ settled: new Set(), progress: new Map() },
  };
}

/** How many devices a stage reaches, from the first on. */
export function stageSize(stage: Stage, devices: number): number {
  return Math.min(devices, Math.max(1, Math.ceil(STAGE_SHARES[stage] * devices)));
}

const ENDED: readonly ProgressState[] = ['done', 'failed', 'refused'];
const isEnded = (progress: Progress | undefined): boolean =>
  progress !== undefined && ENDED.includes(progress.state);

export interface CampaignStep {
  readonly state: CampaignState;
  /** What has changed is to be kept. */
  readonly isNews: boolean;
  /** To who asked: do it. */
  readonly isOrdered: boolean;
}

/** Repeats, late words and words of strangers change nothing. */
export function stepCampaign(state: CampaignState, input: CampaignInput, nowMs: number): CampaignStep {
  const step = judge(pass(state, nowMs), input, nowMs);
  const after = pass(step.state, nowMs);
  return { ...step, state: after, isNews: after !== state };
}

function judge(
  state: CampaignState,
  input: CampaignInput,
  nowMs: number,
): Pick<CampaignStep, 'state' | 'isOrdered'> {
  switch (input.type) {
    case 'time':
      return { state, isOrdered: false };
    case 'stop':
      if (state.state !== 'running') return { state, isOrdered: false };
      return { state: { ...state, state: 'stopped', reason: 'by an operator' }, isOrdered: false };
    case 'resume':
      return { state: resume(state, input.isRetry, nowMs), isOrdered: false };
    case 'asked':
      return order(state, input.device, nowMs);
    case 'told':
      return { state: hear(state, input, nowMs), isOrdered: false };
  }
}

function resume(state: CampaignState, isRetry: boolean, nowMs: number): CampaignState {
  if (state.state !== 'halted') return state;
  const progress = new Map(state.progress);
  const settled = new Set(state.settled);
  for (const [device, one] of state.progress) {
    if (one.state === 'failed') {
      if (isRetry) progress.delete(device);
      else settled.add(device);
      // Who was under way had nothing to tell while nothing was ordered: his silence counts from now on.
    } else if (!isEnded(one)) progress.set(device, { ...one, atMs: nowMs });
  }
  const reason = `resumed by an operator${isRetry ? ', failed devices once more' : ''}, after: ${state.reason}`;
  return { ...state, state: 'running', reason, stageSinceMs: nowMs, settled, progress };
}

/** Devices whose place in the plan is before this may be ordered now. */
export function reach({ stage, plan, settled }: CampaignState): number {
  const { devices } = plan;
  const size = stageSize(stage, devices.length);
  if (settled.size === 0) return size;
  let counted = 0;
  const last = devices.findIndex((device) => {
    if (!settled.has(device)) counted += 1;
    return counted === size;
  });
  return last < 0 ? devices.length : last + 1;
}

function order(
  state: CampaignState,
  device: DeviceId,
  nowMs: number,
): Pick<CampaignStep, 'state' | 'isOrdered'> {
  const place = state.plan.devices.indexOf(device);
  if (state.state !== 'running' || place < 0 || place >= reach(state)) return { state, isOrdered: false };
  const before = state.progress.get(device);
  if (isEnded(before)) return { state, isOrdered: false };
  // The same order again: it was lost, or the device has started anew. It lives, which is noted now and then.
  if (before !== undefined) {
    const isNoted = nowMs - before.atMs < limits.campaignSilenceMs / 4;
    return {
      state: isNoted ? state : withProgress(state, device, { ...before, atMs: nowMs }),
      isOrdered: true,
    };
  }
  if (underWay(state) >= limits.campaignDevicesAtOnce) return { state, isOrdered: false };
  return {
    state: withProgress(state, device, { state: 'ordered', atMs: nowMs, detail: '', words: 0 }),
    isOrdered: true,
  };
}

function underWay({ progress }: CampaignState): number {
  return [...progress.values()].filter((one) => !isEnded(one)).length;
}

function hear(
  state: CampaignState,
  { device, word, detail }: Extract<CampaignInput, { type: 'told' }>,
  nowMs: number,
): CampaignState {
  const before = state.progress.get(device);
  // One that was never ordered has nothing to tell; one that has ended has ended, but for the silent that come back.
  const cameBack = before?.state === 'failed' && before.detail === SILENT;
  if (before === undefined || (isEnded(before) && !cameBack)) return state;
  if (before.words >= limits.campaignWordsPerDevice && !ENDED.includes(word)) return state;
  if (before.state === word && before.detail === detail && nowMs - before.atMs < limits.campaignSilenceMs / 4)
    return state;
  return withProgress(state, device, { state: word, atMs: nowMs, detail, words: before.words + 1 });
}

function withProgress(state: CampaignState, device: DeviceId, progress: Progress): CampaignState {
  return { ...state, progress: new Map(state.progress).set(device, progress) };
}

export const SILENT = 'not heard again since it was given the order';

/** What time alone changes, and what follows from what was heard. */
function pass(state: CampaignState, nowMs: number): CampaignState {
  if (state.state !== 'running') return state;
  const heard = countSilent(state, nowMs);
  const counted = [...heard.progress].filter(([device]) => !heard.settled.has(device));
  const failed = counted.filter(([, one]) => one.state === 'failed');
  const ended = counted.filter(([, one]) => isEnded(one)).length;
  if (failed.length > Math.floor(ended * limits.campaignFailureShare)) {
    const [device, progress] = failed.at(-1) ?? [];
    return {
      ...heard,
      state: 'halted',
      reason: `${failed.length} of ${ended} failed; ${device}: ${progress?.detail}`,
    };
  }
  return advance(heard, nowMs);
}

function countSilent(state: CampaignState, nowMs: number): CampaignState {
  let after = state;
  for (const [device, progress] of state.progress) {
    if (isEnded(progress) || nowMs - progress.atMs <= limits.campaignSilenceMs) continue;
    after = withProgress(after, device, { ...progress, state: 'failed', atMs: nowMs, detail: SILENT });
  }
  return after;
}

function advance(state: CampaignState, nowMs: number): CampaignState {
  const { plan, progress, stage, stageSinceMs, settled } = state;
  const front = plan.devices.slice(0, reach(state));
  const hasPatience = nowMs - stageSinceMs < limits.campaignPatienceMs;
  const isOpen = front.some((device) => {
    const one = progress.get(device);
    return one === undefined ? hasPatience : !isEnded(one);
  });
  if (isOpen) return state;
  const successes = front.flatMap((device) => {
    const one = progress.get(device);
    return one?.state === 'done' ? [one.atMs] : [];
  });
  const isLast = stage === 3 || front.length === plan.devices.length;
  if (successes.length === 0 && !isLast && [...progress.keys()].every((device) => settled.has(device)))
    return state;
  if (!isLast && nowMs - Math.max(stageSinceMs, ...successes) < plan.soakMs) return state;
  if (isLast)
    return { ...state, state: 'done', reason: `${successes.length} of ${plan.devices.length} have it` };
  return advance({ ...state, stage: (stage + 1) as Stage, stageSinceMs: nowMs }, nowMs);
}

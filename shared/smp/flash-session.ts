import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import {
  decideFlash,
  type FlashPlan,
  isNewer,
  refuseBoard,
  refused,
  refuseOlder,
  refuseSize,
} from './flash-plan.ts';
import {
  ask,
  before,
  connect,
  end,
  enter,
  type FlashEffect,
  type FlashInput,
  type FlashState,
  type FlashStep,
  fail,
  interrupted,
  note,
  pause,
  reachAgain,
} from './flash-state.ts';
import {
  confirmRunning,
  eraseSlot,
  imageState,
  type SlotImage,
  slotInfo,
  testImage,
} from './image-requests.ts';
import { formatImageVersion } from './image-version.ts';
import { boardParameters, resetBoard } from './os-requests.ts';
import { readReply, type SmpAnswer, type SmpReply, type SmpRequest } from './request.ts';
import { identify, selfTest } from './service.ts';
import {
  describeSmpError,
  IMAGE_ERRORS,
  isDowngradeRefusal,
  isGarbled,
  isOvertaken,
  SMP_ERRORS,
  type SmpError,
} from './smp-error.ts';
import { newUpload, stepUpload, type UploadInput, type UploadOutcome, uploadDeadlineMs } from './upload.ts';

/** When `time` has to be put in; undefined while only the link matters. */
export function flashDeadlineMs(state: FlashState): number | undefined {
  if (state.stage === 'uploading')
    return state.upload === undefined ? undefined : uploadDeadlineMs(state.upload);
  return state.stage === 'pausing' || state.stage === 'proving' ? state.pausedUntilMs : undefined;
}

export function stepFlash(state: FlashState, input: FlashInput, nowMs: number): FlashStep {
  if (state.stage === 'ended') return { state, effects: [] };
  switch (input.kind) {
    case 'start':
      return connect({ ...state, reachUntilMs: nowMs + limits.boardFirstAnswerMs });
    case 'connected':
      if (state.stage !== 'connecting') return { state, effects: [] };
      return ask(
        { ...state, mtu: input.mtu },
        'identifying',
        identify(),
        limits.boardLookMs,
        limits.boardLookTries,
      );
    case 'connect_failed':
      if (state.stage !== 'connecting') return { state, effects: [] };
      // A way that was never there will not come by itself: no such port, no permission, busy.
      return state.mtu === undefined ? fail(state, input.failure) : reachAgain(state, input.failure, nowMs);
    case 'lost':
      return lose(state, input.why, nowMs);
    case 'reply':
      return takeReply(state, input.ticket, input.reply, nowMs);
    case 'time':
      if (state.stage === 'uploading') return stepUploading(state, { kind: 'time' }, nowMs);
      if ((state.pausedUntilMs ?? 0) > nowMs) return { state, effects: [] };
      if (state.stage === 'proving') return look({ ...state, isProven: true });
      return state.stage === 'pausing' ? connect(state) : { state, effects: [] };
  }
}

function lose(state: FlashState, why: string, nowMs: number): FlashStep {
  const failure = new Failure('device_gone', why);
  switch (state.stage) {
    case 'idle':
    case 'pausing':
      return { state, effects: [] };
    case 'connecting':
    case 'identifying':
    case 'sizing':
      return reachAgain(state, failure, nowMs);
    case 'resetting':
      return restarting(state, nowMs);
    default:
      return interrupted(state, failure, nowMs);
  }
}

/** A request that arrived garbled (a lost BLE piece puts two together) was not refused: it can be asked again. */
function readUnderstood<Reply>(request: SmpRequest<Reply>, reply: SmpReply): SmpAnswer<Reply> {
  const answer = readReply(request, reply);
  if (answer.kind !== 'refused' || !isGarbled(answer.error)) return answer;
  return { kind: 'failed', failure: new Failure('timed_out', 'the board could not read a request') };
}

function takeReply(state: FlashState, ticket: number, reply: SmpReply, nowMs: number): FlashStep {
  if (state.stage === 'uploading') return stepUploading(state, { kind: 'reply', ticket, reply }, nowMs);
  if (ticket !== state.ticket) return { state, effects: [] };
  switch (state.stage) {
    case 'identifying':
      return takeIdentity(state, reply, nowMs);
    case 'sizing':
      return takeSizes(state, reply, nowMs);
    case 'looking':
      return takeSlots(state, imageState(), reply, nowMs);
    case 'testing':
      return takeSlots(state, testImage(state.plan.hash), reply, nowMs);
    case 'confirming':
      return takeSlots(state, confirmRunning(), reply, nowMs);
    case 'erasing': {
      const answer = readUnderstood(eraseSlot(), reply);
      if (answer.kind === 'failed') return interrupted(state, answer.failure, nowMs);
      // A board that does not let go of it starts it once; then it can be left.
      return answer.kind === 'refused' ? reset(state) : look(state);
    }
    case 'resetting':
      return takeReset(state, reply, nowMs);
    case 'self_testing':
      return takeSelfTest(state, reply, nowMs);
    default:
      return { state, effects: [] };
  }
}

function takeIdentity(state: FlashState, reply: SmpReply, nowMs: number): FlashStep {
  const answer = readUnderstood(identify(), reply);
  if (answer.kind === 'failed') return reachAgain(state, answer.failure, nowMs);
  const identity = answer.kind === 'done' ? answer.value : undefined;
  const known = state.identity;
  if (known !== undefined) {
    // What was known to say what it is and does no longer is the new image's fault: that one is left again.
    if (identity === undefined) return size({ ...state, revertWhy: 'the new image does not say what it is' });
    if (identity.serial !== known.serial || identity.boardId !== known.boardId)
      return fail(state, new Failure('conflict', `${identity.serial} is where ${known.serial} was`));
  }
  const refusal = refuseBoard(state.plan, identity);
  if (refusal !== undefined) return end(state, refusal);
  const next = size({ ...state, identity });
  if (identity === undefined) return before([note('the board does not say what it is')], next);
  return before([{ kind: 'event', event: { kind: 'board', identity } }], next);
}

const size = (state: FlashState): FlashStep =>
  ask({ ...state, parameters: undefined }, 'sizing', boardParameters());

/** Two questions one after the other; boards may know neither. */
function takeSizes(state: FlashState, reply: SmpReply, nowMs: number): FlashStep {
  if (state.parameters === undefined) {
    const answer = readUnderstood(boardParameters(), reply);
    if (answer.kind === 'failed') return reachAgain(state, answer.failure, nowMs);
    if (answer.kind === 'done') return ask({ ...state, parameters: answer.value }, 'sizing', slotInfo());
    return look(state);
  }
  const answer = readUnderstood(slotInfo(), reply);
  if (answer.kind === 'failed') return reachAgain(state, answer.failure, nowMs);
  const refusal = answer.kind === 'done' ? refuseSize(state.plan, answer.value) : undefined;
  return refusal === undefined ? look(state) : end(state, refusal);
}

function look(state: FlashState): FlashStep {
  const looks = state.looks + 1;
  if (looks > limits.flashLooks)
    return fail(
      state,
      new Failure('timed_out', 'the board changes its mind about its images again and again'),
    );
  return ask({ ...state, looks }, 'looking', imageState());
}

function takeSlots(
  state: FlashState,
  request: SmpRequest<SlotImage[]>,
  reply: SmpReply,
  nowMs: number,
): FlashStep {
  const answer = readUnderstood(request, reply);
  if (answer.kind === 'failed') return interrupted(state, answer.failure, nowMs);
  if (answer.kind === 'refused') return takeRefusal(state, answer.error);
  const event: FlashEffect = { kind: 'event', event: { kind: 'slots', slots: answer.value } };
  return before([event], decide(state, answer.value, nowMs));
}

function takeRefusal(state: FlashState, error: SmpError): FlashStep {
  const text = describeSmpError(error);
  if (state.stage === 'confirming') return revert(state, `confirming was refused: ${text}`, true);
  if (state.stage === 'testing' && isOvertaken(error)) return look(state);
  return end(state, refused('board', `the board refuses (${state.stage}): ${text}`));
}

function decide(known: FlashState, slots: readonly SlotImage[], nowMs: number): FlashStep {
  const { plan } = known;
  // What a bootloader in recovery would have run is not known: what runs later is then not what was there before.
  const running = known.hasChanged ? undefined : slots.find((slot) => slot.isActive)?.version;
  const state = { ...known, from: known.from ?? running };
  const version = formatImageVersion(plan.image.version);
  const decision = decideFlash(plan.hash, slots);
  if (decision === 'finished')
    return end(
      state,
      state.hasChanged ? { kind: 'flashed', version, from: state.from } : { kind: 'already', version },
    );
  if (state.revertWhy !== undefined) return revert(state, state.revertWhy, decision === 'self_test');
  const refusal = refuseOlder(plan, slots);
  if (refusal !== undefined) return end(state, refusal);
  switch (decision) {
    case 'self_test':
      if (state.stage === 'confirming') return revert(state, 'the board does not keep the new image', true);
      if (state.isProven) return ask(state, 'confirming', confirmRunning());
      return ask({ ...state, hasChanged: true }, 'self_testing', selfTest(), limits.selfTestMs, 1);
    case 'reset':
      return reset({ ...state, hasChanged: true, tests: state.tests + 1 });
    case 'leave':
      return before([note('an image that nobody has confirmed runs there; it is left first')], reset(state));
    case 'clear':
      return ask(state, 'erasing', eraseSlot(), limits.eraseMs, 1);
    case 'test':
      return test({ ...state, hasChanged: true });
    case 'upload':
      // Zephyr names an image as soon as its hash is there, with or without the signature behind it: what was found
      // there and refused may have been broken off at its very end, or come damaged.
      if (state.tests > 0 && state.isWhole) return revert(state, notAccepted(plan), false);
      if (state.uploads > 0 && isUntold(slots)) return reset(state);
      return upload({ ...state, hasChanged: true }, isNewer(plan, slots), nowMs);
  }
}

function notAccepted({ downgradeReason }: FlashPlan): string {
  const why = 'the bootloader has not accepted the new image';
  // Some versions of Zephyr never tell that their bootloader does so (os_mgmt.c asks for a name without CONFIG_).
  return downgradeReason === undefined ? why : `${why}: it may refuse what is older, whoever asks`;
}

/** A bootloader in recovery that names no hashes (BOOT_SERIAL_IMG_GRP_HASH is off): a start shows what it has. */
function isUntold(slots: readonly SlotImage[]): boolean {
  return slots.length > 0 && slots.every((slot) => !slot.isActive && slot.hash === undefined);
}

function test(state: FlashState): FlashStep {
  if (state.tests >= limits.flashTests)
    return revert(state, 'the board has started the new image and gone back by itself', false);
  if (state.stage === 'testing')
    return end(state, refused('board', 'the board does not mark the image for a test'));
  return ask(state, 'testing', testImage(state.plan.hash));
}

/** Leads the board back: a restart without confirming is all that it takes. */
function revert(state: FlashState, why: string, isNewRunning: boolean): FlashStep {
  const reverting = { ...state, revertWhy: why, revertResets: state.revertResets + 1 };
  if (!isNewRunning) return end(state, { kind: 'reverted', why, lines: state.selfTestLines });
  if (reverting.revertResets > limits.flashRevertResets)
    return fail(state, new Failure('timed_out', `the board does not leave the new image, though ${why}`));
  return reset(reverting);
}

function upload(state: FlashState, isUpgradeOnly: boolean, nowMs: number): FlashStep {
  const { mtu, parameters, plan } = state;
  if (mtu === undefined) throw new Error('an upload before a connection');
  if (state.uploads >= limits.flashUploads) {
    const text = `the board has taken the image ${state.uploads} times and does not have it`;
    return fail(state, new Failure('timed_out', text));
  }
  // `newUpload` refuses what the board has no room for, which no other connection would change.
  try {
    const machine = newUpload({ file: plan.image.bytes, mtu, parameters, isUpgradeOnly }, state.ticket + 1);
    const begun = { ...state, upload: machine };
    const entered = enter(begun, 'uploading');
    return before(entered.effects, stepUploading(entered.state, { kind: 'start' }, nowMs));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return fail(state, error);
  }
}

function stepUploading(state: FlashState, input: UploadInput, nowMs: number): FlashStep {
  if (state.upload === undefined) return { state, effects: [] };
  const step = stepUpload(state.upload, input, nowMs);
  const { acknowledged, file, nextTicket } = step.state;
  const isFurther = acknowledged > state.furthest;
  let now: FlashState = {
    ...state,
    upload: step.state,
    ticket: nextTicket,
    furthest: Math.max(state.furthest, acknowledged),
    // Getting on is what counts: a link may break as often as it likes while the image still arrives.
    interruptions: isFurther ? 0 : state.interruptions,
    looks: isFurther ? 0 : state.looks,
  };
  const effects: FlashEffect[] = [];
  if (acknowledged !== state.upload.acknowledged)
    effects.push({ kind: 'event', event: { kind: 'progress', acknowledged, imageBytes: file.length } });
  for (const effect of step.effects) {
    if (effect.kind === 'ask') effects.push(effect);
    else {
      const ended = endUpload(now, effect.outcome, nowMs);
      now = ended.state;
      effects.push(...ended.effects);
    }
  }
  return { state: now, effects };
}

function endUpload(state: FlashState, outcome: UploadOutcome, nowMs: number): FlashStep {
  switch (outcome.kind) {
    case 'uploaded':
    case 'unsure': {
      // SMP over BLE has no checksum: a lost write may have put another piece into its place.
      const isSound = state.mtu?.medium === 'serial' || (outcome.kind === 'uploaded' && outcome.isChecked);
      const isWhole = outcome.kind === 'uploaded' && isSound;
      return look({ ...state, upload: undefined, uploads: state.uploads + 1, isWhole });
    }
    case 'failed': {
      const { code } = outcome.failure;
      const isSilence = code === 'device_gone' || code === 'timed_out';
      return isSilence ? interrupted(state, outcome.failure, nowMs) : fail(state, outcome.failure);
    }
    case 'refused': {
      const { error } = outcome;
      const text = describeSmpError(error);
      if (isDowngradeRefusal(error)) return end(state, refused('older', text));
      if (isOvertaken(error)) return look({ ...state, upload: undefined });
      if (error.group === 1 && error.code === IMAGE_ERRORS.imageTooLarge)
        return end(state, refused('too_large', text));
      return end(state, refused('board', `the board refuses the image: ${text}`));
    }
  }
}

function reset(state: FlashState, isForced = false): FlashStep {
  if (state.resets >= limits.flashResets) {
    const text = `the board was restarted ${state.resets} times and does not start what it should`;
    return fail(state, new Failure('timed_out', text));
  }
  return ask(
    { ...state, resets: state.resets + 1 },
    'resetting',
    resetBoard(isForced),
    limits.smpAnswerMs,
    1,
  );
}

function takeReset(state: FlashState, reply: SmpReply, nowMs: number): FlashStep {
  const answer = readUnderstood(resetBoard(), reply);
  if (answer.kind !== 'refused') return restarting(state, nowMs);
  // Zephyr: a board with something to finish says busy once and means `force` by the second time.
  if (answer.error.code === SMP_ERRORS.busy) return reset(state, true);
  return fail(
    state,
    new Failure('conflict', `the board refuses to restart: ${describeSmpError(answer.error)}`),
  );
}

/** Answered or not: a board that is restarting answers nothing, and one that is not says so when it is asked. */
function restarting(state: FlashState, nowMs: number): FlashStep {
  return pause({ ...state, reachUntilMs: nowMs + limits.boardReturnMs }, nowMs + limits.boardRestartMs);
}

function takeSelfTest(state: FlashState, reply: SmpReply, nowMs: number): FlashStep {
  const answer = readUnderstood(selfTest(), reply);
  if (answer.kind === 'failed') return interrupted(state, answer.failure, nowMs);
  const prove = (now: FlashState): FlashStep =>
    enter({ ...now, pausedUntilMs: nowMs + limits.provingMs }, 'proving');
  if (answer.kind === 'refused') {
    // It tests itself already, for somebody who went away. How often this is waited for is bounded by the looks.
    if (answer.error.code === SMP_ERRORS.busy) return restarting(state, nowMs);
    const hasNone = answer.error.group === undefined && answer.error.code === SMP_ERRORS.notSupported;
    if (hasNone) return before([note('the board has no self-test: it runs and answers')], prove(state));
    return revert(state, `the self-test was refused: ${describeSmpError(answer.error)}`, true);
  }
  const { isPassed, lines } = answer.value;
  const event: FlashEffect = { kind: 'event', event: { kind: 'self_test', isPassed, lines } };
  const known = { ...state, selfTestLines: lines };
  if (isPassed) return before([event], prove(known));
  const faults = lines.filter((line) => line.state === 'fault').map((line) => line.name);
  const why = `the self-test of the new image failed: ${faults.join(', ') || 'no reason given'}`;
  return before([event], revert(known, why, true));
}

import { performance } from 'node:perf_hooks';
import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { openAlsaPlayer } from './alsa-port.ts';
import type { Speech, SpokenPlayback, VoicePort } from './voice.ts';
import type { VoicePack } from './voice-pack.ts';
import { type Player, VOICE_SPEC_HELP } from './voice-player.ts';
import { openWavFilePlayer } from './wav-file-port.ts';

export interface VoiceOptions {
  /** Called for what a person should know though nothing is being said: the player died, a device is missing. */
  readonly onProblem?: (problem: Failure) => void;
}

/** `--voice` as a user writes it. */
export type VoiceSpec =
  | { readonly kind: 'alsa'; readonly device: string | undefined }
  | { readonly kind: 'file'; readonly folder: string; readonly paced: boolean }
  | { readonly kind: 'null' };

/** @throws Failure `usage` that tells the forms */
export function parseVoiceSpec(spec: string): VoiceSpec {
  if (spec === 'null') return { kind: 'null' };
  if (spec === 'alsa') return { kind: 'alsa', device: undefined };
  const [, kind, rest] = /^(alsa|file):(.+)$/s.exec(spec) ?? [];
  // ALSA device names are words, digits, commas, colons and equal signs (`plughw:CARD=Device,DEV=0`).
  if (kind === 'alsa' && rest !== undefined && /^[A-Za-z0-9_][\w:,=.-]*$/.test(rest)) {
    return { kind: 'alsa', device: rest };
  }
  if (kind === 'file' && rest !== undefined) {
    const paced = rest.endsWith(',paced');
    const folder = paced ? rest.slice(0, -',paced'.length) : rest;
    if (folder !== '') return { kind: 'file', folder, paced };
  }
  throw new Failure('usage', `a voice is one of ${VOICE_SPEC_HELP}, not ${JSON.stringify(spec)}`);
}

/**
 * Opens the voice that `spec` names, speaking with `pack`. A missing sound card is no error here: it may be
 * plugged in later, and until then each utterance is refused as `device_gone`.
 * @throws Failure `usage` for a spec that is none, `store_unavailable` for a folder that cannot be written
 */
export function openVoice(spec: string, pack: VoicePack, options: VoiceOptions = {}): VoicePort {
  const parsed = parseVoiceSpec(spec);
  switch (parsed.kind) {
    case 'alsa':
      return new QueuedVoice(pack, openAlsaPlayer({ device: parsed.device, ...options }));
    case 'file':
      return new QueuedVoice(pack, openWavFilePlayer(parsed.folder, parsed.paced));
    case 'null':
      return new QueuedVoice(pack, silentPlayer);
  }
}

/** Says nothing and takes no time. */
const silentPlayer: Player = {
  play: async (_samples, started) => {
    started(performance.now());
    return {};
  },
  close: async () => {},
};

/**
 * One utterance after the other. Invariants: at most one is playing; they are played in the order of the
 * calls; `started` and `ended` of each settle exactly once, whatever happens.
 */
export class QueuedVoice implements VoicePort {
  readonly #pack: VoicePack;
  readonly #player: Player;
  readonly #cuts = new Set<AbortController>();
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(pack: VoicePack, player: Player) {
    this.#pack = pack;
    this.#player = player;
    this.#prepare(pack.clipNames);
  }

  /** Decodes ahead, a clip at a time between other work: the first payment shall not wait for it. */
  #prepare(names: string[]): void {
    const name = names.pop();
    if (name === undefined || this.#closed) return;
    this.#pack.clip(name);
    setImmediate(() => this.#prepare(names)).unref();
  }

  speak(speech: Speech, volumePercent: number): SpokenPlayback {
    const cut = new AbortController();
    let onStarted: (atMs: number) => void = () => {};
    let onFailed: (thrown: unknown) => void = () => {};
    const started = new Promise<number>((resolve, reject) => {
      onStarted = resolve;
      onFailed = reject;
    });
    const ended = this.#inTurn(cut, async () => {
      const samples = this.#pack.join(speech.clips, volumePercent);
      return await this.#player.play(samples, onStarted, cut.signal);
    });
    // A caller may look at one of the two only: the other must not bring the process down.
    ended.catch(onFailed);
    started.catch(() => {});
    return { started, ended, cut: () => cut.abort() };
  }

  async #inTurn<Result>(cut: AbortController, play: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new Failure('stopped', 'the voice is closed');
    if (this.#cuts.size > limits.utterancesWaiting) {
      throw new Failure(
        'overloaded',
        `${limits.utterancesWaiting} utterances are waiting to be spoken already`,
      );
    }
    this.#cuts.add(cut);
    const turn = this.#last;
    const done = turn.then(async () => {
      try {
        if (cut.signal.aborted) throw new Failure('stopped', 'cut before it was spoken');
        return await play();
      } finally {
        this.#cuts.delete(cut);
      }
    });
    this.#last = done.catch(() => {});
    return await done;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cut of this.#cuts) cut.abort();
    await this.#last;
    await this.#player.close();
  }
}

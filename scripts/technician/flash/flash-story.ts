import { limits } from '../../../shared/limits.ts';
import type { BoardIdentity, HealthLine } from '../../../shared/smp/service.ts';
import type { FlashScreen } from './flash-screen.ts';
import type { FlashNews } from './flash-target.ts';

/** Tells a person how a flash goes, and remembers what is needed to say how to go on after it was broken off. */
export class FlashStory {
  identity: BoardIdentity | undefined;
  /** What ran at first. */
  from: string | undefined;
  acknowledged = 0;
  imageBytes = 0;
  /** Restarted with the new image on trial: it goes at the next restart unless it is confirmed. */
  isOnTrial = false;
  readonly #screen: FlashScreen;
  readonly #version: string;
  #isUploading = false;
  #isProgressNew = true;

  constructor(screen: FlashScreen, version: string) {
    this.#screen = screen;
    this.#version = version;
  }

  hear(news: FlashNews): void {
    switch (news.kind) {
      case 'board':
        this.#hearBoard(news.identity);
        return;
      case 'stage':
        this.#isUploading = news.stage === 'uploading';
        this.#isProgressNew = true;
        this.#tellStage(news.stage);
        return;
      case 'progress':
        this.#hearProgress(news.acknowledged, news.imageBytes);
        return;
      case 'interrupted':
        this.#screen.say(`the board is gone (${news.why}); looking for it again …`);
        return;
      case 'self_test':
        this.#screen.say(`self-test ${news.isPassed ? 'passed' : 'FAILED'}: ${linesText(news.lines)}`);
        return;
      case 'note':
        this.#screen.say(news.text);
        return;
      case 'slots':
        return;
      case 'avr_progress':
        this.acknowledged = news.done;
        this.#screen.progress(news.phase === 'writing' ? 'writing' : 'reading back', news.done, news.of);
        return;
    }
  }

  #hearBoard(identity: BoardIdentity): void {
    const { boardId, serial, role, version } = identity;
    const isKnown = this.identity !== undefined;
    this.from ??= version;
    this.identity = identity;
    this.#screen.say(
      isKnown
        ? `${boardId} ${serial} is back, runs ${version}`
        : `board: ${boardId} ${serial} (${role}), runs ${version}`,
    );
  }

  #hearProgress(acknowledged: number, imageBytes: number): void {
    this.acknowledged = acknowledged;
    this.imageBytes = imageBytes;
    if (!this.#isUploading) return;
    // The first answer tells what the board has already.
    if (this.#isProgressNew && acknowledged > limits.uploadPacketBytes)
      this.#screen.say(
        `the board has ${Math.floor((acknowledged / imageBytes) * 100)} % of it already; going on from there`,
      );
    this.#isProgressNew = false;
    this.#screen.progress('uploading', acknowledged, imageBytes);
  }

  #tellStage(stage: string): void {
    if (stage === 'testing') this.#screen.say('uploaded; marking it for a test');
    if (stage === 'erasing') this.#screen.say('another image waits there for its test; erasing it');
    if (stage === 'resetting') {
      this.isOnTrial = true;
      this.#screen.say('restarting the board; swapping images may take a minute …');
    }
    if (stage === 'self_testing') this.#screen.say(`${this.#version} runs on trial; testing it …`);
    if (stage === 'proving')
      this.#screen.say(`it has to run ${limits.provingMs / 1_000} s more before it is kept …`);
    if (stage === 'confirming') this.#screen.say('confirming');
  }
}

export function linesText(lines: readonly HealthLine[]): string {
  const texts = lines.map(({ name, state, text, advice }) =>
    state === 'ok' ? `${name} ok` : `${name} ${state}: ${text}${advice === '' ? '' : ` (${advice})`}`,
  );
  return texts.join(' · ') || 'it tells no more';
}

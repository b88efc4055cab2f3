/** A tact switch chatters for some milliseconds after each change. */
const BOUNCE_MS = 8;
/** A worn one, for much longer than any firmware waits. */
const WORN_BOUNCE_MS = 1_500;
/** The firmware believes a level that has stood this long. */
const DEBOUNCE_MS = 20;
const CHATTER_MS = 40;

export type SwitchFault = 'none' | 'stuck_on' | 'stuck_off' | 'bounce';

/** A position switch, its wear, and what the firmware makes of it. */
export class SwitchContact {
  fault: SwitchFault = 'none';
  #isPressed = false;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  /** What stands before the switch. */
  press(isPressed: boolean, nowMs: number): void {
    if (isPressed === this.#isPressed) return;
    this.#isPressed = isPressed;
    this.#changedAtMs = nowMs;
  }

  /** As the firmware reads it: debounced, which a worn or stuck switch defeats. */
  read(nowMs: number): boolean {
    switch (this.fault) {
      case 'stuck_on':
        return true;
      case 'stuck_off':
        return false;
      case 'bounce': {
        const sinceMs = nowMs - this.#changedAtMs;
        if (sinceMs >= WORN_BOUNCE_MS) return this.#isPressed;
        return Math.floor(sinceMs / CHATTER_MS) % 2 === 0 ? this.#isPressed : !this.#isPressed;
      }
      case 'none':
        return nowMs - this.#changedAtMs < BOUNCE_MS + DEBOUNCE_MS ? !this.#isPressed : this.#isPressed;
    }
  }
}

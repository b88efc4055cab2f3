/**
 * The words between the announcer, which decides what is said, and the voice, which says it.
 * Only types and the one bound that both must agree on: the announcer never sees a sample, and the
 * voice never sees an order.
 */
export type Language = 'zh-CN' | 'yue' | 'ms' | 'en';

/** How zh-CN reads an amount: `十二点五元` or `十二元五角`. The other languages have one way only. */
export type AmountStyle = 'point' | 'jiao';

/** What money the amounts are: fen of a yuan, or sen of a ringgit. */
export type Currency = 'CNY' | 'MYR';

/** A payment announced later than the fresh limit says when it was made. */
export interface Lateness {
  /** Unix ms of the payment. */
  readonly paidAtMs: number;
}

/** One piece of money news: a payment, or its undoing. */
export interface MoneyUtterance {
  readonly kind: 'payment' | 'refund' | 'cancel';
  /** The gateway's code (`1` … `19`, `100`, or one that nobody knows yet). */
  readonly payway: string;
  /** A safe integer ≥ 0. */
  readonly amountFen: number;
  readonly late?: Lateness;
  /** Said before, or perhaps said before: it begins with `重播`. */
  readonly repeat: boolean;
}

/** What came while nobody was listening, said as one sentence. */
export interface SummaryUtterance {
  readonly kind: 'summary';
  readonly count: number;
  readonly sumFen: number;
  /** How many of `count` were refunds or cancellations; their sum is not part of `sumFen`. */
  readonly refundCount: number;
  readonly refundSumFen: number;
  readonly repeat: boolean;
}

/** What a cabinet says to whoever stands before it. */
export type CabinetPrompt =
  | 'bank_returned'
  | 'bank_already_returned'
  | 'bank_foreign'
  | 'bank_push_in'
  | 'bank_turn_over'
  | 'bank_unread'
  | 'bank_take'
  | 'bank_retrieved'
  | 'no_bank'
  | 'cabinet_fault';

/** What the device says of itself. */
export type SystemPrompt =
  | CabinetPrompt
  | 'no_relay'
  | 'relay_back'
  | 'volume_zero'
  | 'battery_low'
  | 'inbox_near_full'
  | 'store_failed'
  | 'handed_over'
  | 'test'
  | 'ready'
  | 'nothing_to_replay';

/** What is to be said: data, no text yet. */
export type Utterance =
  | MoneyUtterance
  | SummaryUtterance
  | { readonly kind: 'system'; readonly prompt: SystemPrompt };

/** How this shop wants it said. */
export interface SpokenLanguage {
  readonly language: Language;
  readonly amountStyle: AmountStyle;
  /** The shop's clock: minutes east of UTC, 480 in China and Malaysia. */
  readonly utcOffsetMinutes: number;
  readonly currency: Currency;
}

/** An utterance in words, and the clips of the voice pack that say exactly these words, in order. */
export interface Speech {
  readonly text: string;
  readonly clips: readonly string[];
}

/** One utterance under way. */
export interface SpokenPlayback {
  /**
   * Resolves when the first sample was handed to the device, with `performance.now()` of that moment.
   * Rejects with the same Failure as `ended` when that moment never came.
   */
  readonly started: Promise<number>;
  /**
   * Resolves when the last sample was heard; `file` names the WAV that a file port wrote.
   * Rejects with a Failure when it could not be played to its end: `device_gone` (no player),
   * `stopped` (cut, or the port was closed), `store_unavailable` (the WAV could not be written).
   */
  readonly ended: Promise<{ file?: string }>;
  /** Stops the sound at once; `ended` rejects as `stopped`. Does nothing after the end. */
  cut(): void;
}

/** A way to make sound. Utterances never overlap: a second call waits for the first to end. */
export interface VoicePort {
  /** @param volumePercent 0 … 100; 0 is silence (see {@link SYSTEM_VOLUME_FLOOR_PERCENT}). */
  speak(speech: Speech, volumePercent: number): SpokenPlayback;
  /** Cuts what is being said, refuses what waits, and lets the device go. */
  close(): Promise<void>;
}

/**
 * System prompts are spoken no softer than this, whatever the volume setting: "the volume is at zero"
 * has to be heard (promise 10). The caller applies it: `Math.max(volumePercent, …)` for `kind: 'system'`.
 */
export const SYSTEM_VOLUME_FLOOR_PERCENT = 40;

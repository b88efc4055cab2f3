import { describeThrown, Failure } from '../../shared/failure.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine, Timer } from '../../shared/machine.ts';
import { thisMachine } from '../../shared/machine-port.ts';
import type { RelayStore } from '../store.ts';

/** The part of the relay's store that the push side needs. */
export type DeviceStore = Pick<
  RelayStore,
  | 'readLogEnd'
  | 'readSumsUpTo'
  | 'readNotices'
  | 'markStored'
  | 'rebuildLog'
  | 'recordReceipts'
  | 'readDevices'
  | 'readSecrets'
  | 'readDevice'
  | 'readSecret'
>;

/**
 * Calls into the store, each with a deadline of its own: a disk that hangs may cost an answer, never the loop. What
 * comes too late counts as not done, which is harmless, since everything is said again and recorded once.
 */
export class StoreCalls {
  readonly #log: Log;
  readonly #deadlineMs: number;
  readonly #machine: Machine;
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param deadlineMs after which a call counts as failed */
  constructor(log: Log, deadlineMs: number, machine: Machine = thisMachine) {
    this.#log = log;
    this.#deadlineMs = deadlineMs;
    this.#machine = machine;
  }

  /**
   * @param what names the call in the log
   * @param onEnd hears the result, or undefined when the store refused or took too long
   */
  run<Result>(
    what: string,
    call: () => Promise<Result>,
    onEnd: (result: { readonly value: Result } | undefined) => void,
  ): void {
    const ended = this.#call(call).then(
      (value) => onEnd({ value }),
      (thrown) => {
        this.#log.error({ what, reason: describeThrown(thrown) }, 'the store could not');
        onEnd(undefined);
      },
    );
    this.#underWay.add(ended);
    void ended.finally(() => this.#underWay.delete(ended));
  }

  /** Resolves when everything that was under way has ended. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #call<Result>(call: () => Promise<Result>): Promise<Result> {
    let timer: Timer | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = this.#machine.after(this.#deadlineMs, () =>
        reject(new Failure('timed_out', `no answer within ${this.#deadlineMs} ms`)),
      );
    });
    try {
      return await Promise.race([call(), late]);
    } finally {
      timer?.cancel();
    }
  }
}

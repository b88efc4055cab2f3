import { mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describeThrown, Failure } from '../../shared/failure.ts';
import type { CampaignInput, CampaignPlan, CampaignState } from './campaign.ts';
import { inputLine, planLine, replayCampaign } from './campaign-journal.ts';

/** Campaigns in `{data}/campaigns/{id}.jsonl`, written outside of the event loop's thread and brought to disk before anybody is answered. */
export class CampaignsStore {
  readonly #folder: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All that are kept, oldest first. @throws Failure `store_unavailable` */
  async load(): Promise<CampaignState[]> {
    const states: CampaignState[] = [];
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      for (const name of await readdir(this.#folder)) {
        const path = join(this.#folder, name);
        if (!name.endsWith('.jsonl')) {
          await rm(path, { force: true });
          continue;
        }
        const replayed = replayCampaign(await readFile(path, 'utf8'));
        if (replayed === undefined) continue;
        await truncate(path, replayed.wholeBytes);
        states.push(replayed.state);
      }
    } catch (thrown) {
      throw unavailable(thrown);
    }
    return states.sort((left, right) => left.plan.createdAtMs - right.plan.createdAtMs);
  }

  begin(plan: CampaignPlan): Promise<void> {
    return this.#write(async () => {
      const path = this.#path(plan.id);
      await this.#put(`${path}.new`, planLine(plan), 'w');
      await rename(`${path}.new`, path);
      await this.#syncFolder();
    });
  }

  note(id: string, atMs: number, input: CampaignInput): Promise<void> {
    return this.#write(() => this.#put(this.#path(id), inputLine(atMs, input), 'a'));
  }

  forget(id: string): Promise<void> {
    return this.#write(() => rm(this.#path(id), { force: true }));
  }

  /** Resolves when all is written. */
  close(): Promise<void> {
    return this.#writing;
  }

  async #put(path: string, text: string, flags: 'w' | 'a'): Promise<void> {
    const handle = await open(path, flags, 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  /** One after the other. */
  #write(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work).catch((thrown: unknown) => {
      throw unavailable(thrown);
    });
    this.#writing = done.catch(() => {});
    return done;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.jsonl`);
  }
}

const unavailable = (thrown: unknown): Failure =>
  new Failure('store_unavailable', `campaigns cannot be kept now: ${describeThrown(thrown)}`, {
    cause: thrown,
  });

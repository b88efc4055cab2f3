import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type DeviceKeys, deriveDeviceKeys } from '../../shared/device-key.ts';
import { Failure } from '../../shared/failure.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine } from '../../shared/machine.ts';
import type { RosterStore } from '../store.ts';
import { type CampaignInput, type CampaignState, newCampaign, reach, stepCampaign } from './campaign.ts';
import { CampaignsStore } from './campaigns-store.ts';
import type { ImageRecord } from './image-record.ts';
import { ImagesStore } from './images-store.ts';

const PASS_MS = 1_000;

export interface CampaignsOptions {
  readonly data: string;
  readonly store: Pick<RosterStore, 'readDevices'>;
  /** As the roster has it. */
  keyOf(device: DeviceId): Uint8Array | undefined;
  readonly log: Log;
  readonly machine: Machine;
}

export interface CampaignWish {
  readonly image: string;
  readonly devices: readonly DeviceId[];
  readonly soakMs: number;
}

/** Firmware for the boards of devices: which images there are, which campaigns run, and what each device is to do. */
export class Campaigns {
  readonly images: ImagesStore;
  readonly #options: CampaignsOptions;
  readonly #files: CampaignsStore;
  readonly #states = new Map<string, CampaignState>();
  /** When time was last let pass. */
  readonly #passedAtMs = new Map<string, number>();
  /** The place of each device in each campaign. */
  readonly #places = new Map<string, ReadonlyMap<DeviceId, number>>();

  private constructor(options: CampaignsOptions, images: ImagesStore, files: CampaignsStore) {
    this.#options = options;
    this.images = images;
    this.#files = files;
  }

  /** @throws Failure `store_unavailable` */
  static async open(options: CampaignsOptions): Promise<Campaigns> {
    const images = await ImagesStore.open(join(options.data, 'images'));
    const files = new CampaignsStore(join(options.data, 'campaigns'));
    const campaigns = new Campaigns(options, images, files);
    for (const state of await files.load()) campaigns.#keep(state);
    return campaigns;
  }

  /** Derived when somebody asks (25 µs): for all devices at once it would hold payments up for half a second. */
  keysOf(device: DeviceId): DeviceKeys | undefined {
    const key = this.#options.keyOf(device);
    return key === undefined ? undefined : deriveDeviceKeys(key);
  }

  /** Oldest first, as time has made them. */
  get all(): CampaignState[] {
    return [...this.#states.keys()].map((id) => this.find(id));
  }

  /** @throws Failure `not_found` */
  find(id: string): CampaignState {
    const state = this.#states.get(id);
    if (state === undefined) throw new Failure('not_found', `there is no campaign ${id.slice(0, 40)}`);
    // Thousands of devices ask; what time alone changes is in no hurry.
    const nowMs = this.#options.machine.wallMs();
    if (Math.abs(nowMs - (this.#passedAtMs.get(id) ?? Number.NEGATIVE_INFINITY)) < PASS_MS) return state;
    this.#passedAtMs.set(id, nowMs);
    const { state: now } = stepCampaign(state, { type: 'time' }, nowMs);
    this.#states.set(id, now);
    return now;
  }

  /** @throws Failure `not_found` (image or device), `conflict` (the same boards are in another one), `store_unavailable` */
  async begin(wish: CampaignWish): Promise<CampaignState> {
    const { machine, store, log } = this.#options;
    const { boardId, version } = this.images.record(wish.image);
    this.#refuseSecond(boardId);
    const known = new Set((await store.readDevices()).map(({ id }) => id));
    const stranger = wish.devices.find((device) => !known.has(device));
    if (stranger !== undefined) throw new Failure('not_found', `there is no device ${stranger}`);
    const id = machine.drawBytes(4).toString('hex');
    const devices = shuffled(id, wish.devices);
    const plan = {
      id,
      image: wish.image,
      boardId,
      version,
      createdAtMs: machine.wallMs(),
      soakMs: wish.soakMs,
      devices,
    };
    await this.#makeRoom();
    await this.#files.begin(plan);
    const state = newCampaign(plan);
    this.#keep(state);
    log.info({ campaign: id, boardId, version, devices: devices.length }, 'campaign begins');
    return state;
  }

  stop(id: string): Promise<CampaignState> {
    this.find(id);
    return this.#step(id, { type: 'stop' }).then(({ state }) => state);
  }

  /**
   * Goes on after a halt; one that runs already is left as it is.
   *
   * @throws Failure `not_found` (campaign, or its image), `conflict` (it was stopped or is done, or another one brings
   *   something to the same boards)
   */
  async resume(id: string, isRetry: boolean): Promise<CampaignState> {
    const { plan, state } = this.find(id);
    if (state === 'running') return this.find(id);
    if (state !== 'halted')
      throw new Failure('conflict', `campaign ${id} is ${state}: only one that was halted goes on`);
    this.images.record(plan.image);
    this.#refuseSecond(plan.boardId);
    const step = await this.#step(id, { type: 'resume', isRetry });
    this.#options.log.warn({ campaign: id, isRetry, reason: step.state.reason }, 'campaign resumed');
    return step.state;
  }

  #refuseSecond(boardId: string): void {
    const other = this.all.find(({ plan, state }) => state === 'running' && plan.boardId === boardId);
    if (other === undefined) return;
    const { id, version } = other.plan;
    throw new Failure('conflict', `campaign ${id} brings ${version} to ${boardId} boards: stop it first`);
  }

  /** @returns the order for a device's board; undefined: nothing to do */
  async asked(
    device: DeviceId,
    boardId: string,
  ): Promise<{ state: CampaignState; image: ImageRecord } | undefined> {
    for (const campaign of this.all) {
      const { plan } = campaign;
      if (campaign.state !== 'running' || plan.boardId !== boardId) continue;
      const place = this.#places.get(plan.id)?.get(device);
      // Most of those that ask: not in it, or not yet.
      if (place === undefined || place >= reach(campaign)) continue;
      const step = await this.#step(plan.id, { type: 'asked', device });
      if (step.isOrdered) return { state: step.state, image: this.images.record(plan.image) };
    }
    return undefined;
  }

  async told(id: string, input: Extract<CampaignInput, { type: 'told' }>): Promise<void> {
    this.find(id);
    const { state } = await this.#step(id, input);
    if (state.state === 'halted')
      this.#options.log.warn({ campaign: id, reason: state.reason }, 'campaign halted');
  }

  isInUse(sha256: string): boolean {
    return this.all.some(({ plan, state }) => state === 'running' && plan.image === sha256);
  }

  async close(): Promise<void> {
    await this.#files.close();
  }

  /** On disk before it is answered. What the disk refuses stays in force: it is asked and told again. */
  async #step(id: string, input: CampaignInput) {
    const nowMs = this.#options.machine.wallMs();
    const step = stepCampaign(this.find(id), input, nowMs);
    this.#states.set(id, step.state);
    if (step.isNews) await this.#files.note(id, nowMs, input);
    return step;
  }

  #keep(state: CampaignState): void {
    const { id, devices } = state.plan;
    this.#states.set(id, state);
    this.#places.set(id, new Map(devices.map((device, place) => [device, place])));
  }

  async #makeRoom(): Promise<void> {
    if (this.#states.size < limits.campaignsKept) return;
    const old = this.all.find(({ state }) => state !== 'running');
    if (old === undefined)
      throw new Failure('conflict', `${this.#states.size} campaigns run: stop one first`);
    for (const known of [this.#states, this.#passedAtMs, this.#places]) known.delete(old.plan.id);
    await this.#files.forget(old.plan.id);
  }
}

/** An order that nobody has chosen: the first of a list is often the one next door. */
function shuffled(seed: string, devices: readonly DeviceId[]): DeviceId[] {
  const place = (device: DeviceId): string => createHash('sha256').update(`${seed} ${device}`).digest('hex');
  const placed = [...new Set(devices)].map((device) => ({ device, place: place(device) }));
  return placed.sort((left, right) => (left.place < right.place ? -1 : 1)).map(({ device }) => device);
}

import type { Chance } from '../../shared/seeded-chance.ts';
import type { SimDevice } from './sim-device.ts';
import type { RosterEvent } from './sim-evidence.ts';
import type { World } from './world.ts';

/** What people do to a shop's machines, with good intentions. */
export class Operator {
  readonly #world: World;
  readonly #chance: Chance;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  act(kind: 'new_key' | 'roster' | 'device_restored' | 'relay_restored', device: SimDevice): void {
    switch (kind) {
      case 'new_key':
        this.#world.begin(() => this.#changeKey(device));
        return;
      case 'roster':
        this.#world.begin(() => this.#changeRoster(device));
        return;
      case 'device_restored':
        this.#restoreDevice(device);
        return;
      case 'relay_restored':
        this.#restoreRelay();
    }
  }

  /** The key is changed on the relay first; somebody carries it to the device. */
  async #changeKey(device: SimDevice): Promise<void> {
    const key = this.#world.drawKey();
    if (!(await this.#world.relay.replaceKey(device.id, key))) return;
    device.key = key;
    this.#world.time.after(this.#chance.integer(100, 20_000), () => device.kill(false));
  }

  async #changeRoster(device: SimDevice): Promise<void> {
    const world = this.#world;
    const terminals = world.terminals.filter(() => this.#chance.happens(0.5));
    const event: RosterEvent = { device: device.id, terminals, askedAtMs: world.time.nowMs };
    world.roster.push(event);
    if (await world.relay.putDevice(world.entryOf(device, terminals), device.key))
      event.doneAtMs = world.time.nowMs;
  }

  /** An old copy of its disk, kept some while ago, is put back in. */
  #restoreDevice(device: SimDevice): void {
    const { time, deviceEvents } = this.#world;
    const keptAtMs = time.nowMs;
    device.disk.keepCopy();
    time.after(this.#chance.integer(1_000, 60_000), () => {
      if (this.#world.isCalm) return;
      device.kill(true);
      if (device.isOn || !device.disk.hasCopy) return;
      device.disk.restoreCopy();
      deviceEvents.push({ device: device.id, event: 'disk_restored', atMs: time.nowMs, sinceMs: keptAtMs });
    });
  }

  #restoreRelay(): void {
    const { time, relay, relayRestores } = this.#world;
    const keptAtMs = time.nowMs;
    relay.disk.keepCopy();
    time.after(this.#chance.integer(1_000, 60_000), () => {
      if (this.#world.isCalm) return;
      relay.kill(true);
      if (!relay.disk.hasCopy) return;
      relay.disk.restoreCopy();
      relayRestores.push({ sinceMs: keptAtMs, atMs: time.nowMs });
    });
  }
}

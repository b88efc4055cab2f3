import type { Chance } from '../../shared/seeded-chance.ts';
import { Operator } from './operator.ts';
import type { SimDevice } from './sim-device.ts';
import type { FaultKind } from './swarm.ts';
import { type DiskPace, SSD, type VirtualDisk } from './virtual-disk.ts';
import type { VirtualHost } from './virtual-host.ts';
import type { Route, RouteCondition } from './virtual-network.ts';
import type { World } from './world.ts';

type AnyDisk = Pick<VirtualDisk<never>, 'state' | 'pace'>;

const SD_CARD: DiskPace = { leastMs: 10, mostMs: 400 };
const HANGING: DiskPace = { leastMs: 2_000, mostMs: 12_000 };
const EFFECTS_MOST = 60;
/** These shape the whole day (shop-day.ts). */
const OF_THE_DAY: readonly FaultKind[] = ['core_disorder', 'absence'];

/** Does to a world what its swarm allows, and makes everything good again after a while. */
export class FaultDriver {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #operator: Operator;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
    this.#operator = new Operator(world, chance.fork());
  }

  /** Draws faults until then. */
  run(untilMs: number): void {
    const { time, swarm } = this.#world;
    const kinds = swarm.kinds.filter((kind) => !OF_THE_DAY.includes(kind));
    if (kinds.length === 0) return;
    const next = (): void => {
      const pauseMs = -Math.log(1 - this.#chance.next()) * swarm.meanPauseMs;
      if (time.nowMs + pauseMs >= untilMs) return;
      time.after(pauseMs, () => {
        this.#inflict(this.#chance.pick(kinds));
        next();
      });
    };
    next();
  }

  /** A short time mostly, a long one now and then. */
  #draw(leastMs: number, mostMs: number): number {
    return leastMs + this.#chance.next() ** 3 * (mostMs - leastMs);
  }

  #inflict(kind: FaultKind): void {
    const { devices, relay, trace } = this.#world;
    const device = this.#chance.pick(devices);
    trace.tell('world', () => `${kind} (${device.id})`);
    switch (kind) {
      case 'loss':
        this.#worsen(device, { loss: 0.02 + this.#chance.next() * 0.3 });
        return;
      case 'delay':
        this.#worsen(device, { delayMs: this.#draw(40, 3_000), jitterMs: this.#draw(10, 2_000) });
        return;
      case 'wild_wire':
        this.#worsen(device, { wildness: 0.05 + this.#chance.next() * 0.6 });
        return;
      case 'replayed_frames':
        for (let count = this.#chance.integer(1, 10); count > 0; count -= 1) this.#route(device).replay();
        return;
      case 'cut_link':
        for (const connection of [...this.#route(device).connections]) connection.break();
        return;
      case 'link_down':
        this.#takeDown([this.#route(device)]);
        return;
      case 'partition':
        this.#takeDown(this.#chance.happens(0.5) ? device.routes : devices.flatMap(({ routes }) => routes));
        return;
      case 'kill_relay':
        relay.kill(false);
        return;
      case 'relay_power':
        relay.kill(true);
        return;
      case 'kill_device':
        device.kill(false);
        return;
      case 'device_power':
        device.kill(true);
        return;
      case 'death_between_effects':
        this.#hostOf(device).effectsToDeath = this.#chance.integer(0, EFFECTS_MOST);
        return;
      case 'slow_disk':
        this.#slowDown(this.#chance.happens(0.5) ? relay.disk : device.disk);
        return;
      case 'full_disk':
        this.#breakDisk(this.#chance.happens(0.5) ? relay.disk : device.disk, 'full');
        return;
      case 'failing_sync':
        this.#breakDisk(this.#chance.happens(0.5) ? relay.disk : device.disk, 'failing');
        return;
      case 'device_clock':
        device.host.wallErrorMs = this.#chance.pick([-1, 1]) * this.#draw(0, 3e11);
        return;
      case 'relay_clock':
        this.#setRelayClock();
        return;
      case 'drift':
        this.#hostOf(device).rate = 1 + (this.#chance.next() - 0.5) * 0.01;
        return;
      case 'freeze':
        this.#freeze(this.#hostOf(device));
        return;
      case 'lost_answers':
        this.#world.core.lostShare = this.#chance.next() * 0.8;
        this.#later(5_000, 60_000, () => {
          this.#world.core.lostShare = 0;
        });
        return;
      case 'voice':
        device.mouth.state = this.#chance.pick(['silent', 'breaking']);
        this.#later(1_000, 60_000, () => {
          device.mouth.state = 'works';
        });
        return;
      case 'buttons':
        this.#press(device);
        return;
      case 'new_key':
      case 'roster':
      case 'device_restored':
      case 'relay_restored':
        this.#operator.act(kind, device);
        return;
      case 'core_disorder':
      case 'absence':
        return;
    }
  }

  #route = (device: SimDevice): Route => this.#chance.pick(device.routes);
  #hostOf = (device: SimDevice): VirtualHost =>
    this.#chance.happens(0.5) ? this.#world.relay.host : device.host;

  #later(leastMs: number, mostMs: number, repair: () => void): void {
    this.#world.time.after(this.#draw(leastMs, mostMs), repair);
  }

  #worsen(device: SimDevice, worse: Partial<RouteCondition>): void {
    const route = this.#route(device);
    route.condition = { ...route.condition, ...worse };
    this.#later(2_000, 90_000, () => {
      route.condition = this.#world.cleanRoute;
    });
  }

  #takeDown(routes: readonly Route[]): void {
    for (const route of routes) route.takeDown();
    this.#later(200, 90_000, () => {
      for (const route of routes) route.bringUp();
    });
  }

  #slowDown(disk: AnyDisk): void {
    disk.pace = this.#chance.happens(0.7) ? SD_CARD : HANGING;
    this.#later(1_000, 30_000, () => {
      disk.pace = SSD;
    });
  }

  #breakDisk(disk: AnyDisk, state: 'full' | 'failing'): void {
    disk.state = state;
    this.#later(100, 60_000, () => {
      disk.state = 'works';
    });
  }

  /** Mostly a little, now and then by hours, as when a time server lies. */
  #setRelayClock(): void {
    const { relay } = this.#world;
    const errorMs = Math.round(this.#chance.pick([-1, 1]) * this.#draw(100, 2 * 3_600_000));
    relay.host.wallErrorMs = errorMs;
    this.#world.relayClockErrorMs = Math.max(this.#world.relayClockErrorMs, Math.abs(errorMs));
    this.#later(1_000, 60_000, () => {
      relay.host.wallErrorMs = 0;
    });
  }

  #freeze(host: VirtualHost): void {
    if (host.isFrozen) return;
    host.freeze();
    this.#later(100, 40_000, () => host.thaw());
  }

  #press(device: SimDevice): void {
    const button = this.#chance.pick(['replay', 'replay', 'volume_up', 'volume_down'] as const);
    for (let count = this.#chance.integer(1, 4); count > 0; count -= 1) {
      if (button === 'replay')
        this.#world.deviceEvents.push({
          device: device.id,
          event: 'replay_pressed',
          atMs: this.#world.time.nowMs,
        });
      device.press({ type: 'button', button });
    }
    device.press({ type: 'battery', millivolts: this.#chance.integer(3_000, 4_200) });
  }
}

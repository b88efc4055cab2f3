import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { BoardIdentity, HealthLine, Provisioning, SlotLine } from '../../shared/smp/service.ts';
import { deviceMachine } from '../machine-port.ts';
import type { ToldPlace } from '../settings.ts';
import { BleDoor } from './ble-door-port.ts';
import { isWindowOpen } from './ble-rights.ts';
import { ConfigStore } from './config-store.ts';
import { changedConfig, configKey, configRelays, type DeviceConfig, isProvisioned } from './device-config.ts';
import type { LogRing } from './log-ring.ts';
import type { RoleService } from './role-service.ts';
import { openServiceCode } from './service-code-store.ts';
import { ServiceDesk, type ServiceHost } from './service-desk.ts';
import { ServicePort } from './service-port.ts';
import { WaitingRole } from './waiting-role.ts';

/** A speaker or a cabinet that runs. */
export interface RunningRole {
  readonly ready: Readonly<Record<string, unknown>>;
  readonly service: RoleService;
  stop(): Promise<void>;
}

export interface ServiceSessionOptions {
  /** The technicians' serial port, where there is one. */
  readonly path: string | undefined;
  /** The Bluetooth adapter for technicians, `any` for the first; undefined: none. */
  readonly ble: string | undefined;
  readonly data: string;
  readonly role: 'speaker' | 'cabinet';
  readonly version: string;
  /** As it stands in the flags; undefined: what is told counts. */
  readonly id: string | undefined;
  readonly log: Log;
  readonly ring: LogRing;
  /** @throws Failure when the role cannot start */
  startRole(told: ToldPlace): Promise<RunningRole>;
  /** A start after provisioning failed: the process can only end. */
  onDeath(thrown: unknown): void;
}

/**
 * A device with a technician's door: the role runs beside it, and starts anew with what it was told. Without an identity
 * it waits to be told one.
 */
export class ServiceSession implements ServiceHost {
  readonly #options: ServiceSessionOptions;
  readonly #store: ConfigStore;
  readonly #port: ServicePort | undefined;
  readonly #ble: BleDoor | undefined;
  #firstToldAtMs: number | undefined;
  #role: RunningRole | undefined;
  /** Starts and stops of the role, one after the other. */
  #changing: Promise<void> = Promise.resolve();
  #isStopped = false;

  private constructor(options: ServiceSessionOptions, store: ConfigStore) {
    this.#options = options;
    this.#store = store;
    const desk = new ServiceDesk(this, options.ring);
    const { path, ble, data, log } = options;
    const code =
      ble === undefined ? undefined : openServiceCode(data, (count) => deviceMachine.drawBytes(count));
    if (code?.isNew === true)
      log.info({ file: code.file }, 'a service code was made: it belongs on the label');
    this.#port = path === undefined ? undefined : new ServicePort(path, desk, log, deviceMachine);
    if (code === undefined) return;
    this.#ble = new BleDoor({
      adapter: ble === 'any' ? undefined : ble,
      code: code.code,
      serial: () => this.#serial,
      isWindowOpen: () => this.#isWindowOpen,
      ...{ desk, log, machine: deviceMachine },
    });
  }

  /** @throws Failure of the config's file, and of the role's start */
  static async start(options: ServiceSessionOptions): Promise<ServiceSession> {
    const session = new ServiceSession(options, new ConfigStore(options.data));
    try {
      await session.#startRole();
    } catch (thrown) {
      await session.#closeDoors();
      throw thrown;
    }
    return session;
  }

  get ready(): Readonly<Record<string, unknown>> {
    const { path, ble, data } = this.#options;
    const waiting = { data, waitsFor: 'provisioning' };
    return {
      ...(this.#role?.ready ?? waiting),
      ...(path === undefined ? {} : { service: path }),
      ...(ble === undefined ? {} : { serviceBle: ble }),
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#closeDoors();
    await this.#changing;
    await this.#role?.stop();
  }

  // ---- what technicians ask ----

  identity(): BoardIdentity {
    const { role, version } = this.#options;
    return { boardId: 'tillbell-device', serial: this.#serial ?? 'unprovisioned', role, version };
  }

  health(): readonly HealthLine[] {
    return this.#service.health();
  }

  slots(): readonly SlotLine[] {
    return this.#service.slots();
  }

  say(kind: string): void {
    if (kind !== '' && kind !== 'test' && kind !== 'ready')
      throw new Failure('malformed', 'it says test or ready; amounts are never said on request');
    this.#service.say(kind === 'ready' ? 'ready' : 'test');
  }

  freeSlot(slot: number): Promise<void> {
    return this.#service.freeSlot(slot);
  }

  config(): DeviceConfig {
    return this.#store.config;
  }

  provision(told: Provisioning): boolean {
    const { id, log } = this.#options;
    if (id !== undefined && (told.deviceId ?? id) !== id)
      throw new Failure('forbidden', `this device was started as ${id}: take --id out of its start first`);
    if (id !== undefined && told.deviceKey !== undefined)
      throw new Failure('forbidden', 'its key comes from --key-file: take it out of its start first');
    const before = this.#store.config;
    const after = changedConfig(before, told);
    if (JSON.stringify(after) === JSON.stringify(before)) return false;
    const wasNew = this.#isNew;
    this.#store.write(after);
    if (wasNew) this.#firstToldAtMs = deviceMachine.steadyMs();
    const fields = Object.keys(told).join(', ');
    log.info({ fields }, 'provisioned');
    if (!isProvisioned(after) && id === undefined) return false;
    deviceMachine.after(limits.serviceRestartMs, () => this.#restartRole());
    return true;
  }

  get #isNew(): boolean {
    return this.#options.id === undefined && !isProvisioned(this.#store.config);
  }

  get #isWindowOpen(): boolean {
    const nowMs = deviceMachine.steadyMs();
    const toldAtMs = this.#firstToldAtMs;
    return isWindowOpen({
      isNew: this.#isNew,
      // The monotonic clock of Linux begins when the machine does.
      sinceBootMs: nowMs,
      sinceFirstToldMs: toldAtMs === undefined ? undefined : nowMs - toldAtMs,
    });
  }

  get #serial(): string | undefined {
    return this.#options.id ?? this.#store.config.id;
  }

  async #closeDoors(): Promise<void> {
    await Promise.all([this.#port?.close(), this.#ble?.close()]);
  }

  // ---- the role ----

  get #service(): RoleService {
    return this.#role?.service ?? new WaitingRole(() => this.#store.config);
  }

  async #startRole(): Promise<void> {
    const { config } = this.#store;
    const { id, log, startRole } = this.#options;
    if (id === undefined && !isProvisioned(config)) {
      log.warn({ file: this.#store.path }, 'no identity: waiting to be provisioned');
      return;
    }
    const key = configKey(config);
    const relays = configRelays(config);
    this.#role = await startRole({
      ...(config.id === undefined ? {} : { id: config.id }),
      ...(key === undefined ? {} : { key }),
      ...(relays.length === 0 ? {} : { relays }),
      ...(config.language === undefined ? {} : { language: config.language }),
    });
  }

  #restartRole(): void {
    this.#changing = this.#changing
      .then(async () => {
        if (this.#isStopped) return;
        const before = this.#role;
        this.#role = undefined;
        await before?.stop();
        if (this.#isStopped) return;
        await this.#startRole();
        this.#options.log.info(this.ready, 'started with what was told');
        this.#ble?.rename();
      })
      .catch((thrown: unknown) => this.#options.onDeath(thrown));
  }
}

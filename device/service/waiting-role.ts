import { Failure } from '../../shared/failure.ts';
import type { HealthLine, SlotLine } from '../../shared/smp/service.ts';
import type { DeviceConfig } from './device-config.ts';
import { fault, ok } from './link-health.ts';
import type { RoleService } from './role-service.ts';

const NOT_YET = 'the device has no identity yet: npx tillbell provision';

/** A device that has not been told who it is. */
export class WaitingRole implements RoleService {
  readonly #config: () => DeviceConfig;

  constructor(config: () => DeviceConfig) {
    this.#config = config;
  }

  isBusy(): boolean {
    return false;
  }

  relayNowMs(): number {
    return 0;
  }

  health(): readonly HealthLine[] {
    const { id, key } = this.#config();
    const missing = [...(id === undefined ? ['id'] : []), ...(key === undefined ? ['key'] : [])];
    if (missing.length === 0) return [ok('identity', `${id}, starting`)];
    return [fault('identity', `without ${missing.join(' and ')}`, 'npx tillbell provision')];
  }

  slots(): readonly SlotLine[] {
    return [];
  }

  say(): void {
    throw new Failure('forbidden', NOT_YET);
  }

  freeSlot(): Promise<void> {
    return Promise.reject(new Failure('forbidden', NOT_YET));
  }
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeThrown, Failure } from '../../shared/failure.ts';
import { writeWholeFile } from '../../shared/whole-file-store.ts';
import { type DeviceConfig, decodeConfig, encodeConfig } from './device-config.ts';

const FILE = 'device.json';

/** `device.json` in the data folder, for its owner only: written beside its place, brought to disk, and renamed into it. */
export class ConfigStore {
  readonly path: string;
  #config: DeviceConfig;

  /** @throws Failure `corrupt_store` (it holds something else), `store_unavailable` */
  constructor(folder: string) {
    this.path = join(folder, FILE);
    this.#config = this.#read();
  }

  get config(): DeviceConfig {
    return this.#config;
  }

  /**
   * Resolves nothing later: when it returns, a power cut leaves the new one; when it throws, the old one.
   *
   * @throws Failure `store_unavailable`
   */
  write(config: DeviceConfig): void {
    try {
      writeWholeFile(this.path, encodeConfig(config));
    } catch (thrown) {
      throw new Failure('store_unavailable', `the settings cannot be written: ${describeThrown(thrown)}`);
    }
    this.#config = config;
  }

  #read(): DeviceConfig {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return {};
      throw new Failure('store_unavailable', `${this.path} cannot be read: ${describeThrown(thrown)}`);
    }
    if ((statSync(this.path).mode & 0o077) !== 0)
      throw new Failure('forbidden', `others can read ${this.path}, which holds a key: chmod 600 it`);
    try {
      return decodeConfig(text);
    } catch (thrown) {
      const told = `${this.path}: ${describeThrown(thrown)}; delete it and provision the device again`;
      throw new Failure('corrupt_store', told, { cause: thrown });
    }
  }
}

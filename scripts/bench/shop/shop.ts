import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoreKeys } from '../../../firmware-sim/core/key.ts';
import { Failure } from '../../../shared/failure.ts';
import type { HostPort } from '../../../shared/settings.ts';
import { until } from '../clock.ts';
import { ANY_PORT, RelayProcess } from '../peers/relay-process.ts';
import { makeRelayRoster } from '../peers/relay-roster.ts';
import { type Seat, seatTerminal } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { SpeakerProcess } from './speaker-process.ts';
import { type Payment, Till } from './till.ts';

const ONLINE_MS = 30_000;
const STORED_MS = 10_000;

/** One shop with its relay, its till and its speaker, as real processes. */
export class Shop {
  readonly #workspace: Workspace;
  readonly #coreKeyFile: string;
  readonly #relayFolder: string;
  readonly #speakerFolder: string;
  readonly #keyFile: string;
  readonly #seat: Seat;
  readonly #till: Till;
  #relay: RelayProcess;

  private constructor(
    workspace: Workspace,
    coreKeys: CoreKeys,
    folder: string,
    relayFolder: string,
    seat: Seat,
    relay: RelayProcess,
  ) {
    this.#workspace = workspace;
    this.#coreKeyFile = coreKeys.files.publicKey;
    this.#relayFolder = relayFolder;
    this.#speakerFolder = join(folder, 'speaker');
    mkdirSync(this.#speakerFolder);
    this.#keyFile = join(folder, 'device.key');
    writeFileSync(this.#keyFile, Buffer.from(seat.key).toString('base64'), { mode: 0o600 });
    this.#seat = seat;
    this.#till = new Till(coreKeys.privateKey, seatTerminal(0));
    this.#relay = relay;
  }

  static async open(workspace: Workspace, coreKeys: CoreKeys): Promise<Shop> {
    const folder = workspace.newFolder('shop');
    const dataFolder = join(folder, 'relay');
    const [seat] = await makeRelayRoster(dataFolder, 1);
    if (seat === undefined) throw new Failure('not_found', 'the roster is empty');
    const coreKeyFile = coreKeys.files.publicKey;
    const settings = { dataFolder, coreKeyFile, http: ANY_PORT, mqtt: ANY_PORT };
    const relay = await RelayProcess.start(workspace, settings);
    return new Shop(workspace, coreKeys, folder, dataFolder, seat, relay);
  }

  /** The folder for the WAV files of a file voice. */
  get waveFolder(): string {
    return join(this.#speakerFolder, 'wav');
  }

  pay(): Promise<Payment> {
    return this.#till.pay(this.#relay.http);
  }

  powerOn(voice: string, environment?: Readonly<Record<string, string>>): SpeakerProcess {
    return new SpeakerProcess(this.#workspace, {
      id: this.#seat.id,
      keyFile: this.#keyFile,
      relay: this.#relay.mqtt,
      dataFolder: this.#speakerFolder,
      voice,
      ...(environment === undefined ? {} : { environment }),
    });
  }

  /** @throws Failure `timed_out` */
  async online(): Promise<void> {
    const online = await until(ONLINE_MS, 50, async () => {
      const text = await this.#relay.get(`/v1/devices/${this.#seat.id}`);
      return (JSON.parse(text) as { state: { online: boolean } }).state.online ? true : undefined;
    });
    if (online === undefined) throw new Failure('timed_out', 'the device does not come online');
  }

  /** Waits until the relay knows that the device has it on its disk. @throws Failure `timed_out` */
  async stored({ sn }: Payment): Promise<void> {
    const stored = await until(STORED_MS, 20, async () => {
      const order = JSON.parse(await this.#relay.get(`/v1/orders/${sn}`)) as { steps: { step: string }[] };
      return order.steps.some(({ step }) => step === 'stored') ? true : undefined;
    });
    if (stored === undefined) throw new Failure('timed_out', `${sn} is not stored in the device`);
  }

  stopRelay(): Promise<void> {
    return this.#relay.stop();
  }

  /** On the ports that it had, where the device looks for it. */
  async startRelay(): Promise<void> {
    const { http, mqtt }: { http: HostPort; mqtt: HostPort } = this.#relay;
    this.#relay = await RelayProcess.start(this.#workspace, {
      dataFolder: this.#relayFolder,
      coreKeyFile: this.#coreKeyFile,
      http,
      mqtt,
    });
  }

  close(): Promise<void> {
    return this.#relay.stop();
  }
}

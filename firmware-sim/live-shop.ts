import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeThrown, Failure } from '../shared/failure.ts';
import { collectEvidence, type SpeakerPlace } from './audit/collector.ts';
import type { Evidence } from './audit/evidence.ts';
import type { DeliveryAnswer } from './core/callback-sender.ts';
import type { SentCallback } from './core/payment-core.ts';
import { PaymentCore } from './core/payment-core.ts';
import { JsonlWriter, readJsonLines } from './jsonl-file.ts';
import type { Processes, RunningProcess } from './processes.ts';
import { RelayApi } from './relay-api.ts';

export interface SpeakerPlan {
  readonly id: string;
  readonly terminals: readonly string[];
  /** As `--voice` takes it, e.g. `file:/tmp/wav,paced`. */
  readonly voice: string;
  /** With a panel board on an emulated AVR. */
  readonly panel: boolean;
}

export interface LiveShopSettings {
  /** Everything that is kept; a shop on the same folder goes on where the last one was. */
  readonly folder: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly speakers: readonly SpeakerPlan[];
  /** Where the relay listens for speakers, and where they look for it, one for each path; default this machine. */
  readonly relayHosts?: { readonly listening: string; readonly sought: readonly string[] };
  /** More of the relay's flags, e.g. where its webhooks go. */
  readonly relayArgs?: readonly string[];
  /** What is written before the command of `relay` or a speaker, each time when it is started. */
  readonly entranceOf?: (name: string) => readonly string[];
  /** How wrong the relay's clock may be at times, because somebody sets it, ms. */
  readonly clockDoubtMs?: number;
  /** Waits of the core before each retry, ms. */
  readonly retryAfterMs: readonly number[];
  readonly onAnswer?: (sent: SentCallback, answer: DeliveryAnswer) => void;
  /** What a panel board shows: its two lamps. */
  readonly onLamp?: (speaker: string, lamp: string, lit: boolean) => void;
  /** This machine cannot play a panel board; the speaker does without. */
  readonly onPanelMissing?: (speaker: string, reason: string) => void;
}

type ShopEvent = { readonly event: 'speaker_started' | 'replay_pressed'; readonly speaker: string };

const THIS_MACHINE = { listening: '127.0.0.1', sought: ['127.0.0.1'] };
const READY_MS = 60_000;
const STOP_MS = 15_000;
const ONLINE_LOOKS = 100;
const ONLINE_LOOK_MS = 100;

/** A whole shop of real processes around a payment core: relay, speakers, their panel boards. */
export class LiveShop {
  readonly core: PaymentCore;
  readonly settings: LiveShopSettings;
  private readonly processes: Processes;
  private readonly events: JsonlWriter;
  private readonly running = new Map<string, RunningProcess>();
  private readonly panelPaths = new Map<string, string>();
  private relayApi: RelayApi | undefined;

  private constructor(settings: LiveShopSettings, processes: Processes, core: PaymentCore) {
    this.settings = settings;
    this.processes = processes;
    this.core = core;
    this.events = new JsonlWriter(join(settings.folder, 'shop.jsonl'));
  }

  /** Brings everything up; nothing is called back before `core.callBack(callbackUrl)`. */
  static async open(settings: LiveShopSettings, processes: Processes): Promise<LiveShop> {
    mkdirSync(settings.folder, { recursive: true });
    const core = await PaymentCore.open({
      folder: join(settings.folder, 'core'),
      retryAfterMs: settings.retryAfterMs,
      answerTimeoutMs: 5_000,
      queryPort: 0,
      ...(settings.onAnswer === undefined ? {} : { onAnswer: settings.onAnswer }),
    });
    const shop = new LiveShop(settings, processes, core);
    // The boards boot while the relay does.
    const panels = Promise.all(
      settings.speakers.filter(({ panel }) => panel).map((one) => shop.startPanel(one)),
    );
    await shop.startRelay();
    await Promise.all(settings.speakers.map((speaker) => shop.register(speaker)));
    await panels;
    await Promise.all(settings.speakers.map(({ id }) => shop.startSpeaker(id)));
    await Promise.all(settings.speakers.map(({ id }) => shop.untilOnline(id)));
    return shop;
  }

  get callbackUrl(): string {
    return `${this.relayBase}/v1/callbacks/shouqianba`;
  }

  get relayBase(): string {
    return `http://127.0.0.1:${this.settings.httpPort}`;
  }

  get api(): RelayApi {
    if (this.relayApi === undefined) throw new Failure('unreachable', 'the relay has not started yet');
    return this.relayApi;
  }

  /** `relay`, a speaker's id, or `panel of` a speaker's id. */
  process(name: string): RunningProcess {
    const found = this.running.get(name);
    if (found === undefined) throw new Failure('not_found', `there is no process of ${name}`);
    return found;
  }

  /** Where a speaker's panel board is plugged in, if it has one. */
  panelPath(id: string): string | undefined {
    return this.panelPaths.get(id);
  }

  /** Starts a program again that has ended. */
  async restart(name: string): Promise<void> {
    const speaker = this.settings.speakers.find(({ id }) => id === name || panelOf(id) === name);
    if (speaker === undefined) await this.startRelay();
    else if (speaker.id === name) await this.startSpeaker(name);
    else await this.startPanel(speaker);
  }

  async startRelay(): Promise<void> {
    const { folder, httpPort, mqttPort, relayHosts: { listening } = THIS_MACHINE } = this.settings;
    const { files } = this.core.keys;
    const data = join(folder, 'relay');
    await this.start('relay', 'relay/main.ts', [
      ...['--data', resolve(data), '--http', `127.0.0.1:${httpPort}`, '--mqtt', `${listening}:${mqttPort}`],
      ...['--core-key', resolve(files.publicKey)],
      ...['--core-query', this.core.queryUrl, '--core-terminal-key', resolve(files.terminalKey)],
      ...(this.settings.relayArgs ?? []),
    ]);
    this.relayApi = new RelayApi(this.relayBase, readFileSync(join(data, 'operator.token'), 'utf8').trim());
  }

  async startSpeaker(id: string): Promise<void> {
    const plan = this.planOf(id);
    const panelPath = this.panelPaths.get(id);
    const { mqttPort, relayHosts: { sought } = THIS_MACHINE } = this.settings;
    this.note({ event: 'speaker_started', speaker: id });
    await this.start(id, 'device/main.ts', [
      ...['--id', id, '--key-file', resolve(this.keyPath(id))],
      ...sought.flatMap((host) => ['--relay', `mqtt://${host}:${mqttPort}`]),
      ...['--data', resolve(this.speakerFolder(id))],
      ...['--voice', plan.voice, '--language', 'zh-CN'],
      ...(panelPath === undefined ? [] : ['--panel', panelPath]),
    ]);
  }

  /** Presses a button of a speaker's panel board, as a finger does. */
  press(id: string, button: 'replay' | 'volume_up' | 'volume_down'): void {
    if (button === 'replay') this.note({ event: 'replay_pressed', speaker: id });
    this.running.get(panelOf(id))?.tell({ press: button });
  }

  speakerFolder(id: string): string {
    return join(this.settings.folder, id);
  }

  heardPath(id: string): string {
    return join(this.speakerFolder(id), 'heard.jsonl');
  }

  /** All that the auditor judges; the relay must be up. */
  evidence(): Promise<Evidence> {
    return collectEvidence(this.core.logPath, this.places(), this.api);
  }

  /** Where the auditor finds what each speaker said. */
  places(): SpeakerPlace[] {
    const events = readJsonLines(join(this.settings.folder, 'shop.jsonl')).values as ShopEvent[];
    return this.settings.speakers.map(({ id, terminals }) => ({
      id,
      terminals,
      heardPath: this.heardPath(id),
      // Its first start interrupts nothing, but one more is no harm.
      repeatsAllowed: events.filter(({ speaker }) => speaker === id).length,
      clockDoubtMs: this.settings.clockDoubtMs ?? 0,
    }));
  }

  /**
   * Stops everything in peace, the core first, so that nothing new comes.
   *
   * @returns what did not stop as it should
   */
  async close(): Promise<string[]> {
    await this.core.close();
    const speakers = this.settings.speakers.map(({ id }) => id);
    const wrong: string[] = [];
    for (const group of [speakers, ['relay', ...speakers.map(panelOf)]]) {
      await Promise.all(
        group.map(async (name) => {
          const running = this.running.get(name);
          if (running?.isAlive !== true) return;
          const { code, signal } = await running.stop(STOP_MS);
          if (code !== 0) wrong.push(`${name} ended with ${signal ?? `exit code ${code}`} on SIGTERM`);
        }),
      );
    }
    await this.events.close();
    return wrong;
  }

  /** Not an error when it does not come about: the relay keeps what the speaker cannot take yet. */
  private async untilOnline(id: string): Promise<void> {
    for (let look = 0; look < ONLINE_LOOKS; look++) {
      const { state } = (await this.api.call('GET', `/v1/devices/${id}`)) as { state?: { online?: unknown } };
      if (state?.online === true) return;
      await new Promise((wake) => setTimeout(wake, ONLINE_LOOK_MS));
    }
  }

  private async startPanel({ id }: SpeakerPlan): Promise<void> {
    const link = resolve(join(this.speakerFolder(id), 'panel'));
    mkdirSync(this.speakerFolder(id), { recursive: true });
    const onLine = (line: unknown): void => {
      const { path, lamp, lit } = line as { path?: unknown; lamp?: unknown; lit?: unknown };
      if (typeof path === 'string') this.panelPaths.set(id, path);
      if (typeof lamp === 'string' && typeof lit === 'boolean') this.settings.onLamp?.(id, lamp, lit);
    };
    try {
      await this.start(panelOf(id), 'firmware-sim/panel/panel-main.ts', ['--link', link], onLine);
    } catch (thrown) {
      this.settings.onPanelMissing?.(id, describeThrown(thrown));
    }
  }

  private async start(
    name: string,
    file: string,
    args: readonly string[],
    onLine?: (line: unknown) => void,
  ): Promise<void> {
    const logPath = resolve(join(this.settings.folder, 'logs', `${name.replaceAll(' ', '-')}.log`));
    const isReady = (line: unknown): boolean => {
      const { ready, path } = line as { ready?: unknown; path?: unknown };
      return ready === true || typeof path === 'string';
    };
    const entrance = this.settings.entranceOf?.(name) ?? [];
    const spec = { name, file, args, entrance, logPath, isReady, readyTimeoutMs: READY_MS };
    this.running.set(
      name,
      await this.processes.start({ ...spec, ...(onLine === undefined ? {} : { onLine }) }),
    );
  }

  /** Puts a speaker on the roster and keeps its key, which is told only once. */
  private async register({ id, terminals }: SpeakerPlan): Promise<void> {
    const entry = { role: 'speaker', terminals, store: 'shop-1', language: 'zh-CN' };
    const made = (await this.api.call('PUT', `/v1/devices/${id}`, entry)) as { key?: string };
    if (made.key === undefined && existsSync(this.keyPath(id))) return;
    if (made.key === undefined) return this.changeKey(id);
    writeFileSync(this.keyPath(id), `${made.key}\n`, { mode: 0o600 });
  }

  /** Gives a speaker a new key, which it knows from its next start on; until then its relay refuses it. */
  async changeKey(id: string): Promise<void> {
    const { key } = (await this.api.call('POST', `/v1/devices/${id}/key`)) as { key?: string };
    writeFileSync(this.keyPath(id), `${key}\n`, { mode: 0o600 });
  }

  /** The file with a speaker's key. */
  keyPath(id: string): string {
    return join(this.settings.folder, `${id}.key`);
  }

  private planOf(id: string): SpeakerPlan {
    const plan = this.settings.speakers.find((speaker) => speaker.id === id);
    if (plan === undefined) throw new Failure('not_found', `there is no speaker ${id}`);
    return plan;
  }

  private note(event: ShopEvent): void {
    this.events.write(event);
  }
}

/** The name of a speaker's panel board among the processes. */
export const panelOf = (id: string): string => `panel of ${id}`;

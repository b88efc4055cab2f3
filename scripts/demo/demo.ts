import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { audit, verdictText } from '../../firmware-sim/audit/auditor.ts';
import { readLedger } from '../../firmware-sim/audit/collector.ts';
import { GATEWAY_RETRY_MS } from '../../firmware-sim/core/callback-sender.ts';
import { LiveShop } from '../../firmware-sim/live-shop.ts';
import type { Processes } from '../../firmware-sim/processes.ts';
import { type Chance, seededChance } from '../../shared/seeded-chance.ts';
import { DemoCallbacks } from './callbacks.ts';
import { DemoHearing } from './hearing.ts';
import { DemoPrograms } from './programs.ts';
import { type DemoRow, demoRow, headerRow, sceneRow } from './rows.ts';
import { DEMO_TERMINAL, laterScene, type Scene, TOUR } from './scenes.ts';
import type { DemoScreen } from './screen.ts';
import { ledgerText, readStatus } from './status.ts';
import { welcome } from './welcome.ts';

export interface DemoSettings {
  readonly folder: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly voice: 'file' | 'alsa' | 'null';
  /** Ends after so many orders; without it, it goes on until it is stopped. */
  readonly orders?: number;
  /** No waiting between scenes, and speech that takes no time. */
  readonly isFast: boolean;
}

export const DEMO_SPEAKER = 'SPK-0001';
/** What a script beside the demo must know to send a callback of its own. */
export const DEMO_FILE = 'demo.json';

const STATUS_MS = 1_000;
const SETTLE_MS = 120_000;
/** A demo that is forgotten over a weekend must not fill the disk. */
const ORDERS_MOST = 5_000;

/** The demo: a shop that lives, and everything about it that a person can see. */
export class Demo {
  private readonly settings: DemoSettings;
  private readonly screen: DemoScreen;
  private readonly processes: Processes;
  private readonly callbacks = new DemoCallbacks();
  private readonly chance: Chance;
  private readonly lamps = new Map<string, boolean>();
  private warnings: readonly string[] = [];
  private stopping = false;
  private wake: () => void = () => {};
  private lastOrderNumber = 0;
  private ordersDone = 0;

  constructor(settings: DemoSettings, screen: DemoScreen, processes: Processes) {
    this.settings = settings;
    this.screen = screen;
    this.processes = processes;
    this.chance = seededChance(Date.now());
  }

  /** @returns the exit code: 1 when the auditor found something */
  async run(): Promise<number> {
    const shop = await this.open();
    const hearing = new DemoHearing(shop.heardPath(DEMO_SPEAKER), this.callbacks, () => shop.api, this.show);
    this.greet(shop);
    hearing.start();
    const programs = new DemoPrograms(shop, DEMO_SPEAKER, this.tell);
    programs.start();
    const status = setInterval(() => {
      void this.showStatus(shop);
    }, STATUS_MS);
    this.screen.onKey((key) => (key === 'q' ? this.quit() : programs.press(key)));
    shop.core.callBack(shop.callbackUrl);
    try {
      await this.playScenes(shop);
      return this.stopping ? 0 : await this.judge(shop, hearing);
    } finally {
      clearInterval(status);
      programs.stop();
      await this.close(shop, hearing);
    }
  }

  /** Ends the demo as soon as everything is put away. */
  quit(): void {
    if (this.stopping) return;
    this.stopping = true;
    this.wake();
  }

  private readonly show = (row: DemoRow): void => {
    this.screen.line(demoRow(row, this.screen.columns, this.screen.paint));
  };

  private readonly tell = (who: DemoRow['who'], text: string, tone?: DemoRow['tone']): void => {
    this.show({ atMs: Date.now(), who, text, ...(tone === undefined ? {} : { tone }) });
  };

  private open(): Promise<LiveShop> {
    const { folder, httpPort, mqttPort, voice, isFast } = this.settings;
    const wav = `file:${resolve(folder, 'wav')}${isFast ? '' : ',paced'}`;
    return LiveShop.open(
      {
        folder,
        httpPort,
        mqttPort,
        speakers: [
          {
            id: DEMO_SPEAKER,
            terminals: [DEMO_TERMINAL],
            voice: voice === 'file' ? wav : voice,
            panel: true,
          },
        ],
        retryAfterMs: GATEWAY_RETRY_MS,
        onAnswer: (sent, answer) => this.show(this.callbacks.answered(sent, answer)),
        onLamp: (_speaker, lamp, lit) => this.lamps.set(lamp, lit),
        onPanelMissing: (_speaker, reason) => this.tell('panel', `none here: ${reason}`, 'quiet'),
      },
      this.processes,
    );
  }

  private greet(shop: LiveShop): void {
    const { folder, mqttPort, voice } = this.settings;
    const places = {
      relayBase: shop.relayBase,
      mqttPort,
      relayPid: shop.process('relay').pid,
      speakerPid: shop.process(DEMO_SPEAKER).pid,
      speakerId: DEMO_SPEAKER,
      terminal: DEMO_TERMINAL,
      folder,
      hasPanel: shop.panelPath(DEMO_SPEAKER) !== undefined,
      hasKeys: this.screen.isInteractive,
      ...(voice === 'file' ? { wavFolder: join(folder, 'wav') } : {}),
    };
    writeFileSync(
      join(folder, DEMO_FILE),
      JSON.stringify({ callbackUrl: shop.callbackUrl, terminal: DEMO_TERMINAL, core: join(folder, 'core') }),
    );
    this.screen.line(welcome(places, this.screen.paint));
    this.screen.line(headerRow(this.screen.columns, this.screen.paint));
    if (shop.core.pending > 0)
      this.tell('core', `goes on with ${shop.core.pending} callbacks from before`, 'quiet');
  }

  private async playScenes(shop: LiveShop): Promise<void> {
    const most = this.settings.orders ?? ORDERS_MOST;
    const tour = [...TOUR];
    while (this.ordersDone < most && !this.stopping) {
      const scene: Scene = tour.shift() ?? laterScene(this.chance);
      if (scene.title !== '') this.screen.line(sceneRow(scene.title, this.screen.paint));
      const plan = scene.draw({
        chance: this.chance.fork(),
        nowMs: Date.now(),
        ordersMost: most - this.ordersDone,
        nextOrderNumber: () => {
          this.lastOrderNumber = Math.max(this.lastOrderNumber + 1, Date.now());
          return this.lastOrderNumber;
        },
      });
      this.ordersDone += Math.min(scene.orders, most - this.ordersDone);
      shop.core.play(plan);
      if (this.settings.isFast) await this.untilTold(shop);
      else await this.rest(scene.lastsMs);
    }
    if (this.settings.orders === undefined && !this.stopping) {
      this.tell('core', `${ORDERS_MOST} orders are enough; your own callbacks are still welcome`, 'quiet');
      await this.rest(undefined);
    }
  }

  private async untilTold(shop: LiveShop): Promise<void> {
    while (shop.core.pending > 0 && !this.stopping) await this.rest(100);
  }

  /** Waits, or for ever; quitting ends it at once. */
  private rest(ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.stopping) this.wake();
    });
  }

  /** When all has been heard and every receipt is in, the auditor has the last word. */
  private async judge(shop: LiveShop, hearing: DemoHearing): Promise<number> {
    const endAtMs = Date.now() + SETTLE_MS;
    let isSettled = false;
    while (!isSettled && !this.stopping && Date.now() < endAtMs) {
      await this.rest(200);
      const open = await readLedger(shop.api).then(
        (ledger) => ledger.open.count,
        () => 1,
      );
      isSettled = shop.core.pending === 0 && open === 0 && hearing.isQuiet;
    }
    if (this.stopping) return 0;
    // What was heard last is on its way to the screen.
    await this.rest(500);
    const ledger = await readLedger(shop.api);
    this.tell('ledger', ledgerText(ledger), ledger.balanced ? 'good' : 'bad');
    const verdict = audit(await shop.evidence());
    this.screen.line(`\n${this.screen.paint(verdictText(verdict), verdict.clean ? 'green' : 'red')}`);
    return verdict.clean ? 0 : 1;
  }

  private async showStatus(shop: LiveShop): Promise<void> {
    const { text, warnings } = await readStatus(shop, DEMO_SPEAKER, this.lamps);
    if (this.stopping) return;
    this.screen.status(text);
    for (const warning of warnings) {
      if (!this.warnings.includes(warning)) this.tell('speaker', `warns: ${warning}`, 'bad');
    }
    this.warnings = warnings;
  }

  private async close(shop: LiveShop, hearing: DemoHearing): Promise<void> {
    this.stopping = true;
    this.screen.status('');
    await hearing.stop();
    const wrong = await shop.close();
    for (const what of wrong) this.tell('you', what, 'bad');
    const again = `stopped; everything is kept in ${this.settings.folder}, and the next start goes on from here`;
    this.screen.line(this.screen.paint(again, 'dim'));
  }
}

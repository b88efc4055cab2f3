import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { audit, verdictText } from '../../../firmware-sim/audit/auditor.ts';
import { isHeardLine, readLedger } from '../../../firmware-sim/audit/collector.ts';
import { drawOrder } from '../../../firmware-sim/core/callback-maker.ts';
import { GATEWAY_RETRY_MS } from '../../../firmware-sim/core/callback-sender.ts';
import { JsonlFollower } from '../../../firmware-sim/jsonl-file.ts';
import { auditCabinet, cabinetVerdictText } from '../../../firmware-sim/live-cabinet/cabinet-auditor.ts';
import { CabinetShop } from '../../../firmware-sim/live-cabinet/cabinet-shop.ts';
import { Renters } from '../../../firmware-sim/live-cabinet/renters.ts';
import type { Delivery } from '../../../firmware-sim/live-cabinet/webhook-receiver.ts';
import type { Processes } from '../../../firmware-sim/processes.ts';
import { type Chance, seededChance } from '../../../shared/seeded-chance.ts';
import { DEMO_SPEAKER } from '../demo.ts';
import { DemoPrograms } from '../programs.ts';
import { DEMO_TERMINAL } from '../scenes.ts';
import { CabinetPicture, type PictureFacts } from './cabinet-picture.ts';
import { CabinetRows, RENTAL_FEN } from './cabinet-rows.ts';
import type { CabinetRow, CabinetScreen } from './cabinet-screen.ts';
import { CabinetTour } from './cabinet-tour.ts';
import { FaultKeys } from './fault-keys.ts';
import { moduleLine } from './slot-grid.ts';

export interface CabinetDemoSettings {
  /** Begun anew at each start: the banks of an earlier cabinet are not in these slots. */
  readonly folder: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly voice: 'file' | 'alsa' | 'null';
  /** Ends after so many rentals and their returns; without it, it goes on until it is stopped. */
  readonly rentals?: number;
  readonly isFast: boolean;
}

const CABINET = 'CAB-0001';
/** So that something is seen charging: a minute of the demo is half an hour for the banks. */
const LAPSE = 30;
const DRAW_MS = 250;
const SLOTS_TOLD_MS = 10_000;
const HEARD_MS = 100;
const SETTLE_MS = 60_000;
const PAID_MS = 20_000;

/** The demo of the cabinet: rentals, returns and whatever a person does to it by keys. */
export class CabinetDemo {
  readonly #settings: CabinetDemoSettings;
  readonly #screen: CabinetScreen;
  readonly #processes: Processes;
  readonly #chance: Chance;
  readonly #rows = new CabinetRows();
  #isStopping = false;
  #wake: () => void = () => {};
  #lastOrderNumber = 0;

  constructor(settings: CabinetDemoSettings, screen: CabinetScreen, processes: Processes) {
    this.#settings = settings;
    this.#screen = screen;
    this.#processes = processes;
    this.#chance = seededChance(settings.rentals === undefined ? Date.now() : 1);
  }

  /** @returns the exit code: 1 when the auditor found something */
  async run(): Promise<number> {
    let renters: Renters | undefined;
    let scene: CabinetShop | undefined;
    const { folder } = this.#settings;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    scene = await this.#open(
      (line) => {
        renters?.take(line);
        this.#show(this.#rows.line(line));
      },
      (delivery) => {
        this.#show(this.#rows.delivery(delivery));
        if (delivery.type === 'bank.returned' && scene !== undefined) this.#bill(delivery, scene);
      },
    );
    const { isFast } = this.#settings;
    renters = new Renters(scene.cabinet, this.#chance.fork(), {
      takeMs: isFast ? [200, 800] : [1_500, 6_000],
      useMs: isFast ? [1_000, 2_500] : [8_000, 40_000],
      leave: isFast ? 0 : 0.05,
      clumsy: isFast ? 0 : 0.1,
    });
    try {
      return await this.#play(scene, renters);
    } finally {
      renters.stop();
      this.#screen.close();
      const wrong = await scene.close();
      for (const what of wrong) this.#screen.line(what);
      this.#screen.line(`stopped; everything is kept in ${folder} until the next start`);
    }
  }

  quit(): void {
    this.#isStopping = true;
    this.#wake();
  }

  async #play(scene: CabinetShop, renters: Renters): Promise<number> {
    this.#greet(scene);
    const you = (text: string, isBad = false): void => this.#tell('you', text, isBad ? 'red' : 'yellow');
    const keys = new FaultKeys(scene, you);
    const programs = new DemoPrograms(scene.shop, DEMO_SPEAKER, (who, text, tone) =>
      this.#tell(who, text, tone === 'bad' ? 'red' : 'dim'),
    );
    programs.start();
    const ear = this.#listen(scene);
    const tour = new CabinetTour(
      { scene, renters, keys, rows: this.#rows },
      { isFast: this.#settings.isFast, chance: this.#chance.fork() },
      (row) => this.#show(row),
      (ms) => this.#rest(ms),
    );
    this.#screen.onKey((key) => {
      if (key === 'q') this.quit();
      else if (['up', 'down', 'left', 'right'].includes(key)) keys.move(key);
      else if (key === 'r') void tour.rent();
      else if (key === 'b') {
        renters.hurry();
        you('everybody brings back what they have');
      } else if (key === 'w') {
        renters.walkingAway += 1;
        you('the next customer walks away without the bank');
      } else keys.press(key);
    });
    const drawing = this.#drawing(scene, keys, tour);
    scene.shop.core.callBack(scene.shop.callbackUrl);
    try {
      await tour.play(this.#settings.rentals, () => this.#isStopping);
      if (this.#isStopping) return 0;
      renters.hurry();
      return await this.#judge(scene, renters);
    } finally {
      keys.stop();
      programs.stop();
      clearInterval(drawing);
      clearInterval(ear);
    }
  }

  #open(
    onLine: Parameters<typeof CabinetShop.open>[0]['onLine'] & object,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<CabinetShop> {
    const { folder, httpPort, mqttPort, isFast } = this.#settings;
    const voiceOf = (name: string): string => {
      const wav = `file:${resolve(folder, name)}${isFast ? '' : ',paced'}`;
      return this.#settings.voice === 'file' ? wav : this.#settings.voice;
    };
    return CabinetShop.open(
      {
        shop: {
          ...{ folder, httpPort, mqttPort, retryAfterMs: GATEWAY_RETRY_MS },
          speakers: [
            { id: DEMO_SPEAKER, terminals: [DEMO_TERMINAL], voice: voiceOf('wav-speaker'), panel: false },
          ],
        },
        cabinet: {
          id: CABINET,
          voice: voiceOf('wav-cabinet'),
          boards: { modules: 2, slots: 8, banks: 6, lapse: LAPSE },
          // Whatever the hour: a demo is never at night.
          controllerArgs: ['--open-hours', '00:00-00:00', '--quiet-hours', '00:00-00:00'],
        },
        onLine,
        onDelivery,
      },
      this.#processes,
    );
  }

  #greet({ shop, cabinet }: CabinetShop): void {
    const { folder, voice } = this.#settings;
    const { paint } = this.#screen;
    const wav = voice === 'file' ? `, a WAV file of each utterance in ${join(folder, 'wav-cabinet')}` : '';
    for (const line of [
      '',
      paint('Tillbell 到账铃: a power-bank cabinet beside a speaker', 'bold'),
      `  relay    ${shop.relayBase}  (process ${shop.process('relay').pid})`,
      `  cabinet  ${CABINET}, two modules of eight slots  (process ${cabinet.controller.pid})`,
      `  speaker  ${DEMO_SPEAKER}  (process ${shop.process(DEMO_SPEAKER).pid})`,
      `  data     ${folder}${wav}`,
      `  banks fill ${LAPSE} times as fast as real ones; all else takes its real time`,
      '',
    ])
      this.#screen.line(line);
  }

  #drawing(scene: CabinetShop, keys: FaultKeys, tour: CabinetTour): NodeJS.Timeout {
    const picture = new CabinetPicture(this.#screen.paint);
    if (this.#screen.isTerminal) {
      return setInterval(() => {
        const facts: PictureFacts = {
          modules: scene.cabinet.modules,
          selected: keys.selected,
          rentals: tour.count,
          open: scene.openRentals().length,
          returned: scene.receiver.deliveries.filter(({ type }) => type === 'bank.returned').length,
        };
        this.#screen.draw(picture.of(facts));
      }, DRAW_MS);
    }
    const tellSlots = (): void => {
      for (const module of scene.cabinet.modules) this.#tell('slots', moduleLine(module), 'dim');
    };
    tellSlots();
    return setInterval(tellSlots, SLOTS_TOLD_MS);
  }

  /** What is heard in the shop. */
  #listen({ cabinet, shop }: CabinetShop): NodeJS.Timeout {
    const ears = [
      ['cabinet', new JsonlFollower(cabinet.heardPath, 'start')],
      ['speaker', new JsonlFollower(shop.heardPath(DEMO_SPEAKER), 'start')],
    ] as const;
    return setInterval(() => {
      for (const [who, follower] of ears) {
        for (const line of follower.read().filter(isHeardLine)) {
          this.#show({ atMs: line.startedAtMs, who, text: `“${line.text}”`, style: 'bold' });
        }
      }
    }, HEARD_MS);
  }

  /** A bank is back: its renter pays, and the speaker says so. */
  #bill({ data }: Delivery, { shop }: CabinetShop): void {
    if (typeof data.rentalId !== 'string') return;
    this.#lastOrderNumber = Math.max(this.#lastOrderNumber + 1, Date.now());
    const order = drawOrder(this.#chance, this.#lastOrderNumber, DEMO_TERMINAL, {
      amountFen: RENTAL_FEN,
      payway: this.#chance.pick(['2', '3']),
    });
    const moment = { state: 'PAID', netFen: RENTAL_FEN, finishedAtMs: Date.now() } as const;
    shop.core.play({ moments: [{ order, moment, happensAtMs: 0, sendAtMs: [0] }], forgeries: [] });
    this.#show(this.#rows.paid(data.rentalId));
  }

  /** When every bank is back and every payment heard, the auditors have the last word. */
  async #judge(scene: CabinetShop, renters: Renters): Promise<number> {
    const untilMs = Date.now() + SETTLE_MS;
    while (
      (renters.holding > 0 || scene.openRentals().length > 0) &&
      Date.now() < untilMs &&
      !this.#isStopping
    )
      await this.#rest(200);
    await scene.settle(Math.max(0, untilMs - Date.now()), () => this.#isStopping);
    const paidMs = Date.now() + PAID_MS;
    while (!this.#isStopping && Date.now() < paidMs) {
      const { open } = await readLedger(scene.shop.api);
      if (open.count === 0 && scene.shop.core.pending === 0) break;
      await this.#rest(200);
    }
    // What was heard last is on its way to the screen.
    await this.#rest(400);
    if (this.#isStopping) return 0;
    const verdict = auditCabinet(await scene.evidence());
    const payments = audit(await scene.shop.evidence());
    this.#screen.close();
    const { paint } = this.#screen;
    this.#screen.line(`\n${paint(cabinetVerdictText(verdict), verdict.clean ? 'green' : 'red')}`);
    const heard = `  payments             ${payments.figures.orders} for rentals, ${payments.clean ? 'each heard once' : verdictText(payments)}`;
    this.#screen.line(paint(heard, payments.clean ? 'green' : 'red'));
    return verdict.clean && payments.clean ? 0 : 1;
  }

  #show(row: CabinetRow | undefined): void {
    if (row !== undefined) this.#screen.row(row);
  }

  #tell(who: string, text: string, style: CabinetRow['style'] & string): void {
    this.#show({ atMs: Date.now(), who, text, style });
  }

  /** Waits; quitting ends it at once. */
  #rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
      if (this.#isStopping) this.#wake();
    });
  }
}

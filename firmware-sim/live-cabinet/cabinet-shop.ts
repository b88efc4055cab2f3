import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../../shared/limits.ts';
import { LiveShop, type LiveShopSettings } from '../live-shop.ts';
import type { Processes } from '../processes.ts';
import type { BoardsLine, SlotName } from './boards-line.ts';
import { type CabinetEvidence, wasWithdrawn } from './cabinet-auditor.ts';
import { type CabinetStep, CabinetWitness } from './cabinet-witness.ts';
import { LiveCabinet, type LiveCabinetSettings } from './live-cabinet.ts';
import { RentalCore, type RentCall, type RentWishes } from './rental-core.ts';
import { type Delivery, WebhookReceiver } from './webhook-receiver.ts';

export interface CabinetShopSettings {
  readonly shop: Omit<LiveShopSettings, 'relayArgs'>;
  readonly cabinet: Omit<LiveCabinetSettings, 'folder' | 'mqttPort' | 'onLine'>;
  readonly random?: () => number;
  readonly onLine?: (line: BoardsLine) => void;
  readonly onDelivery?: (delivery: Delivery) => void;
  readonly onStep?: (step: CabinetStep, at?: SlotName) => void;
}

/** Outputs end by themselves; the boards tell their state four times a second. */
const DARK_MS = limits.outputExpiryMs + 900;
const LOOK_MS = 200;

/** A shop with a cabinet: relay, controller, boards and the rental core, with a witness of all that happens. */
export class CabinetShop {
  readonly shop: LiveShop;
  readonly cabinet: LiveCabinet;
  readonly core: RentalCore;
  readonly witness: CabinetWitness;
  readonly receiver: WebhookReceiver;

  private constructor(
    shop: LiveShop,
    cabinet: LiveCabinet,
    core: RentalCore,
    witness: CabinetWitness,
    receiver: WebhookReceiver,
  ) {
    this.shop = shop;
    this.cabinet = cabinet;
    this.core = core;
    this.witness = witness;
    this.receiver = receiver;
  }

  static async open(settings: CabinetShopSettings, processes: Processes): Promise<CabinetShop> {
    const { shop: shopSettings, random, onLine, onDelivery } = settings;
    const { folder, mqttPort } = shopSettings;
    mkdirSync(folder, { recursive: true });
    const witness = new CabinetWitness(settings.onStep);
    const receiver = await WebhookReceiver.open(
      folder,
      (delivery) => {
        if (delivery.type === 'rental.taken') witness.step('taken_told');
        if (delivery.type === 'bank.returned') witness.step('returned_told');
        onDelivery?.(delivery);
      },
      random,
    );
    const relayArgs = ['--webhook', receiver.url, '--webhook-secret', receiver.secretPath];
    let shop: LiveShop | undefined;
    try {
      shop = await LiveShop.open({ ...shopSettings, relayArgs }, processes);
      const { api } = shop;
      const takeLine = (line: BoardsLine): void => {
        witness.take(line);
        onLine?.(line);
      };
      const cabinetSettings = { ...settings.cabinet, folder, mqttPort, onLine: takeLine };
      const cabinet = await LiveCabinet.open(cabinetSettings, api, processes);
      const open = shop;
      const core = new RentalCore(() => open.api, settings.cabinet.id, random);
      return new CabinetShop(shop, cabinet, core, witness, receiver);
    } catch (thrown) {
      await shop?.close();
      receiver.close();
      throw thrown;
    }
  }

  /** Asks for a bank; resolves with the relay's answer. */
  async rent(wishes: RentWishes, again = 0): Promise<RentCall> {
    const call = await this.core.rent(wishes, again);
    if ((call.status ?? 0) < 300) this.witness.step('asked');
    return call;
  }

  /**
   * `kill -9`, and a new start after a while.
   *
   * @param inTheDark what happens while it is away
   */
  async killController(darkMs: number, inTheDark: () => Promise<void> = async () => {}): Promise<void> {
    const span = this.witness.goesBlind();
    const { controller } = this.cabinet;
    controller.signal('SIGKILL');
    await controller.ended;
    const isGone = (): boolean => this.cabinet.controller === controller;
    setTimeout(() => {
      if (isGone()) this.witness.lookForPower('after the controller was killed');
    }, DARK_MS);
    await sleep(darkMs);
    await inTheDark();
    await this.cabinet.startController();
    span.toMs = Date.now();
  }

  /** SIGSTOP, and SIGCONT after a while. */
  async freezeController(ms: number): Promise<void> {
    const span = this.witness.goesBlind();
    const { controller } = this.cabinet;
    await controller.freeze();
    await sleep(Math.min(ms, DARK_MS));
    if (ms > DARK_MS) this.witness.lookForPower('while the controller was frozen');
    await sleep(Math.max(0, ms - DARK_MS));
    controller.signal('SIGCONT');
    span.toMs = Date.now();
  }

  /** Does something to the bus or its modules for a while that keeps the controller from seeing them. */
  async blind(begin: object, ms: number, end: object): Promise<void> {
    const span = this.witness.goesBlind();
    this.cabinet.order(begin);
    await sleep(ms);
    this.cabinet.order(end);
    span.toMs = Date.now();
  }

  /** Rentals that are asked for, with neither an end nor the relay's word that there is none; not those refused. */
  openRentals(): string[] {
    const told = new Set(
      this.receiver.deliveries
        .filter(({ type }) => type.startsWith('rental.'))
        .map(({ data }) => data.rentalId),
    );
    return this.core.calls
      .filter(({ rentalId, status = 0 }) => status < 400 && !told.has(rentalId))
      .map(({ rentalId }) => rentalId);
  }

  /** Arrivals that billing has not heard of; it never does of banks of strangers, nor of those that are taken out again. */
  openReturns(): number {
    const rented = new Set(this.witness.outs.map(({ bankId }) => bankId));
    const ids = new Set(
      this.receiver.deliveries
        .filter(({ type }) => type === 'bank.returned')
        .map(({ webhookId }) => webhookId),
    );
    const counted = this.witness.arrivals.filter(
      (arrival) => rented.has(arrival.bankId) && !wasWithdrawn(arrival, this.witness),
    );
    return counted.length - ids.size;
  }

  /** Waits until all has an end, or `patienceMs` is over. @returns whether it has */
  async settle(patienceMs: number, isOver: () => boolean = () => false): Promise<boolean> {
    const untilMs = Date.now() + patienceMs;
    while (Date.now() < untilMs && !isOver()) {
      if (this.openRentals().length === 0 && this.openReturns() <= 0) return true;
      await sleep(LOOK_MS);
    }
    return false;
  }

  /** The relay must be up. */
  async evidence(): Promise<CabinetEvidence> {
    const missing: string[] = [];
    let after = '';
    for (;;) {
      const page = (await this.shop.api.call(
        'GET',
        `/v1/reports?cabinet=${this.cabinet.settings.id}${after}`,
      )) as { reports: { event: { kind: string; bankId?: string } }[]; next?: number };
      for (const { event } of page.reports)
        if (event.kind === 'bank_missing') missing.push(String(event.bankId));
      if (page.next === undefined) break;
      after = `&after=${page.next}`;
    }
    const { witness, core, receiver } = this;
    return { witness, calls: core.calls, deliveries: receiver.deliveries, missing };
  }

  /** @returns what did not stop as it should */
  async close(): Promise<string[]> {
    const wrong = [...(await this.cabinet.close()), ...(await this.shop.close())];
    this.receiver.close();
    return wrong;
  }
}

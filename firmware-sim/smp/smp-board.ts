import type { KeyObject } from 'node:crypto';
import { encodeCbor } from '../../shared/smp/cbor.ts';
import { decodeRequest, encodePacket, replyOperation } from '../../shared/smp/packet.ts';
import { smpErrorBody } from '../../shared/smp/smp-error.ts';
import { BootLog } from './boot-log.ts';
import { Bootloader, type ImageJudgement, LOG_SECTORS, Slots, sectorsFor } from './bootloader.ts';
import { type BoardStep, ORDINARY_FLASH, SimFlash } from './flash.ts';
import { ImageGroup } from './image-group.ts';
import { RunningApp } from './running-app.ts';
import { ServiceDesk } from './service-desk.ts';
import { ImageGuard } from './slot-image.ts';

export interface SmpBoardOptions {
  readonly boardId: string;
  readonly serialNumber: string;
  /** For people: `slots`, `panel` … */
  readonly role?: string;
  /** Public keys that it trusts. */
  readonly keys: readonly KeyObject[];
  /** Shared by boards of one kind that are many, because it remembers what it has judged. */
  readonly guard?: ImageGuard;
  /** What it left the factory with; confirmed. */
  readonly factoryImage: Uint8Array;
  readonly slotSectors: number;
  readonly sectorBytes?: number;
  readonly eraseSectorMs?: number;
  /** Largest packet, header included, and packets that it holds at once; beyond, they are lost. */
  readonly bufferBytes: number;
  readonly buffers: number;
  /** What framing adds to a packet in a buffer: 4 on a serial console, 0 in the air. */
  readonly envelopeBytes: number;
  /** Its bootloader takes images that are older than what it runs (MCUboot without MCUBOOT_DOWNGRADE_PREVENTION). */
  readonly takesOlder?: boolean;
  /** An older firmware does not know the request for them. */
  readonly tellsBuffers?: boolean;
  /** Zephyr's smp_server as it comes: nothing of ours in it. */
  readonly isStock?: boolean;
}

/** What came out of a board. */
export type BoardOutput =
  | { readonly kind: 'packet'; readonly bytes: Uint8Array }
  /** A line of its log on the console. */
  | { readonly kind: 'log'; readonly line: string }
  /** It restarts: a native USB port vanishes, a BLE connection drops. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'running'; readonly version: string }
  /** Nothing in slot 0 may run. This must never be seen. */
  | { readonly kind: 'bricked'; readonly why: string };

/** From power to the bootloader's decision, and from there to an application that answers. */
const BOOTLOADER_MS = 20;
const APPLICATION_START_MS = 80;
/** A request's own time beside the flash. */
const HANDLE_MS = 0.3;
/** The answer to a reset goes out first (Zephyr: MCUMGR_GRP_OS_RESET_MS). */
const RESET_DELAY_MS = 250;
/** A firmware that crashes is reset by its watchdog. */
const WATCHDOG_MS = 1_000;

interface Work {
  readonly steps: Generator<BoardStep, void>;
  step: BoardStep;
  dueAtMs: number;
}

/**
 * A board with two firmware slots that speaks SMP: packets and time in, packets out. Its flash is all that
 * survives a power cut, and a flash step under way is torn by one.
 */
export class SmpBoard {
  readonly flash: SimFlash;
  readonly slots: Slots;
  readonly options: SmpBoardOptions;
  /** Kept across power cuts, as in a settings partition of its own. */
  readonly settings = new Map<string, Buffer>();
  readonly desk = new ServiceDesk();
  /** Requests and replies that vanish on the board itself, e.g. for want of a buffer. */
  readonly lost = { requests: 0, replies: 0 };
  readonly #guard: ImageGuard;
  readonly #log: BootLog;
  #images: ImageGroup;
  #app: RunningApp | undefined;
  #isPowered = false;
  #nowMs = 0;
  #work: Work | undefined;
  #waiting: Uint8Array[] = [];
  #resetAtMs: number | undefined;
  #outputs: BoardOutput[] = [];

  constructor(options: SmpBoardOptions) {
    this.options = options;
    const sectorBytes = options.sectorBytes ?? ORDINARY_FLASH.sectorBytes;
    const eraseSectorMs = options.eraseSectorMs ?? ORDINARY_FLASH.eraseSectorMs;
    const sectors = sectorsFor(options.slotSectors);
    this.flash = new SimFlash({ ...ORDINARY_FLASH, sectors, sectorBytes, eraseSectorMs });
    this.slots = new Slots(this.flash, options.slotSectors);
    this.#log = new BootLog(this.flash, LOG_SECTORS);
    this.#guard = options.guard ?? new ImageGuard(options.keys, options.boardId);
    this.#images = this.#newImageGroup();
    this.#burnFactoryImage(options.factoryImage);
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** The version that runs; undefined while nothing does. */
  get runningVersion(): string | undefined {
    return this.#app?.version;
  }

  get isConfirmed(): boolean {
    return !this.#log.state.onTrial;
  }

  /** What the bootloader would find in a slot; for judges. */
  versionIn(slot: 0 | 1): string | undefined {
    const verdict = this.#guard.look(this.slots.read(slot));
    return verdict.isGood ? verdict.found.version : undefined;
  }

  /** When something happens next by itself; undefined: nothing does. */
  get nextAtMs(): number | undefined {
    const times = [this.#work?.dueAtMs, this.#resetAtMs].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The board answers off: 0 once, when an upload has got so far. */
  forgetUploadAt(offset: number): void {
    this.#images.forgetsUploadAt = offset;
  }

  powerOn(nowMs: number): void {
    if (this.#isPowered) return;
    this.#isPowered = true;
    this.#nowMs = nowMs;
    this.#restart();
  }

  /** At once; a flash step under way is torn. */
  powerOff(nowMs: number): BoardOutput[] {
    const outputs = this.advance(nowMs);
    const step = this.#work?.step;
    if (step !== undefined && step.kind !== 'wait') this.flash.tear(step);
    this.#isPowered = false;
    this.#stopRunning();
    return outputs;
  }

  /** One packet from outside. A board without power, without a buffer, or that hangs lets it pass by. */
  receive(packet: Uint8Array, nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    if (this.#app === undefined || !this.#app.answers) return;
    if (packet.length + this.options.envelopeBytes > this.options.bufferBytes) return;
    if (this.lost.requests > 0) {
      this.lost.requests -= 1;
      return;
    }
    const held = this.#waiting.length + (this.#work === undefined ? 0 : 1);
    if (held >= this.options.buffers) return;
    this.#waiting.push(Uint8Array.from(packet));
    this.#startWaiting();
  }

  /** Lets everything happen that is due by `nowMs`; what came out, in order. */
  advance(nowMs: number): BoardOutput[] {
    for (let at = this.nextAtMs; at !== undefined && at <= nowMs; at = this.nextAtMs) {
      this.#nowMs = Math.max(this.#nowMs, at);
      if (this.#resetAtMs !== undefined && this.#resetAtMs <= this.#nowMs) this.#reset();
      else this.#stepWork();
    }
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    return this.#outputs.splice(0);
  }

  #stepWork(): void {
    const work = this.#work;
    if (work === undefined) return;
    if (work.step.kind !== 'wait') this.flash.apply(work.step);
    const next = work.steps.next();
    if (next.done === true) {
      this.#work = undefined;
      this.#startWaiting();
      return;
    }
    work.step = next.value;
    const durationMs = work.step.kind === 'wait' ? work.step.ms : this.flash.durationMs(work.step);
    // From when it was due, not from when somebody looked: a slow host does not make the board slower.
    work.dueAtMs += durationMs;
  }

  #start(steps: Generator<BoardStep, void>, afterMs: number): void {
    this.#work = { steps, step: { kind: 'wait', ms: afterMs }, dueAtMs: this.#nowMs + afterMs };
  }

  #startWaiting(): void {
    if (this.#work !== undefined || this.#app === undefined) return;
    const packet = this.#waiting.shift();
    if (packet !== undefined) this.#start(this.#handle(packet, this.#app), HANDLE_MS);
  }

  #reset(): void {
    this.#outputs.push({ kind: 'reset' });
    this.#restart();
  }

  #restart(): void {
    this.#stopRunning();
    this.#images = this.#newImageGroup();
    this.#start(this.#boot(), BOOTLOADER_MS);
  }

  #stopRunning(): void {
    this.#app = undefined;
    this.#work = undefined;
    this.#waiting = [];
    this.#resetAtMs = undefined;
  }

  /** A bootloader that takes older images counts nothing. */
  #judge(slot: Buffer): ImageJudgement {
    const judgement = this.#guard.judge(slot);
    return this.options.takesOlder === true ? { ...judgement, securityCounter: 0 } : judgement;
  }

  #newImageGroup(): ImageGroup {
    return new ImageGroup(this.slots, this.#log, this.#guard, (slot) => this.#judge(slot));
  }

  *#boot(): Generator<BoardStep, void> {
    const bootloader = new Bootloader(this.slots, this.#log, (slot) => this.#judge(slot));
    const { runs, refused } = yield* bootloader.boot();
    if (refused !== undefined) this.#outputs.push({ kind: 'log', line: `boot: refused: ${refused}` });
    const verdict = this.#guard.look(this.slots.read(0));
    if (!runs || !verdict.isGood) {
      this.#outputs.push({ kind: 'bricked', why: refused ?? 'no image' });
      return;
    }
    yield { kind: 'wait', ms: APPLICATION_START_MS };
    const app = new RunningApp(this, this.#images, verdict.found);
    this.#app = app;
    this.#outputs.push({ kind: 'running', version: app.version });
    if (app.behaviour === 'crashes') this.#resetAtMs = this.#nowMs + WATCHDOG_MS;
  }

  *#handle(bytes: Uint8Array, app: RunningApp): Generator<BoardStep, void> {
    const request = decodeRequest(bytes);
    if (request === undefined) return;
    const answer = yield* app.answer(request);
    const body = 'error' in answer ? smpErrorBody(request.version, answer.error) : answer.body;
    if ('resets' in answer && answer.resets === true) this.#resetAtMs = this.#nowMs + RESET_DELAY_MS;
    if (this.lost.replies > 0) {
      this.lost.replies -= 1;
      return;
    }
    const operation = replyOperation(request.operation);
    this.#outputs.push({
      kind: 'packet',
      bytes: encodePacket({ ...request, operation, payload: encodeCbor(body) }),
    });
  }

  #burnFactoryImage(image: Uint8Array): void {
    const { unitBytes } = this.flash.geometry;
    const bytes = Buffer.alloc(Math.ceil(image.length / unitBytes) * unitBytes, 0xff);
    bytes.set(image);
    this.flash.apply({ kind: 'write', offset: this.slots.offset(0), bytes });
  }
}

import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from '../../../firmware-sim/audit/auditor.ts';
import { collectEvidence, isHeardLine } from '../../../firmware-sim/audit/collector.ts';
import { type CoreEntry, coreEntries } from '../../../firmware-sim/core/log.ts';
import { PaymentCore, type PaymentCoreSettings } from '../../../firmware-sim/core/payment-core.ts';
import { readJsonLines } from '../../../firmware-sim/jsonl-file.ts';
import { RelayApi } from '../../../firmware-sim/relay-api.ts';
import { Failure } from '../../../shared/failure.ts';
import { entriesOf, toldWith } from './attached-orders.ts';
import type { AttachedPlace } from './attached-place.ts';
import { type DrillShop, type Judgement, type Program, storedTimes } from './drill-shop.ts';

const KEY_FILES = ['core-public.pem', 'terminal.key', 'core-private.pem'];
/** As in a shop of the drill's own. */
const RETRY_MS = [1_000, 5_000, ...Array<number>(40).fill(30_000)];
const ANSWER_TIMEOUT_MS = 5_000;
const LOOK_MS = 200;
/** Whoever looks after the shop has so long to bring a program back. */
const REVIVE_MS = 60_000;
/** Somebody may press the replay button as often as he likes. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
/** They tell of all orders, and others pay here too. */
const BOOKS = ['ledger_differs', 'unbalanced', 'still_open'];

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

/** A shop that runs already and goes on after the drill: somebody else looks after its programs. */
export class AttachedShop implements DrillShop {
  readonly core: PaymentCore;
  readonly terminal: string;
  readonly heardPath: string;
  /** A speaker that really speaks lets a payment wait for the sentences before it, 3 s each. */
  readonly normalMs = 10_000;
  readonly isLookedAfter = true;
  readonly endedByThemselves: readonly string[] = [];
  private readonly place: AttachedPlace;
  private readonly api: RelayApi;
  private readonly folder: string;
  private readonly firstId = Date.now() * 1_000;
  private readonly killed = new Map<Program, number>();

  private constructor(place: AttachedPlace, api: RelayApi, core: PaymentCore, folder: string) {
    this.folder = folder;
    this.place = place;
    this.api = api;
    this.core = core;
    this.terminal = place.terminal;
    this.heardPath = place.heardPath;
  }

  /**
   * @param folder an empty one, for the drill’s own payment core
   * @throws Failure `not_found` or `unreachable` when the shop is not complete or not up
   */
  static async open(
    place: AttachedPlace,
    folder: string,
    onAnswer: PaymentCoreSettings['onAnswer'],
  ): Promise<AttachedShop> {
    for (const path of [place.tokenFile, place.heardPath, join(place.coreFolder, 'core-private.pem')]) {
      if (!existsSync(path)) throw new Failure('not_found', `${path} is not there`);
    }
    const api = new RelayApi(place.relayBase, readFileSync(place.tokenFile, 'utf8').trim());
    if (!(await isOnline(api, place.deviceId))) {
      throw new Failure(
        'unreachable',
        `${place.deviceId} is not connected: a drill begins with a shop that is well`,
      );
    }
    const own = join(folder, 'core');
    mkdirSync(own, { mode: 0o700 });
    for (const name of KEY_FILES) {
      if (existsSync(join(place.coreFolder, name)))
        copyFileSync(join(place.coreFolder, name), join(own, name));
    }
    const core = await PaymentCore.open({
      folder: own,
      retryAfterMs: RETRY_MS,
      answerTimeoutMs: ANSWER_TIMEOUT_MS,
      queryPort: 0,
      ...(onAnswer === undefined ? {} : { onAnswer }),
    });
    core.callBack(`${place.relayBase}/v1/callbacks/shouqianba`);
    return new AttachedShop(place, api, core, folder);
  }

  async kill(program: Program): Promise<void> {
    const pid = this.place.processOf(program);
    if (pid === undefined) {
      throw new Failure('usage', `whose process is the ${program}? Tell with --relay-pid and --device-pid`);
    }
    try {
      process.kill(pid, 'SIGKILL');
    } catch (thrown) {
      throw new Failure('not_found', `process ${pid} of the ${program} cannot be killed`, { cause: thrown });
    }
    this.killed.set(program, pid);
  }

  /** A new process, where its number can be known, and a device that is connected. */
  async revive(program: Program): Promise<void> {
    const endAtMs = Date.now() + REVIVE_MS;
    while (Date.now() < endAtMs) {
      await wait(LOOK_MS);
      const old = this.killed.get(program);
      const isAnother = !isAlive(old) || this.place.processOf(program) !== old;
      if (isAnother && (await isOnline(this.api, this.place.deviceId).catch(() => false))) return;
    }
    throw new Failure('timed_out', `nobody brought the ${program} back within ${REVIVE_MS / 1_000} s`);
  }

  async judge(): Promise<Judgement> {
    const { deviceId, terminal, heardPath } = this.place;
    const heard = readJsonLines(heardPath).values.filter(isHeardLine);
    const own = this.ownEntries();
    const payments = new Set(own.flatMap((entry) => (entry.entry === 'moment' ? [entry.order.sn] : [])));
    const touched = toldWith(payments, heard);
    const merged = join(this.folder, 'judged.jsonl');
    writeFileSync(merged, linesOf([...entriesOf(touched, this.othersEntries()), ...own]));
    const speaker = { id: deviceId, terminals: [terminal], heardPath, repeatsAllowed: ANY_NUMBER };
    const evidence = await collectEvidence(merged, [speaker], this.api);
    const { findings, figures } = audit({
      ...evidence,
      speakers: evidence.speakers.map((one) => ({
        ...one,
        heard: one.heard.filter(({ sns }) => sns.some((sn) => touched.has(sn))),
      })),
    });
    return {
      findings: findings.filter(
        ({ finding, sn }) => !BOOKS.includes(finding) && (sn === undefined || payments.has(sn)),
      ),
      repeatsMarked: figures.repeats,
      storedAtMs: storedTimes(evidence),
    };
  }

  /** Its payments go into the core’s own log, where there is one, so that another auditor does not call them forged. */
  async close(): Promise<void> {
    await this.core.close();
    if (existsSync(this.othersLog)) appendFileSync(this.othersLog, linesOf(this.ownEntries()));
  }

  private get othersLog(): string {
    return join(this.place.coreFolder, 'core.jsonl');
  }

  private othersEntries(): CoreEntry[] {
    return coreEntries(readJsonLines(this.othersLog).values);
  }

  /** With numbers that no callback of the other core has. */
  private ownEntries(): CoreEntry[] {
    return coreEntries(readJsonLines(this.core.logPath).values).map((entry) =>
      'id' in entry ? { ...entry, id: this.firstId + entry.id } : entry,
    );
  }
}

const linesOf = (entries: readonly CoreEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

async function isOnline(api: RelayApi, deviceId: string): Promise<boolean> {
  const { state } = (await api.call('GET', `/v1/devices/${deviceId}`)) as { state?: { online?: unknown } };
  return state?.online === true;
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

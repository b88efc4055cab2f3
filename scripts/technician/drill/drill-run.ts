import { Failure } from '../../../shared/failure.ts';
import { durationText } from '../../terminal-text.ts';
import { FAULTS, type FaultTools } from './drill-faults.ts';
import { phaseFigures, recoveryOf } from './drill-figures.ts';
import type { Drill } from './drill-kinds.ts';
import type { DrillPayer } from './drill-payer.ts';
import type { DrillReport } from './drill-report.ts';
import type { DrillShop, Judgement } from './drill-shop.ts';

export interface DrillWishes {
  readonly drill: Drill;
  /** How long the fault lasts. */
  readonly lastsMs: number;
  readonly paymentsPerMinute: number;
  readonly stopped: AbortSignal;
  /** For a person who waits. */
  readonly say: (line: string) => void;
}

const CALM_LEAST_MS = 3_000;
const CALM_MOST_MS = 15_000;
/** Enough to tell that the shop is well, however slow the pace. */
const CALM_PAYMENTS = 4;
const PROGRESS_MS = 5_000;
const LOOK_MS = 250;
/** Longer than any wait of the core. */
const STUCK_MS = 90_000;
/** Receipts of what was just heard are on their way. */
const RECEIPTS_MS = 20_000;

/** Pays, does the fault, makes it good, waits until all has healed, and judges. The shop stays open. */
export async function runDrill(
  wishes: DrillWishes,
  shop: DrillShop,
  payer: DrillPayer,
  tools: Pick<FaultTools, 'surroundings' | 'processes' | 'folder'>,
): Promise<DrillReport> {
  const { drill, lastsMs, paymentsPerMinute, stopped, say } = wishes;
  const paymentsMs = (CALM_PAYMENTS * 60_000) / paymentsPerMinute;
  const calmMs = Math.max(paymentsMs, Math.min(CALM_MOST_MS, Math.max(CALM_LEAST_MS, lastsMs / 2)));
  const startedAtMs = Date.now();
  const injected: string[] = [];
  const rest = (ms: number): Promise<void> => waitUnless(stopped, ms);
  const progress = setInterval(() => say(progressText(startedAtMs, payer, shop)), PROGRESS_MS);
  try {
    payer.start(shop.core, paymentsPerMinute);
    say(`before: ${durationText(calmMs)} without a fault`);
    await rest(calmMs);
    const beganAtMs = Date.now();
    let endedAtMs = beganAtMs;
    await FAULTS[drill]({
      ...tools,
      shop,
      lastsMs,
      wait: rest,
      tell: (line) => {
        injected.push(line);
        say(`fault:  ${line}`);
      },
      ended: () => {
        endedAtMs = Date.now();
        say(`after:  the fault is over after ${durationText(endedAtMs - beganAtMs)}`);
      },
    });
    await rest(calmMs);
    payer.stop();
    await untilHeard(shop, payer, rest);
    const { findings, repeatsMarked, storedAtMs } = await judge(shop, rest);
    const payments = payer.results(shop.heardPath).map((payment) => {
      const atMs = storedAtMs.get(payment.sn);
      return atMs === undefined ? payment : { ...payment, storedAtMs: atMs };
    });
    const fault = { beganAtMs, endedAtMs };
    const recovery = recoveryOf(payments, fault, shop.normalMs);
    return {
      drill,
      injected,
      tookMs: Date.now() - startedAtMs,
      phases: phaseFigures(payments, fault),
      recovery,
      endedByThemselves: [...shop.endedByThemselves],
      repeatsMarked,
      findings,
      isNormal: findings.length === 0 && recovery.backlogMs !== null,
    };
  } finally {
    clearInterval(progress);
    payer.stop();
  }
}

/** @throws Failure `stopped` as soon as somebody wants it to end */
function waitUnless(stopped: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Failure('stopped', 'stopped before its end; the fault was undone'));
    };
    const timer = setTimeout(() => {
      stopped.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (stopped.aborted) stop();
    else stopped.addEventListener('abort', stop, { once: true });
  });
}

/** Resolves when the core has nothing more to say and all was heard, or when nothing moves any more. */
async function untilHeard(
  shop: DrillShop,
  payer: DrillPayer,
  rest: (ms: number) => Promise<void>,
): Promise<void> {
  let movedAtMs = Date.now();
  let before = '';
  while (Date.now() - movedAtMs < STUCK_MS) {
    const heard = payer.results(shop.heardPath).filter(({ heardAtMs }) => heardAtMs !== undefined).length;
    if (shop.core.pending === 0 && heard === payer.made) return;
    const now = `${shop.core.pending} ${heard}`;
    if (now !== before) movedAtMs = Date.now();
    before = now;
    await rest(LOOK_MS);
  }
}

/** A finding that goes away by itself was a receipt under way. */
async function judge(shop: DrillShop, rest: (ms: number) => Promise<void>): Promise<Judgement> {
  const endAtMs = Date.now() + RECEIPTS_MS;
  for (;;) {
    const judgement = await shop.judge();
    if (judgement.findings.length === 0 || Date.now() > endAtMs) return judgement;
    await rest(4 * LOOK_MS);
  }
}

function progressText(startedAtMs: number, payer: DrillPayer, shop: DrillShop): string {
  const heard = payer.results(shop.heardPath).filter(({ heardAtMs }) => heardAtMs !== undefined).length;
  const seconds = Math.round((Date.now() - startedAtMs) / 1_000);
  return `${`${seconds} s`.padStart(6)}: ${payer.made} payments, ${payer.accepted} accepted, ${heard} heard`;
}

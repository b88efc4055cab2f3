/**
 * One callback of one's own to the demo's relay, signed with the demo's core key:
 * `npm run callback -- --amount 12.50`, or `--print` for the same as a `curl` command.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CORE_STATES,
  type CoreOrder,
  callbackBody,
  drawOrder,
  type OrderMoment,
} from '../firmware-sim/core/callback-maker.ts';
import { openCoreKeys, signCallback } from '../firmware-sim/core/key.ts';
import { type CoreEntry, coreEntries } from '../firmware-sim/core/log.ts';
import { readJsonLines } from '../firmware-sim/jsonl-file.ts';
import { describeThrown, Failure, isFailure } from '../shared/failure.ts';
import { seededChance } from '../shared/seeded-chance.ts';
import { choiceSetting } from '../shared/settings.ts';
import { readCommandLine, switchOption } from './command-line.ts';
import { DEMO_FILE } from './demo/demo.ts';

const PROGRAM = {
  name: 'callback',
  summary: 'Sends a payment of your own to the demo (npm start), signed as the payment core signs',
  after: `Exit code: 0 the relay answered success, 1 it did not, 2 wrong usage.

Examples:
  npm run callback -- --amount 12.50
  npm run callback -- --amount 888 --payway 3 --print
  npm run callback -- --sn 7800000000000001 --state REFUNDED
`,
};

const OPTIONS = {
  amount: {
    placeholder: 'YUAN',
    help: 'what is paid, up to 100000000; needed for a new order',
    parse: amountOf,
  },
  payway: {
    placeholder: 'CODE',
    help: '2 Alipay, 3 WeChat, 17 UnionPay, any other code; default 2',
    parse: (text: string) => text,
  },
  state: {
    placeholder: 'STATE',
    help: `one of ${CORE_STATES.join(', ')}; default PAID`,
    parse: choiceSetting(CORE_STATES),
  },
  net: { placeholder: 'YUAN', help: 'what is left, after a refund; default all or nothing', parse: amountOf },
  sn: { placeholder: 'DIGITS', help: 'an order that was paid before; default a new one', parse: snOf },
  data: { placeholder: 'DIR', help: 'the demo’s folder; default data/demo', parse: (text: string) => text },
  print: switchOption('print a curl command instead of sending'),
};

function amountOf(text: string): number {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text);
  const fen = Number(match?.[1]) * 100 + Number((match?.[2] ?? '').padEnd(2, '0'));
  if (match === null || fen > 10_000_000_000) throw new Failure('usage', 'wants yuan, like 12.50');
  return fen;
}

function snOf(text: string): string {
  if (!/^\d{16}$/.test(text)) throw new Failure('usage', 'wants 16 digits');
  return text;
}

interface DemoFile {
  readonly callbackUrl: string;
  readonly terminal: string;
  readonly core: string;
}

function readDemo(folder: string): DemoFile {
  const path = join(folder, DEMO_FILE);
  if (!existsSync(path)) throw new Failure('not_found', `no demo has run in ${folder}: npm start first`);
  return JSON.parse(readFileSync(path, 'utf8')) as DemoFile;
}

/** An order that the demo's core has sent already, so that its later states fit it. */
function findOrder(demo: DemoFile, sn: string): CoreOrder | undefined {
  for (const entry of coreEntries(readJsonLines(join(demo.core, 'core.jsonl')).values)) {
    if (entry.entry === 'moment' && entry.order.sn === sn) return entry.order;
  }
  return undefined;
}

async function main(): Promise<number> {
  const read = readCommandLine(PROGRAM, OPTIONS, process.argv.slice(2));
  if (!read.run) {
    (read.exitCode === 0 ? process.stdout : process.stderr).write(read.output);
    return read.exitCode;
  }
  const { payway = '2', state = 'PAID', net, sn, data = 'data/demo', print } = read.values;
  const demo = readDemo(data);
  const nowMs = Date.now();
  const known = sn === undefined ? undefined : findOrder(demo, sn);
  const amountFen = read.values.amount ?? known?.totalFen;
  if (amountFen === undefined) throw new Failure('usage', '--amount YUAN is required for a new order');
  // 14 digits, where the demo's own orders have 13: they never meet.
  const drawn = drawOrder(seededChance(nowMs), nowMs * 10, demo.terminal, { amountFen, payway });
  const order = { ...(known ?? drawn), totalFen: amountFen, ...(sn === undefined ? {} : { sn }) };
  const left = state === 'REFUNDED' || state === 'CANCELED' ? 0 : amountFen;
  const moment: OrderMoment = { state, netFen: net ?? left, finishedAtMs: nowMs };
  const body = callbackBody(order, moment);
  const authorization = signCallback(openCoreKeys(demo.core).privateKey, order.terminalSn, body);
  // The core's log has to know it, or the auditor would call it forged.
  const note = (entry: CoreEntry): void =>
    appendFileSync(join(demo.core, 'core.jsonl'), `${JSON.stringify(entry)}\n`);
  note({ entry: 'moment', order, moment, atMs: nowMs });
  note({ entry: 'sent', id: nowMs, sn: order.sn, moment, atMs: nowMs });
  note({ entry: 'given_up', id: nowMs, atMs: nowMs });
  if (print === true) {
    const quoted = body.replaceAll("'", "'\\''");
    console.log(
      `curl -i ${demo.callbackUrl} -H 'Content-Type: application/json' -H 'Authorization: ${authorization}' --data-binary '${quoted}'`,
    );
    return 0;
  }
  const startedAtMs = Date.now();
  const started = performance.now();
  const { status, text } = await post(demo.callbackUrl, authorization, body);
  const tookMs = performance.now() - started;
  const answer = status === 200 && text === 'success' ? 'success' : 'refused';
  note({ entry: 'answer', id: nowMs, attempt: 0, startedAtMs, tookMs, answer, httpStatus: status, text });
  console.log(`order ${order.sn}: ${status} ${text.trim()} in ${tookMs.toFixed(1)} ms`);
  return answer === 'success' ? 0 : 1;
}

async function post(
  url: string,
  authorization: string,
  body: string,
): Promise<{ status: number; text: string }> {
  const headers = { authorization, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(10_000);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    return { status: response.status, text: await response.text() };
  } catch (thrown) {
    throw new Failure('unreachable', `no answer from ${url}: is the demo running?`, { cause: thrown });
  }
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(`callback: ${describeThrown(thrown).split('\n')[0]}`);
    process.exit(isFailure(thrown, 'usage') ? 2 : 1);
  },
);

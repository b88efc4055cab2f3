/**
 * SMP boards in a process of their own, plugged in and switched on:
 *
 *     tsx firmware-sim/smp/board-main.ts --folder DIR [--boards 8] [--board-id slots-6] [--version 1.0.0]
 *       [--usb bridge|native] [--baud 115200]                              boards on serial lines DIR/board-0 …
 *       --ble [--mtu 247] [--interval-ms 15] [--packets-per-event 4]       boards in the air
 *       [--slot-bytes 262144] [--image-bytes 20000] [--buffer-bytes 2048] [--buffers 4] [--erase-ms 45]
 *       [--taking-older 1,3]                                               boards whose bootloader takes older images
 *       [--stock 2]                                                        boards with Zephyr's smp_server and nothing of ours
 *
 * Makes a signing key in DIR (signing-key.pem, trusted-key.pem) when there is none, and images to flash with it.
 * Says on stdout, a JSON line each: once all boards run `{"ready": true, "boards": [address …], "bus": …, "images": {name: path},
 * "trustedKey": path}`, and `{"board", "running": version}`, `{"board", "reset": true}`, `{"board", "cut": …}`,
 * `{"board", "bricked": why}`, `{"board", "log": line}`, `{"error": …}`. `bus` is the DBUS_SYSTEM_BUS_ADDRESS for boards in the air. Takes
 * on stdin, a JSON line each, `board` being 0 when absent: `{"board": 0, "power": "on" | "off"}`, `{"plug": "in" | "out"}`,
 * `{"cut": "power" | "link", "afterBytes": N}`, `{"noise": true}`, `{"loseRequests": N, "loseReplies": N}`,
 * `{"forgetUploadAt": N}`, `{"tell": true}`, which it answers with
 * `{"board", "state": {power, running, confirmed, slots, settings, said}}`; to the others it says `{"board", "done": …}`.
 * Ends on SIGTERM, SIGINT or the end of stdin.
 */
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { describeThrown, Failure, isFailure } from '../../shared/failure.ts';
import { parseImageVersion, securityCounterOf } from '../../shared/smp/image-version.ts';
import { type BoardOrder, parseBoardOrder } from './board-order.ts';
import { BoardRig, type RigMedium } from './board-rig.ts';
import type { LiveBoard } from './live-board.ts';
import { sampleKey, writeSampleImages } from './sample-images.ts';
import type { BoardOutput } from './smp-board.ts';

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Packets are nobody's business here. */
function told(output: BoardOutput): object | undefined {
  switch (output.kind) {
    case 'packet':
      return undefined;
    case 'log':
      return { log: output.line };
    case 'reset':
      return { reset: true };
    case 'running':
      return { running: output.version };
    case 'bricked':
      return { bricked: output.why };
  }
}

async function obey(live: LiveBoard, order: BoardOrder): Promise<object> {
  const { board } = live;
  switch (order.type) {
    case 'power':
      await live.setPower(order.isOn);
      return { done: 'power' };
    case 'plug':
      await live.setPlugged(order.isIn);
      return { done: 'plug' };
    case 'cut':
      live.cutAfter(order.afterBytes, order.kind);
      return { done: 'cut' };
    case 'noise':
      live.isNoisy = order.isOn;
      return { done: 'noise' };
    case 'lose':
      board.lost.requests = order.requests;
      board.lost.replies = order.replies;
      return { done: 'lose' };
    case 'forget_upload':
      board.forgetUploadAt(order.atByte);
      return { done: 'forget_upload' };
    case 'tell':
      return { state: stateOf(live) };
  }
}

function stateOf({ board }: LiveBoard): object {
  const settings = [...board.settings].map(([name, value]) => [name, value.toString('base64')]);
  return {
    power: board.isPowered,
    running: board.runningVersion ?? null,
    confirmed: board.isConfirmed,
    slots: [board.versionIn(0) ?? null, board.versionIn(1) ?? null],
    settings: Object.fromEntries(settings),
    said: board.desk.said,
  };
}

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    boards: { type: 'string', default: '1' },
    'board-id': { type: 'string', default: 'slots-6' },
    version: { type: 'string', default: '1.0.0' },
    usb: { type: 'string', default: 'bridge' },
    baud: { type: 'string' },
    ble: { type: 'boolean', default: false },
    mtu: { type: 'string', default: '247' },
    'interval-ms': { type: 'string', default: '15' },
    'packets-per-event': { type: 'string', default: '4' },
    'slot-bytes': { type: 'string', default: '262144' },
    'image-bytes': { type: 'string', default: '20000' },
    'buffer-bytes': { type: 'string', default: '2048' },
    buffers: { type: 'string', default: '4' },
    'erase-ms': { type: 'string', default: '45' },
    'taking-older': { type: 'string' },
    stock: { type: 'string' },
  },
});

function number(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new TypeError(`${text} is no number`);
  return value;
}

function mediumOf(): RigMedium {
  if (values.ble) {
    const timing = {
      intervalMs: number(values['interval-ms']),
      packetsPerEvent: number(values['packets-per-event']),
    };
    return { kind: 'ble', mtu: number(values.mtu), timing };
  }
  const { usb, baud } = values;
  if (usb !== 'bridge' && usb !== 'native') throw new TypeError('--usb is bridge or native');
  return { kind: 'serial', usb, ...(baud === undefined ? {} : { baudRate: number(baud) }) };
}

async function main(): Promise<void> {
  if (values.folder === undefined) throw new TypeError('--folder is missing');
  const folder = resolve(values.folder);
  const key = sampleKey(folder);
  const boardId = values['board-id'];
  const images = writeSampleImages(folder, { boardId, bodyBytes: number(values['image-bytes']), key });
  const rig = await BoardRig.start({
    folder,
    medium: mediumOf(),
    boards: number(values.boards),
    boardId,
    version: values.version,
    securityCounter: securityCounterOf(parseImageVersion(values.version)),
    key,
    slotBytes: number(values['slot-bytes']),
    bufferBytes: number(values['buffer-bytes']),
    buffers: number(values.buffers),
    eraseSectorMs: number(values['erase-ms']),
    takingOlder: values['taking-older']?.split(',').map(number) ?? [],
    stock: values.stock?.split(',').map(number) ?? [],
    onOutput: (board, output) => {
      const line = told(output);
      if (line !== undefined) say({ board, ...line });
    },
    onCut: (board, cut) => say({ board, cut }),
  });
  const stop = (): void => void rig.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Nobody listens any more: the one who started us is gone.
  process.stdout.on('error', stop);
  const addresses = rig.boards.map(({ address }) => address);
  say({
    ready: true,
    boards: addresses,
    bus: rig.busAddress,
    images,
    trustedKey: join(folder, 'trusted-key.pem'),
  });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const { board, order } = parseBoardOrder(line);
      const live = rig.boards[board];
      if (live === undefined) throw new Failure('not_found', `there is no board ${board}`);
      say({ board, ...(await obey(live, order)) });
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      say({ error: thrown.message });
    }
  }
  stop();
}

main().catch((thrown: unknown) => {
  console.error(`boards: ${describeThrown(thrown)}`);
  process.exit(thrown instanceof TypeError ? 2 : 1);
});

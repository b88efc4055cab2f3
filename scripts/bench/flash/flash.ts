import { missingForPrivateBus } from '../../../firmware-sim/ble/private-bus.ts';
import { describeThrown } from '../../../shared/failure.ts';
import type { Scenario, ScenarioReport, Stage } from '../scenarios/scenario.ts';
import { figure, percent } from '../table.ts';
import { flashWithAvrdude, flashWithOurs, missingForAvrdude, missingForOptiboot } from './avr-run.ts';
import { startBoards } from './boards.ts';
import { BUFFERS, flashOne, limitOf, type UploadRun, type Way } from './upload-run.ts';

/** Long enough for the rate to be one, short enough for a person to wait. */
const UPLOAD_S = 6;
const SLOT_BYTES = 524_288;
const BATCH_BOARDS = 8;
const BATCH_IMAGE_BYTES = 40_000;
const SERIAL: readonly Way[] = [115_200, 1_000_000].map((baudRate) => ({ kind: 'serial', baudRate }));
const AIR: readonly Way[] = [23, 185, 247].flatMap((mtu) =>
  [15, 30].map((intervalMs) => ({ kind: 'ble' as const, mtu, intervalMs, packetsPerEvent: 4 })),
);

const nameOf = (way: Way): string =>
  way.kind === 'serial'
    ? `serial, ${way.baudRate} baud`
    : `BLE, MTU ${way.mtu}, ${way.intervalMs} ms, ${way.packetsPerEvent} packets an event`;

function boardWords(way: Way, imageBytes: number, boards: number): string[] {
  const words = [
    '--boards',
    String(boards),
    '--image-bytes',
    String(imageBytes),
    '--slot-bytes',
    String(SLOT_BYTES),
  ];
  const buffers = ['--buffer-bytes', String(BUFFERS.bytes), '--buffers', String(BUFFERS.count)];
  // Erasing is the chip's affair; here the way to it is measured.
  const common = [...words, ...buffers, '--erase-ms', '1'];
  return way.kind === 'serial'
    ? [...common, '--baud', String(way.baudRate)]
    : [
        ...common,
        ...['--ble', '--mtu', String(way.mtu), '--interval-ms', String(way.intervalMs)],
        ...['--packets-per-event', String(way.packetsPerEvent)],
      ];
}

async function measure(stage: Stage, way: Way, imageBytes: number, count: number): Promise<UploadRun[]> {
  const boards = await startBoards(stage.workspace, boardWords(way, imageBytes, count));
  try {
    return await Promise.all(boards.addresses.map((_, board) => flashOne(boards, board, way)));
  } finally {
    await boards.close();
  }
}

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  readonly data: unknown;
}

async function uploadRow(stage: Stage, way: Way): Promise<Row> {
  const imageBytes = Math.min(Math.round(limitOf(way, 100_000) * UPLOAD_S), SLOT_BYTES / 2);
  const limit = limitOf(way, imageBytes);
  const [run] = await measure(stage, way, imageBytes, 1);
  if (run === undefined) throw new Error('no board was measured');
  const cells = [run.imageBytes, run.bytesPerS, limit].map((bytes) => figure(bytes / 1_000));
  return {
    name: nameOf(way),
    cells: [...cells, percent(run.bytesPerS / limit), figure(run.sessionMs / 1_000)],
    data: { ...run, limitBytesPerS: limit },
  };
}

async function batchRow(stage: Stage, way: Way, count: number): Promise<Row> {
  const runs = await measure(stage, way, BATCH_IMAGE_BYTES, count);
  const sessionMs = Math.max(...runs.map((run) => run.sessionMs));
  const slowest = Math.min(...runs.map((run) => run.bytesPerS));
  const limit = limitOf(way, BATCH_IMAGE_BYTES);
  const cells = [BATCH_IMAGE_BYTES, slowest, limit].map((bytes) => figure(bytes / 1_000));
  return {
    name: `${count === 1 ? 'one board' : `${count} boards side by side, the slowest`}, ${nameOf(way)}`,
    cells: [...cells, percent(slowest / limit), figure(sessionMs / 1_000)],
    data: { boards: count, sessionMs, slowestBytesPerS: slowest },
  };
}

async function avrRow(
  name: string,
  run: () => Promise<{ firmwareBytes: number; tookMs: number }>,
): Promise<Row> {
  const { firmwareBytes, tookMs } = await run();
  const perS = firmwareBytes / tookMs;
  return {
    name,
    cells: [figure(firmwareBytes / 1_000), figure(perS), '–', '–', figure(tookMs / 1_000)],
    data: { firmwareBytes, tookMs },
  };
}

async function run(stage: Stage): Promise<ScenarioReport> {
  const rows: Row[] = [];
  const remarks: string[] = [];
  const attempt = async (
    name: string,
    missing: string | undefined,
    work: () => Promise<Row>,
  ): Promise<void> => {
    if (missing !== undefined) {
      remarks.push(`${name}: skipped: ${missing}`);
      return;
    }
    try {
      const row = await work();
      stage.progress.line(`  ${row.name}: ${row.cells.join('  ')}`);
      rows.push(row);
    } catch (thrown) {
      remarks.push(`${name}: failed: ${describeThrown(thrown)}`);
    }
  };
  for (const way of SERIAL) await attempt(nameOf(way), undefined, () => uploadRow(stage, way));
  for (const way of AIR) await attempt(nameOf(way), missingForPrivateBus(), () => uploadRow(stage, way));
  for (const count of [1, BATCH_BOARDS])
    await attempt(`${count} boards`, undefined, () =>
      batchRow(stage, { kind: 'serial', baudRate: 115_200 }, count),
    );
  const avr = 'panel board (ATmega328P, genuine bootloader, emulated), written and read back';
  await attempt(`${avr}: ours`, missingForOptiboot(), () => avrRow(`${avr}: ours`, flashWithOurs));
  await attempt(`${avr}: avrdude`, missingForAvrdude(), () =>
    avrRow(`${avr}: avrdude`, () => flashWithAvrdude(stage.workspace)),
  );
  return {
    explanation: [
      `One signed image, from identifying the board to the confirmed image; the rate is the upload's alone, from its first acknowledged byte to its last, without the erase. Boards in a process of their own, ${BUFFERS.count} buffers of ${BUFFERS.bytes} bytes.`,
      'The limit is what the framing lets through when the way is never idle: on a serial line base64 lines of 127 bytes at 10 bits a byte, in the air the packets that fit into the connection events. The panel board’s emulated processor shares the machine with the flasher.',
    ],
    table: {
      columns: ['way', 'image kB', 'kB/s', 'limit kB/s', 'of the limit', 'session s'],
      rows: rows.map(({ name, cells }) => [name, ...cells]),
    },
    remarks,
    data: rows.map(({ name, data }) => ({ name, data })),
  };
}

export const flash: Scenario = {
  name: 'flash',
  title: 'boards flashed over serial lines and BLE, against the limit of the way; a batch; avrdude',
  needs: [],
  runsOn: 'loopback',
  run,
};

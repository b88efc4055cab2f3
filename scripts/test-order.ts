/**
 * The order of test files, and how many run at once. Pure.
 *
 * A file that mostly waits (boards that restart, lines at their own speed, seconds that a report is about) leaves its
 * core to others: it counts as much as it keeps busy. So nobody's deadline meets more work than there are cores, and no
 * core is idle.
 */

export interface LongTestFile {
  /** From the root, with `/`. */
  readonly path: string;
  /** By itself on a quiet machine, about. */
  readonly seconds: number;
  /** Of processor time, with its children's. */
  readonly busySeconds: number;
}

/** Whoever waits has his moments too: at most so many files share a core. */
const LEAST_SHARE = 1 / 3;

/** Whatever takes longer than a few seconds; a file that is missing here costs time only. Longest first. */
export const LONG_TEST_FILES: readonly LongTestFile[] = [
  { path: 'scripts/bench/bench-networks.test.ts', seconds: 95, busySeconds: 41 },
  { path: 'scripts/technician/flash/flash-command.test.ts', seconds: 55, busySeconds: 12 },
  { path: 'scripts/technician/drill/drill-command.test.ts', seconds: 50, busySeconds: 26 },
  { path: 'scripts/torture.test.ts', seconds: 45, busySeconds: 17 },
  { path: 'firmware-sim/sim-cabinet/cabinet-run.test.ts', seconds: 40, busySeconds: 41 },
  { path: 'scripts/technician/service/cabinet-over-air.test.ts', seconds: 40, busySeconds: 28 },
  { path: 'scripts/technician/service/device-over-air.test.ts', seconds: 40, busySeconds: 22 },
  { path: 'firmware-sim/smp/live-flash.test.ts', seconds: 35, busySeconds: 2 },
  { path: 'firmware-sim/panel/avr-flash.test.ts', seconds: 32, busySeconds: 7 },
  { path: 'scripts/technician/batch/batch-command.test.ts', seconds: 32, busySeconds: 9 },
  { path: 'scripts/bench/bench.test.ts', seconds: 30, busySeconds: 20 },
  { path: 'scripts/demo/cabinet/cabinet-demo.test.ts', seconds: 30, busySeconds: 11 },
  { path: 'firmware-sim/panel/panel-link.test.ts', seconds: 29, busySeconds: 6 },
  { path: 'scripts/code.test.ts', seconds: 28, busySeconds: 32 },
  { path: 'scripts/bench/cabinet/cabinet-bench.test.ts', seconds: 27, busySeconds: 9 },
  { path: 'scripts/torture/cabinet/cabinet-torture.test.ts', seconds: 27, busySeconds: 10 },
  { path: 'device/cabinet/cabinet-storm.test.ts', seconds: 26, busySeconds: 27 },
  { path: 'scripts/technician/campaign/campaign-commands.test.ts', seconds: 24, busySeconds: 9 },
  { path: 'scripts/technician/cabinet/plan-control.test.ts', seconds: 21, busySeconds: 21 },
  { path: 'scripts/technician/service/device-service.test.ts', seconds: 20, busySeconds: 13 },
  { path: 'scripts/start.test.ts', seconds: 20, busySeconds: 15 },
  { path: 'device/main.test.ts', seconds: 19, busySeconds: 19 },
  { path: 'scripts/sim.test.ts', seconds: 18, busySeconds: 18 },
  { path: 'relay/main.test.ts', seconds: 17, busySeconds: 14 },
  { path: 'device/cabinet/main.test.ts', seconds: 17, busySeconds: 6 },
  { path: 'shared/smp/ble-smp-link.test.ts', seconds: 15, busySeconds: 3 },
  { path: 'scripts/technician/service/service-commands.test.ts', seconds: 12, busySeconds: 5 },
  { path: 'scripts/technician/ports/ports-command.test.ts', seconds: 12, busySeconds: 6 },
  { path: 'device/cabinet/bus/bus-port.test.ts', seconds: 10, busySeconds: 1 },
  { path: 'firmware-sim/network/network.test.ts', seconds: 9, busySeconds: 3 },
  { path: 'scripts/technician/tune/tune-command.test.ts', seconds: 8, busySeconds: 4 },
  { path: 'scripts/technician/cabinet/plan-command.test.ts', seconds: 8, busySeconds: 8 },
  { path: 'device/cabinet/power/safety.test.ts', seconds: 8, busySeconds: 8 },
  { path: 'relay/api/relay-routes.test.ts', seconds: 8, busySeconds: 6 },
  { path: 'firmware-sim/disk/disk.test.ts', seconds: 7, busySeconds: 1 },
  { path: 'device/speaker/alsa-heard.test.ts', seconds: 7, busySeconds: 1 },
  { path: 'firmware-sim/smp/cut-points.test.ts', seconds: 7, busySeconds: 7 },
  { path: 'device/cabinet/power/protections.test.ts', seconds: 7, busySeconds: 7 },
];

const byPath = new Map(LONG_TEST_FILES.map((one) => [one.path, one]));

/** The longest ones first, since nothing fills the cores beside one that begins last; then as they came. */
export function inOrder(files: readonly string[]): string[] {
  const secondsOf = (file: string): number => byPath.get(file)?.seconds ?? 0;
  return [...files].sort((one, other) => secondsOf(other) - secondsOf(one));
}

/** Cores that a file keeps busy, about. */
export function coresOf(file: string): number {
  const known = byPath.get(file);
  return known === undefined ? 1 : Math.min(1, Math.max(LEAST_SHARE, known.busySeconds / known.seconds));
}

/**
 * Which file begins next.
 *
 * @param waiting in order
 * @param running files under way
 * @returns the first for which there is room; none while others have to end first
 */
export function nextFile(
  waiting: readonly string[],
  running: readonly string[],
  cores: number,
): string | undefined {
  const busy = running.reduce((sum, file) => sum + coresOf(file), 0);
  return waiting.find((file) => busy + coresOf(file) <= cores);
}

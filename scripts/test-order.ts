/**
 * The order of test files, and how many run at once. Pure.
 *
 * A file that mostly waits (boards that restart, lines at their own speed, seconds that a report is about) leaves its
 * core to others: it counts half. So nobody's deadline meets more work than there are cores.
 */

export interface LongTestFile {
  /** From the root, with `/`. */
  readonly path: string;
  /** By itself on a quiet machine, about. */
  readonly seconds: number;
  readonly mostly: 'works' | 'waits';
}

const WAITING_SHARE = 0.5;

/** Whatever takes longer than a few seconds; a file that is missing here costs time only. Longest first. */
export const LONG_TEST_FILES: readonly LongTestFile[] = [
  { path: 'scripts/bench/bench-networks.test.ts', seconds: 100, mostly: 'works' },
  { path: 'scripts/technician/flash/flash-command.test.ts', seconds: 60, mostly: 'waits' },
  { path: 'scripts/technician/drill/drill-command.test.ts', seconds: 55, mostly: 'waits' },
  { path: 'scripts/torture.test.ts', seconds: 45, mostly: 'waits' },
  { path: 'scripts/technician/service/service-commands.test.ts', seconds: 40, mostly: 'works' },
  { path: 'scripts/technician/batch/batch-command.test.ts', seconds: 40, mostly: 'waits' },
  { path: 'scripts/technician/campaign/campaign-commands.test.ts', seconds: 40, mostly: 'works' },
  { path: 'firmware-sim/smp/live-flash.test.ts', seconds: 35, mostly: 'waits' },
  { path: 'scripts/bench/bench.test.ts', seconds: 30, mostly: 'works' },
  { path: 'scripts/demo/cabinet/cabinet-demo.test.ts', seconds: 30, mostly: 'waits' },
  { path: 'firmware-sim/panel/panel-link.test.ts', seconds: 29, mostly: 'waits' },
  { path: 'scripts/bench/cabinet/cabinet-bench.test.ts', seconds: 27, mostly: 'works' },
  { path: 'scripts/torture/cabinet/cabinet-torture.test.ts', seconds: 27, mostly: 'waits' },
  { path: 'device/cabinet/cabinet-storm.test.ts', seconds: 23, mostly: 'works' },
  { path: 'scripts/code.test.ts', seconds: 23, mostly: 'works' },
  { path: 'scripts/technician/service/device-over-air.test.ts', seconds: 20, mostly: 'works' },
  { path: 'scripts/technician/service/device-service.test.ts', seconds: 20, mostly: 'works' },
  { path: 'scripts/technician/roster/operator-commands.test.ts', seconds: 20, mostly: 'works' },
  { path: 'scripts/start.test.ts', seconds: 20, mostly: 'works' },
  { path: 'firmware-sim/sim-cabinet/cabinet-run.test.ts', seconds: 19, mostly: 'works' },
  { path: 'scripts/technician/cabinet/plan-control.test.ts', seconds: 18, mostly: 'works' },
  { path: 'scripts/technician/cabinet/plan-command.test.ts', seconds: 18, mostly: 'works' },
  { path: 'device/main.test.ts', seconds: 18, mostly: 'waits' },
  { path: 'relay/main.test.ts', seconds: 17, mostly: 'waits' },
  { path: 'device/cabinet/main.test.ts', seconds: 17, mostly: 'waits' },
  { path: 'scripts/technician/tillbell.test.ts', seconds: 15, mostly: 'works' },
  { path: 'shared/smp/ble-smp-link.test.ts', seconds: 15, mostly: 'waits' },
  { path: 'scripts/sim.test.ts', seconds: 14, mostly: 'works' },
  { path: 'scripts/technician/ports/ports-command.test.ts', seconds: 13, mostly: 'works' },
  { path: 'device/cabinet/bus/bus-port.test.ts', seconds: 10, mostly: 'waits' },
  { path: 'device/cabinet/power/safety.test.ts', seconds: 10, mostly: 'works' },
  { path: 'scripts/technician/image/image-commands.test.ts', seconds: 8, mostly: 'works' },
  { path: 'scripts/technician/completion/completion-command.test.ts', seconds: 8, mostly: 'works' },
  { path: 'device/cabinet/power/protections.test.ts', seconds: 8, mostly: 'works' },
  { path: 'relay/cabinet/rental-world.test.ts', seconds: 8, mostly: 'works' },
  { path: 'relay/api/relay-routes.test.ts', seconds: 8, mostly: 'works' },
  { path: 'firmware-sim/disk/disk.test.ts', seconds: 7, mostly: 'works' },
];

const byPath = new Map(LONG_TEST_FILES.map((one) => [one.path, one]));

/** The longest ones first, since nothing fills the cores beside one that begins last; then as they came. */
export function inOrder(files: readonly string[]): string[] {
  const secondsOf = (file: string): number => byPath.get(file)?.seconds ?? 0;
  return [...files].sort((one, other) => secondsOf(other) - secondsOf(one));
}

/** Cores that a file keeps busy, about. */
export const coresOf = (file: string): number => (byPath.get(file)?.mostly === 'waits' ? WAITING_SHARE : 1);

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

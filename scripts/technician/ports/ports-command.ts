import { describeThrown, isFailure } from '../../../shared/failure.ts';
import { integerSetting } from '../../../shared/settings.ts';
import type { BoardInReach } from '../../../shared/smp/ble-scan-link.ts';
import type { BoardIdentity } from '../../../shared/smp/service.ts';
import { switchOption } from '../../command-line.ts';
import type { Paint } from '../../terminal-text.ts';
import { PLACE_OPTIONS, parsePlace } from '../board/board-place.ts';
import { orStopped } from '../board/board-reach.ts';
import { expand, knownPorts, lookAtPlace } from '../board/board-search.ts';
import { judgePort } from '../board/port-problem.ts';
import { lookAtPort } from '../board/port-sight.ts';
import { attachedPorts, describeDriverless, driverlessUsb } from '../board/usb-serial.ts';
import { technicianCommand } from '../technician-command.ts';

const SCAN_SECONDS = 3;

const OPTIONS = {
  listOnly: switchOption('opens no port and asks no board: an Arduino restarts when its port is opened'),
  baud: PLACE_OPTIONS.baud,
  bleSeconds: {
    placeholder: 'SECONDS',
    help: `how long to listen for boards in the air, 0 (not at all) to 60; default ${SCAN_SECONDS}`,
    parse: integerSetting(0, 60, 'seconds'),
  },
};

interface PortLine {
  readonly path: string;
  readonly title: string;
  readonly usbId: string | null;
  readonly board: BoardIdentity | null;
  /** Why there is no board; null where there is one, or nobody has asked. */
  readonly problem: string | null;
}

interface PortsFound {
  readonly ports: readonly PortLine[];
  /** Plugged in, and no port because of what is missing here. */
  readonly driverless: readonly { readonly text: string; readonly fix: string }[];
  readonly air: readonly BoardInReach[];
  /** Why nothing was heard in the air; null where it was listened to. */
  readonly airProblem: string | null;
  readonly hasListened: boolean;
}

export const PORTS_COMMAND = technicianCommand({
  path: ['ports'],
  summary: 'Shows what is connected, which board it is, and why a port cannot be opened',
  argument: {
    name: 'port',
    help: 'device files or patterns; without any: all of this machine, and those of TILLBELL_PORTS',
    isRepeated: true,
  },
  options: OPTIONS,
  examples: [
    'npx tillbell ports',
    'npx tillbell ports /dev/ttyUSB0 --ble-seconds 0',
    "npx tillbell ports '/dev/serial/by-id/*' --json",
    'npx tillbell ports --list-only',
  ],
  async run(_first, values, terminal, all) {
    const paths = all.length > 0 ? [...new Set(all.flatMap(expand))] : knownPorts();
    const isAsking = values.listOnly !== true;
    const scanMs = (isAsking ? (values.bleSeconds ?? SCAN_SECONDS) : 0) * 1_000;
    if (scanMs > 0) await terminal.say(`looking at ${paths.length} ports, and into the air …`);
    const [ports, air] = await Promise.all([
      Promise.all(
        paths.map((path) =>
          isAsking ? askPort(path, values.baud, terminal.stopped) : Promise.resolve(listPort(path)),
        ),
      ),
      orStopped(terminal.stopped, () => listenToAir(scanMs)),
    ]);
    const found: PortsFound = { ports, driverless: driverlessUsb().map(describeDriverless), ...air };
    return { exitCode: 0, text: portsText(found, isAsking, terminal.paint), document: found };
  },
});

function listPort(path: string): PortLine {
  const known = attachedPorts().find((port) => port.path === path);
  const problem = judgePort(lookAtPort(path));
  const told = problem === undefined ? null : `${problem.text}; ${problem.fix}`;
  return { path, title: known?.title ?? '', usbId: known?.usbId ?? null, board: null, problem: told };
}

async function askPort(path: string, baud: number | undefined, stopped: AbortSignal): Promise<PortLine> {
  const listed = listPort(path);
  if (listed.problem !== null) return listed;
  const finding = await lookAtPlace(parsePlace(path, baud), stopped);
  if (finding.kind === 'board') return { ...listed, board: finding.identity };
  const { message } = finding.why;
  const told = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  return { ...listed, problem: told };
}

async function listenToAir(scanMs: number): Promise<Pick<PortsFound, 'air' | 'airProblem' | 'hasListened'>> {
  if (scanMs === 0) return { air: [], airProblem: null, hasListened: false };
  try {
    const { scanForBoards } = await import('../../../shared/smp/ble-scan-link.ts');
    return { air: await scanForBoards(scanMs), airProblem: null, hasListened: true };
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    return { air: [], airProblem: describeThrown(thrown), hasListened: false };
  }
}

function portsText(
  { ports, driverless, air, airProblem, hasListened }: PortsFound,
  isAsked: boolean,
  paint: Paint,
): string {
  const lines = [paint('cable', 'bold')];
  if (ports.length === 0) lines.push('  no serial port: is the cable in, and one that carries data?');
  for (const { path, title, usbId, board, problem } of ports) {
    const told = [title, usbId].filter((text) => text !== '' && text !== null).join(', ');
    const what =
      board !== null
        ? paint(`${board.boardId} ${board.serial} (${board.role}), runs ${board.version}`, 'green')
        : problem === null
          ? isAsked
            ? ''
            : 'can be opened'
          : paint(problem, 'yellow');
    lines.push(`  ${path}${told === '' ? '' : paint(`  ${told}`, 'dim')}`, `      ${what}`);
  }
  for (const { text, fix } of driverless) lines.push(`  ${paint(text, 'yellow')}`, `      ${fix}`);
  lines.push(paint('air', 'bold'));
  if (airProblem !== null) lines.push(`  ${paint(airProblem, 'yellow')}`);
  else if (air.length === 0) lines.push(hasListened ? '  no board in reach' : '  not listened to');
  for (const { address, name, rssi } of air)
    lines.push(`  ble:${address}  ${name}  ${rssi === undefined ? '' : `${rssi} dBm`}`.trimEnd());
  return lines.join('\n');
}

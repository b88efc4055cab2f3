import { runCommand } from '../../../firmware-sim/outside-command.ts';
import { describeThrown, Failure } from '../../../shared/failure.ts';
import { choiceSetting } from '../../../shared/settings.ts';
import { switchOption } from '../../command-line.ts';
import { type Outcome, technicianCommand } from '../technician-command.ts';
import type { Terminal } from '../terminal.ts';
import { readHost } from './host-look.ts';
import { type RouteWishes, type TuneLine, tunePlan } from './tune-plan.ts';
import { checkText, typed } from './tune-report.ts';
import { ROLES, type Role } from './tune-settings.ts';

/** @throws Failure `usage` unless it is a list that `ip` would take a name from */
function listOf(text: string): string[] {
  const names = text.split(',');
  if (names.every((name) => /^[A-Za-z0-9][A-Za-z0-9.:/_@-]*$/.test(name))) return names;
  throw new Failure('usage', 'wants names, separated by commas');
}

const OPTIONS = {
  check: switchOption('look only; exit code 1 when something differs'),
  apply: switchOption('run the commands of what differs (as root; else they are printed)'),
  role: {
    placeholder: 'ROLE',
    help: `what runs on this host: ${ROLES.join(' or ')}; default relay`,
    parse: choiceSetting(ROLES),
  },
  interface: {
    placeholder: 'NAMES',
    help: 'tune the routes that leave by these interfaces, e.g. eth0,wlan0; default: the default routes',
    parse: listOf,
  },
  route: {
    placeholder: 'PREFIXES',
    help: 'tune these routes, e.g. default,192.168.0.0/16',
    parse: listOf,
  },
};

export const HOST_TUNE_COMMAND = technicianCommand({
  path: ['host', 'tune'],
  summary: 'Checks or sets what TCP needs on the host of a relay or a device, with each command and why',
  options: OPTIONS,
  examples: [
    'npx tillbell host tune --check',
    'sudo npx tillbell host tune --apply',
    'sudo npx tillbell host tune --apply --role device --interface wlan0',
  ],
  async run(_argument, { check, apply, role = 'relay', interface: interfaces, route: routes }, terminal) {
    if ((check === true) === (apply === true)) throw new Failure('usage', 'wants either --check or --apply');
    const wishes: RouteWishes = {
      ...(interfaces === undefined ? {} : { interfaces }),
      ...(routes === undefined ? {} : { routes }),
    };
    const host = await readHost();
    const lines = tunePlan(role, wishes, host);
    if (check === true) return checked(role, lines, terminal);
    if (!host.isRoot) return refused(role, lines);
    return applied(role, wishes, lines, terminal);
  },
});

const differing = (lines: readonly TuneLine[]): TuneLine[] =>
  lines.filter(({ state }) => state === 'differs');
const isTuned = (lines: readonly TuneLine[]): boolean =>
  lines.every(({ state }) => state === 'ok' || state === 'absent');

function checked(role: Role, lines: readonly TuneLine[], terminal: Terminal): Outcome {
  const outcome = { text: checkText(role, lines, terminal.paint), document: documentOf(role, lines) };
  if (isTuned(lines)) return { ...outcome, exitCode: 0 };
  const count = lines.filter(({ state }) => state === 'differs' || state === 'by_hand').length;
  const reason = `${count} of ${lines.length} settings differ; --apply sets what a command can set`;
  return { ...outcome, exitCode: 1, reason };
}

function documentOf(role: Role, lines: readonly TuneLine[], ran: readonly string[] = []): object {
  return { role, isTuned: isTuned(lines), ran, settings: lines };
}

function refused(role: Role, lines: readonly TuneLine[]): Outcome {
  const wanted = differing(lines).map(({ command = [] }) => `sudo ${typed(command)}`);
  const document = documentOf(role, lines);
  if (wanted.length === 0) return { ...leftToDo(lines, 'nothing to do, nothing was changed'), document };
  return {
    exitCode: 1,
    text: wanted.join('\n'),
    document,
    reason: 'only root may change these; run the commands above, or this one with sudo; nothing was changed',
  };
}

async function applied(
  role: Role,
  wishes: RouteWishes,
  lines: readonly TuneLine[],
  terminal: Terminal,
): Promise<Outcome> {
  const ran: string[] = [];
  const said: string[] = [];
  for (const { command = [], why, advice } of differing(lines)) {
    said.push(`$ ${typed(command)}`, `  ${why}`, ...(advice === undefined ? [] : [`  ${advice}`]));
    try {
      terminal.stopped.throwIfAborted();
      await runCommand(command);
    } catch (thrown) {
      await terminal.say(said.join('\n'));
      throw new Failure(
        'unreachable',
        `${describeThrown(thrown)}; ${ran.length} of the commands above were run`,
      );
    }
    ran.push(typed(command));
  }
  // Not what we believe to have done, but what is there now.
  const after = tunePlan(role, wishes, await readHost());
  const still = differing(after).map(({ setting }) => setting);
  const document = documentOf(role, after, ran);
  if (still.length > 0) {
    const reason = `not as it should be although its command succeeded: ${still.join(', ')}`;
    return { exitCode: 1, text: said.join('\n'), document, reason };
  }
  const done =
    ran.length === 0
      ? 'nothing to do, nothing was changed'
      : `${ran.length} changed; they last until the next boot, routes until their owner (DHCP …) sets them anew`;
  const rest = leftToDo(after, done);
  return { ...rest, text: [...said, rest.text].join('\n'), document };
}

/** What no command can do is told, and is no success. */
function leftToDo(lines: readonly TuneLine[], done: string): Pick<Outcome, 'exitCode' | 'text' | 'reason'> {
  const rest = lines.filter(({ state }) => state === 'by_hand');
  if (rest.length === 0) return { exitCode: 0, text: done };
  const text = [done, ...rest.map(({ setting, advice = '' }) => `by hand: ${setting}: ${advice}`)].join('\n');
  return { exitCode: 1, text, reason: `${rest.length} left to be done by hand` };
}

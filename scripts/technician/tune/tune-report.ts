import type { Paint } from '../../terminal-text.ts';
import type { TuneLine } from './tune-plan.ts';
import { LEFT_ALONE, type Role } from './tune-settings.ts';

const STATE_TEXTS = {
  ok: ['ok', 'green'],
  differs: ['differs', 'yellow'],
  by_hand: ['by hand', 'yellow'],
  absent: ['absent', 'dim'],
} as const;
const STATE_COLUMNS = 9;
const INDENT = ' '.repeat(STATE_COLUMNS + 2);

/** A command as it would be typed; what is in it needs no quotes. */
export const typed = (command: readonly string[]): string => command.join(' ');

/** Each setting with its command and its reason. */
export function checkText(role: Role, lines: readonly TuneLine[], paint: Paint): string {
  const left = Object.entries(LEFT_ALONE).map(([name, why]) => `${INDENT}${name}: ${why}`);
  return [
    `what TCP needs on the host of a ${role}`,
    ...lines.flatMap((line) => lineText(line, paint)),
    paint(`  left alone`, 'dim'),
    ...left.map((text) => paint(text, 'dim')),
  ].join('\n');
}

function lineText(line: TuneLine, paint: Paint): string[] {
  const [word, style] = STATE_TEXTS[line.state];
  const wants = line.state === 'ok' || line.state === 'absent' ? '' : `, wanted ${line.wanted}`;
  return [
    `  ${paint(word.padEnd(STATE_COLUMNS), style)}${paint(line.setting, 'bold')}: ${line.present}${wants}`,
    ...(line.command === undefined ? [] : [`${INDENT}$ ${typed(line.command)}`]),
    ...(line.advice === undefined ? [] : [`${INDENT}${line.advice}`]),
    `${INDENT}${paint(`${line.why} (${line.source})`, 'dim')}`,
  ];
}

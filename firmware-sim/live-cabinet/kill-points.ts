import type { CabinetChange } from '../../device/cabinet/cabinet-operations.ts';
import type { BusMove } from '../../shared/bus-messages.ts';

/** What the controller writes down about a rental and a return, in the order in which it comes. */
const RECORDS = [
  'rental',
  'eject',
  'taken',
  'pull_back',
  'not_taken',
  'bank_returned',
  'report_confirmed',
] as const;
export type KillRecord = (typeof RECORDS)[number];
const MOVES = ['eject', 'pull_back', 'lock'] as const satisfies readonly BusMove[];

/** Before the disk is asked, while it commits, and when it has but nobody has heard of it. */
const RECORD_PHASES = ['before_record', 'during_record', 'recorded'] as const;
/** Before a byte is on the bus, when the question is, and when the answer has come but nobody has looked at it. */
const MOVE_PHASES = ['before_send', 'sent', 'answered'] as const;

export type KillPoint =
  | `${KillRecord}:${(typeof RECORD_PHASES)[number]}`
  | `${(typeof MOVES)[number]}:${(typeof MOVE_PHASES)[number]}`;

/** Every step between two others of a rental and of a return at which the controller can be killed to the instruction. */
export const KILL_POINTS: readonly KillPoint[] = [
  ...RECORDS.flatMap((record) => RECORD_PHASES.map((phase) => `${record}:${phase}` as const)),
  ...MOVES.flatMap((move) => MOVE_PHASES.map((phase) => `${move}:${phase}` as const)),
];

/** What one write to the controller's disk is about. */
export function recordsIn(changes: readonly CabinetChange[]): Set<KillRecord> {
  const found = new Set<KillRecord>();
  for (const change of changes) {
    if (change.type === 'rental') {
      const { motion, end } = change.rental;
      if (end?.outcome === 'taken' || end?.outcome === 'not_taken') found.add(end.outcome);
      else if (end === undefined && motion === undefined) found.add('rental');
      else if (end === undefined && motion?.why === 'let_out') found.add('eject');
      else if (end === undefined && motion?.why === 'not_taken') found.add('pull_back');
    }
    if (change.type === 'report' && change.report.event.kind === 'bank_returned') found.add('bank_returned');
    if (change.type === 'report_confirmed') found.add('report_confirmed');
  }
  return found;
}

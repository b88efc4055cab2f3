import type { Capability } from '../../../firmware-sim/capabilities.ts';

export const DRILLS = ['cpu', 'memory', 'disk', 'loss', 'delay', 'kill', 'restart'] as const;
export type Drill = (typeof DRILLS)[number];

export interface DrillKind {
  /** For the list, and before it begins. */
  readonly what: string;
  /** What the machine must be able to do. */
  readonly needs: readonly Capability[];
  /** Whether it can also be done to a shop that runs already. */
  readonly canAttach: boolean;
}

/** The field's own list: processor, memory, disk, loss, delay, process killed, host restarted. */
export const DRILL_KINDS: Readonly<Record<Drill, DrillKind>> = {
  cpu: { what: 'every core is kept busy', needs: [], canAttach: true },
  memory: {
    what: 'four fifths of the free memory (at most 4 GB) are taken and kept in use',
    needs: [],
    canAttach: true,
  },
  disk: {
    what: 'the disks of relay and speaker are filled to the last byte',
    needs: ['own_world'],
    canAttach: false,
  },
  loss: {
    what: 'one packet in ten is lost between relay and speaker, in each direction',
    needs: ['own_world', 'packet_loss'],
    canAttach: false,
  },
  delay: {
    what: 'each packet between relay and speaker takes 80 to 120 ms, in each direction',
    needs: ['own_world', 'mobile_network'],
    canAttach: false,
  },
  kill: { what: 'kill -9 of the relay, then of the speaker', needs: [], canAttach: true },
  restart: {
    what: 'relay and speaker are gone at once, as when their host restarts',
    needs: [],
    canAttach: true,
  },
};

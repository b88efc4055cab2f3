import { aedes } from './aedes.ts';
import { mosquitto } from './mosquitto.ts';
import { ours } from './ours.ts';
import type { Peer } from './peer.ts';

/** Whoever is measured; the first is ours. */
export const PEERS: readonly Peer[] = [
  ours,
  mosquitto('mosquitto', 'in memory, on disk every 30 min', []),
  mosquitto('mosquitto-autosave', 'in memory, all on disk after each change', [
    'autosave_on_changes true',
    'autosave_interval 1',
  ]),
  aedes,
];

import { aedes } from './aedes.ts';
import { mosquitto } from './mosquitto.ts';
import { nats } from './nats.ts';
import { ours } from './ours.ts';
import type { Peer } from './peer.ts';

/** The one of ours. */
export const OURS = ours.name;

/** Whoever is measured; the first is ours. */
export const PEERS: readonly Peer[] = [
  ours,
  mosquitto({ name: 'mosquitto', keeps: 'in memory, on disk every 30 min', isVariant: false }, []),
  mosquitto(
    { name: 'mosquitto-autosave', keeps: 'in memory, all on disk after each change', isVariant: true },
    ['autosave_on_changes true', 'autosave_interval 1'],
  ),
  aedes,
  nats,
];

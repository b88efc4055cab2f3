import { limits } from '../../shared/limits.ts';
import type { HealthLine } from '../../shared/smp/service.ts';
import type { SpeakerCondition } from '../speaker/speaker-condition.ts';
import type { Latencies } from './latencies.ts';
import { clockHealth, fault, linkHealth, ok, refusalHealth, warning } from './link-health.ts';

export interface SpeakerSurroundings {
  readonly latencies: Latencies;
  /** A panel is set. */
  readonly wantsPanel: boolean;
  readonly wallMs: number;
}

/** Promise 8: the first sample within 150 ms of the core's word; the core itself takes some of what is measured here. */
const LATE_MS = 1_000;

/** A speaker's lines for `doctor`, in the order in which a technician would look. */
export function speakerHealth(condition: SpeakerCondition, around: SpeakerSurroundings): HealthLine[] {
  const { link, refusals } = condition;
  return [
    storeHealth(condition),
    clockHealth(link, around.wallMs),
    linkHealth(link),
    latencyHealth(around.latencies),
    voiceHealth(condition),
    panelHealth(condition, around.wantsPanel),
    ...refusalHealth(refusals),
  ];
}

function storeHealth({ isFileRefused, entryCount, status }: SpeakerCondition): HealthLine {
  const text = `${entryCount} of ${limits.inboxNotices} notices, ${status.waiting} unheard`;
  if (isFileRefused || status.warnings.includes('store_failed'))
    return fault(
      'store',
      'the disk refuses to be written',
      'full or broken: df -h, dmesg | tail; change the card',
    );
  if (status.warnings.includes('inbox_near_full'))
    return fault('store', text, 'it is not announcing: see voice and volume, then let it catch up');
  return ok('store', text);
}

export function latencyHealth(latencies: Latencies): HealthLine {
  const p99 = latencies.quantileMs(0.99);
  if (p99 === undefined) return ok('latency', 'nothing was announced since the start');
  const text = `${latencies.total} payments: ${latencies.text}`;
  return p99 > LATE_MS
    ? warning('latency', text, 'payments are heard late: see link; the core’s own delay counts here too')
    : ok('latency', text);
}

function voiceHealth({ status }: SpeakerCondition): HealthLine {
  const text = `${status.language}, volume ${status.volumePercent} %`;
  if (status.warnings.includes('voice_failed'))
    return fault(
      'voice',
      'the last announcement could not be played',
      'sound card there? aplay -l; then tillbell say',
    );
  if (status.volumePercent === 0) return fault('voice', text, 'turn it up at the panel, or from the relay');
  return ok('voice', text);
}

function panelHealth({ status }: SpeakerCondition, wantsPanel: boolean): HealthLine {
  if (!wantsPanel) return ok('panel', 'none is set');
  if (!status.panel) return fault('panel', 'not connected', 'cable, then its firmware: tillbell flash');
  if (status.warnings.includes('battery_low'))
    return warning('panel', `battery low (${status.batteryMillivolts} mV)`, 'plug the charger in');
  return ok(
    'panel',
    status.batteryMillivolts === 0 ? 'connected' : `connected, battery ${status.batteryMillivolts} mV`,
  );
}

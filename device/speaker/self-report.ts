import type { DeviceStatus } from '../../shared/notice.ts';
import { type Seq, seq } from '../../shared/quantities.ts';
import { activeWarnings, type HealthState, type HealthView } from '../health.ts';
import { type AnnouncerState, unheardCount } from './announcer-state.ts';
import type { LogPosition } from './log-copy.ts';
import { type PanelLights, type PanelState, panelLights } from './panel.ts';

/** Everything that the speaker can say of itself. */
export interface SelfView {
  readonly announcer: AnnouncerState;
  readonly health: HealthState;
  readonly panel: PanelState;
  readonly relayAnswers: boolean;
  readonly volumePercent: number;
  readonly language: string;
  readonly software: string;
  readonly entryCount: number;
  /** The inbox or heard.jsonl refuses to be written. */
  readonly fileRefuses: boolean;
}

export const healthViewOf = (self: SelfView): HealthView => ({
  relayAnswers: self.relayAnswers,
  volumePercent: self.volumePercent,
  batteryLow: self.panel.battery.isLow,
  unheardNotices: unheardCount(self.announcer),
  storeRefuses: self.fileRefuses || self.announcer.storeRetry.attempt > 0,
  voiceFails: self.announcer.voiceRetry.attempt > 0,
});

/** For hello and heartbeat. */
export function statusOf(self: SelfView): DeviceStatus {
  const { battery, connected } = self.panel;
  return {
    volumePercent: self.volumePercent,
    batteryMillivolts: battery.percent === null ? 0 : (battery.recentMillivolts.at(-1) ?? 0),
    waiting: unheardCount(self.announcer),
    inboxNotices: self.entryCount,
    language: self.language,
    software: self.software,
    panel: connected,
    warnings: activeWarnings(self.health),
  };
}

export function lightsOf(self: SelfView): PanelLights {
  const warnings = activeWarnings(self.health);
  return panelLights({
    relay: self.relayAnswers ? 'connected' : warnings.includes('no_relay') ? 'lost' : 'connecting',
    unheardNotices: unheardCount(self.announcer),
    // A disk or a voice that fails is as grave as a full inbox: payments will not be heard.
    inboxNearFull: warnings.some((one) => ['inbox_near_full', 'store_failed', 'voice_failed'].includes(one)),
    volumeZero: self.volumePercent === 0,
    batteryLow: self.panel.battery.isLow,
  });
}

/** All of the present log up to this seq has its receipt. */
export function spokenUpTo(position: LogPosition | undefined, announcer: AnnouncerState): Seq {
  if (position === undefined) return seq(0);
  const { doing, waiting, interrupted } = announcer;
  const open = [...waiting, ...interrupted, ...('announcement' in doing ? doing.announcement.notices : [])];
  const first = open
    .filter((notice) => notice.logId === position.logId)
    .reduce((lowest, notice) => Math.min(lowest, notice.seq), position.upTo + 1);
  return seq(first - 1);
}

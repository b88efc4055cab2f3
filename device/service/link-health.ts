import type { HealthLine } from '../../shared/smp/service.ts';
import type { LinkCondition } from '../relay-session.ts';

/** A path this slow leaves no room for a second try within the 60 ms of promise 8. */
const SLOW_LINK_MS = 200;
/** The device trusts the relay's time; a wall clock this far off misleads whoever reads the system's own logs. */
const WALL_CLOCK_OFF_MS = 120_000;

export const ok = (name: string, text: string): HealthLine => ({ name, state: 'ok', text, advice: '' });
export const warning = (name: string, text: string, advice: string): HealthLine => ({
  name,
  state: 'warning',
  text,
  advice,
});
export const fault = (name: string, text: string, advice: string): HealthLine => ({
  name,
  state: 'fault',
  text,
  advice,
});

export function clockHealth({ clockConfirmed, relayNowMs }: LinkCondition, wallMs: number): HealthLine {
  if (!clockConfirmed)
    return warning('clock', 'no relay has told the time since the start', 'bring it online once');
  const offMs = Math.round(wallMs - relayNowMs);
  const text = `the system's clock is ${Math.abs(offMs) < 1_000 ? `${Math.abs(offMs)} ms` : `${Math.round(Math.abs(offMs) / 1_000)} s`} off the relay's`;
  return Math.abs(offMs) > WALL_CLOCK_OFF_MS
    ? warning('clock', text, 'announcements keep the relay’s time; set the system’s (NTP) for its own logs')
    : ok('clock', text);
}

export function linkHealth({ paths, livePaths, relayAnswers, roundTripMs }: LinkCondition): HealthLine {
  const trip = roundTripMs === undefined ? '' : `, round trip ${Math.round(roundTripMs)} ms`;
  const text = `${livePaths} of ${paths} paths live${trip}`;
  if (!relayAnswers)
    return fault(
      'link',
      livePaths === 0 ? `no relay (${paths} paths tried)` : `${text}, but no answer`,
      'network up? relay address right? key the one of the roster? tillbell logs tells which',
    );
  if (livePaths < paths) return warning('link', text, 'one path is down: Wi-Fi, SIM or its relay address');
  if (roundTripMs !== undefined && roundTripMs > SLOW_LINK_MS)
    return warning('link', text, 'slow: a better place for the antenna, or the other network');
  return paths === 1 ? ok('link', `${text}; a second path would hide lost packets`) : ok('link', text);
}

/** What was refused is no fault of this device, but something to know. */
export function refusalHealth(refusals: ReadonlyMap<string, number>): HealthLine[] {
  const forged = refusals.get('bad_seal') ?? 0;
  if (forged > 0)
    return [
      fault(
        'seal',
        `${forged} messages with a wrong seal were refused`,
        'the key is not the roster’s, or somebody forges: provision it anew',
      ),
    ];
  return [];
}

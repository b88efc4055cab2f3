import { logId, orderSn } from '../../shared/ids.ts';
import { fen, seq, unixMs } from '../../shared/quantities.ts';
import type { HeldNotice } from './announcement.ts';

/** The relay's time in the announcer's tests. */
export const TRIAL_NOW_MS = 1_800_000_000_000;

/** The `position`th payment of its log, of as many yuan, paid `ageMs` ago. */
export const heldNotice = (position: number, ageMs = 0, other: Partial<HeldNotice> = {}): HeldNotice => ({
  newsId: position,
  logId: logId('00000000000000aa'),
  logNumber: 1,
  seq: seq(position),
  sn: orderSn(String(position).padStart(16, '0')),
  kind: 'payment',
  payway: '3',
  amountFen: fen(position * 100),
  paidAtMs: unixMs(TRIAL_NOW_MS - ageMs),
  ...other,
});

import { deviceId } from '../../shared/ids.ts';
import {
  type CampaignInput,
  type CampaignPlan,
  type CampaignState,
  newCampaign,
  stepCampaign,
} from './campaign.ts';

/** A line of a campaign's file: its plan first, then each input that changed something. */
export const planLine = (plan: CampaignPlan): string => `${JSON.stringify({ plan })}\n`;
export const inputLine = (atMs: number, input: CampaignInput): string =>
  `${JSON.stringify({ atMs, input })}\n`;

/**
 * The campaign as it was when the last whole line was written; undefined where the file holds no plan. A last line
 * without its end was cut by the power: who wrote it was not answered, and says it again.
 */
export function replayCampaign(text: string): { state: CampaignState; wholeBytes: number } | undefined {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first = '', ...rest] = whole.split('\n').slice(0, -1);
  const plan = readPlan(first);
  if (plan === undefined) return undefined;
  let state = newCampaign(plan);
  for (const line of rest) {
    const entry = readEntry(line);
    if (entry !== undefined) ({ state } = stepCampaign(state, entry.input, entry.atMs));
  }
  return { state, wholeBytes: Buffer.byteLength(whole) };
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Our own file: what is in it was checked before it was written; what is broken is left out. */
function readPlan(line: string): CampaignPlan | undefined {
  const { plan } = parse(line);
  if (typeof plan !== 'object' || plan === null || !('devices' in plan)) return undefined;
  const known = plan as CampaignPlan;
  return Array.isArray(known.devices) ? { ...known, devices: known.devices.map(deviceId) } : undefined;
}

function readEntry(line: string): { atMs: number; input: CampaignInput } | undefined {
  const { atMs, input } = parse(line);
  if (typeof atMs !== 'number' || typeof input !== 'object' || input === null || !('type' in input))
    return undefined;
  return { atMs, input: input as CampaignInput };
}

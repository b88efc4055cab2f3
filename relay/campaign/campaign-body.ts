import { Failure } from '../../shared/failure.ts';
import { type DeviceId, deviceId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { readJsonBody } from '../api/json-body.ts';
import type { CampaignInput, DeviceWord } from './campaign.ts';
import type { CampaignWish } from './campaigns-link.ts';
import { imageName } from './image-record.ts';

const SOAK_MINUTES_MOST = 10_080;

/** `{image, devices, soakMinutes}`, all of them and nothing else. @throws Failure `malformed` or `too_large` */
export function readCampaignBody(body: Buffer): CampaignWish {
  const { image, devices, soakMinutes } = readJsonBody(body, ['image', 'devices', 'soakMinutes']);
  if (!Array.isArray(devices) || devices.length === 0)
    throw new Failure('malformed', 'devices must be a list of device ids, and not an empty one');
  if (devices.length > limits.devices) throw new Failure('too_large', `at most ${limits.devices} devices`);
  if (typeof soakMinutes !== 'number' || !(soakMinutes >= 0 && soakMinutes <= SOAK_MINUTES_MOST))
    throw new Failure('malformed', `soakMinutes is a number from 0 to ${SOAK_MINUTES_MOST}`);
  return { image: imageName(image), devices: devices.map(deviceId), soakMs: soakMinutes * 60_000 };
}

/** `{retryFailed}`: are the failed devices ordered once more? @throws Failure `malformed` */
export function readResumeBody(body: Buffer): boolean {
  const { retryFailed } = readJsonBody(body, ['retryFailed']);
  if (typeof retryFailed !== 'boolean') throw new Failure('malformed', 'retryFailed is true or false');
  return retryFailed;
}

const WORDS: readonly DeviceWord[] = ['fetching', 'flashing', 'done', 'failed', 'refused'];

/** `{campaign, state, detail}`: what a device tells of its board. @throws Failure `malformed` */
export function readFirmwareWord(
  device: DeviceId,
  body: Buffer,
): { readonly campaign: string; readonly input: Extract<CampaignInput, { type: 'told' }> } {
  const { campaign, state, detail } = readJsonBody(body, ['campaign', 'state', 'detail']);
  const word = WORDS.find((one) => one === state);
  if (word === undefined) throw new Failure('malformed', `state must be one of ${WORDS.join(', ')}`);
  if (typeof detail !== 'string' || detail.length > limits.campaignDetailCharacters)
    throw new Failure(
      'malformed',
      `detail is a text of at most ${limits.campaignDetailCharacters} characters`,
    );
  return { campaign: campaignId(campaign), input: { type: 'told', device, word, detail } };
}

/** @throws Failure `malformed` */
export function campaignId(text: unknown): string {
  if (typeof text !== 'string' || !/^[0-9a-f]{8}$/.test(text))
    throw new Failure('malformed', 'a campaign is named by 8 hex digits');
  return text;
}

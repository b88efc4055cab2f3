import { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { operatorOnly } from '../api/operator-access.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import { type FullRequest, type RequestHead, type Route, readQuery } from '../http/routes.ts';
import type { CampaignState } from './campaign.ts';
import { campaignId, readCampaignBody, readFirmwareWord, readResumeBody } from './campaign-body.ts';
import type { Campaigns } from './campaigns-link.ts';
import { provenDevice } from './device-access.ts';

/** Firmware over the relay: images and campaigns for operators, orders and pieces for devices. */
export function campaignRoutes(
  campaigns: Campaigns,
  operatorToken: string,
  now: () => number,
): readonly Route[] {
  const provenBy = (head: RequestHead) =>
    provenDevice(head.headers.authorization, (device) => campaigns.keysOf(device), now());
  const admit = (head: RequestHead): void => {
    provenBy(head);
  };
  const forOperators = operatorRoutes(campaigns).map((route) => operatorOnly(operatorToken, route));
  const forDevices: readonly Route[] = [
    {
      method: 'GET',
      path: '/v1/firmware',
      bodyBytesMax: 0,
      provesCaller: true,
      admit,
      async handle(request) {
        const { board } = readQuery(request.query, ['board']);
        if (board === undefined || !/^[a-z0-9-]{1,32}$/.test(board))
          throw new Failure('malformed', 'board is the kind of the board, 1 to 32 of a–z, 0–9, hyphen');
        const order = await campaigns.asked(provenBy(request), board);
        if (order === undefined) return jsonReply(200, { order: null });
        const { sha256, bytes, version } = order.image;
        return jsonReply(200, { order: { campaign: order.state.plan.id, image: sha256, bytes, version } });
      },
    },
    {
      method: 'POST',
      path: '/v1/firmware',
      bodyBytesMax: limits.apiBodyBytes,
      provesCaller: true,
      admit,
      async handle(request) {
        const { campaign, input } = readFirmwareWord(provenBy(request), request.body);
        await campaigns.told(campaign, input);
        return jsonReply(200, { campaign });
      },
    },
    {
      method: 'GET',
      path: '/v1/firmware/:image',
      bodyBytesMax: 0,
      provesCaller: true,
      admit,
      handle: (request) => piece(campaigns, request),
    },
  ];
  return [...forOperators, ...forDevices];
}

async function piece(campaigns: Campaigns, { parameters, query }: FullRequest): Promise<Reply> {
  const { from = '0' } = readQuery(query, ['from']);
  if (!/^\d{1,8}$/.test(from)) throw new Failure('malformed', 'from is a number of bytes');
  const bytes = await campaigns.images.read(parameters[0] ?? '', Number(from));
  return { status: 200, type: 'application/octet-stream', body: '', bytes };
}

function operatorRoutes(campaigns: Campaigns): readonly Omit<Route, 'provesCaller'>[] {
  const { images } = campaigns;
  const one = '/v1/campaigns/:id';
  return [
    {
      method: 'POST',
      path: '/v1/images',
      bodyBytesMax: limits.campaignImageBytes,
      handle: async ({ body, query }) => {
        readQuery(query, []);
        return jsonReply(201, await images.put(body));
      },
    },
    {
      method: 'GET',
      path: '/v1/images',
      bodyBytesMax: 0,
      handle: () => jsonReply(200, { images: images.records }),
    },
    {
      method: 'DELETE',
      path: '/v1/images/:image',
      bodyBytesMax: 0,
      handle: async ({ parameters }) => {
        const { sha256 } = images.record(parameters[0] ?? '');
        if (campaigns.isInUse(sha256))
          throw new Failure('conflict', 'a campaign brings it out: stop that first');
        await images.delete(sha256);
        return jsonReply(200, { sha256 });
      },
    },
    {
      method: 'POST',
      path: '/v1/campaigns',
      bodyBytesMax: limits.campaignImageBytes,
      handle: async ({ body }) => jsonReply(201, shown(await campaigns.begin(readCampaignBody(body)))),
    },
    {
      method: 'GET',
      path: '/v1/campaigns',
      bodyBytesMax: 0,
      handle: () => jsonReply(200, { campaigns: campaigns.all.map(shown) }),
    },
    {
      method: 'GET',
      path: one,
      bodyBytesMax: 0,
      handle: ({ parameters }) => {
        const state = campaigns.find(campaignId(parameters[0]));
        return jsonReply(200, { ...shown(state), devices: shownDevices(state) });
      },
    },
    {
      method: 'POST',
      path: `${one}/resume`,
      bodyBytesMax: limits.apiBodyBytes,
      handle: async ({ parameters, body }) =>
        jsonReply(200, shown(await campaigns.resume(campaignId(parameters[0]), readResumeBody(body)))),
    },
    {
      method: 'DELETE',
      path: one,
      bodyBytesMax: 0,
      handle: async ({ parameters }) =>
        jsonReply(200, shown(await campaigns.stop(campaignId(parameters[0])))),
    },
  ];
}

const STAGE_NAMES = ['one device', '1 %', '10 %', 'all'] as const;

function shown({ plan, state, reason, stage, stageSinceMs, settled, progress }: CampaignState) {
  const { devices, ...rest } = plan;
  const counts: Record<string, number> = { waiting: devices.length - progress.size };
  for (const one of progress.values()) counts[one.state] = (counts[one.state] ?? 0) + 1;
  return {
    ...rest,
    deviceCount: devices.length,
    state,
    reason,
    stage: STAGE_NAMES[stage],
    stageSinceMs,
    settledFailures: settled.size,
    counts,
  };
}

function shownDevices({ plan, progress }: CampaignState) {
  return plan.devices.map((device) => {
    const { state, atMs, detail } = progress.get(device) ?? { state: 'waiting', atMs: 0, detail: '' };
    return { device, state, atMs, detail };
  });
}

import { Failure } from '../../shared/failure.ts';
import { type DeviceId, deviceId, moduleSerial } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { SLOT_ACTIONS } from '../../shared/messages.ts';
import type { CommandResult, SlotOrder } from '../cabinet/slot-commands-link.ts';
import { jsonReply } from '../http/reply.ts';
import { type Route, readQuery } from '../http/routes.ts';
import type { RelayStore } from '../store.ts';
import { readJsonBody } from './json-body.ts';

export interface SlotRoutesOptions {
  readonly store: Pick<RelayStore, 'readDevice'>;
  commandSlot(cabinet: DeviceId, order: SlotOrder): Promise<CommandResult>;
}

const FIELDS = ['action', 'module', 'slot'] as const;

/** `POST /v1/devices/{id}/slots` `{action, module, slot}`: what a technician does to one slot, from afar. */
export function slotRoutes(options: SlotRoutesOptions): readonly Omit<Route, 'provesCaller'>[] {
  return [
    {
      method: 'POST',
      path: '/v1/devices/:id/slots',
      bodyBytesMax: limits.apiBodyBytes,
      async handle({ parameters, query, body }) {
        readQuery(query, []);
        const cabinet = deviceId(parameters[0]);
        const order = readSlotBody(body);
        const entry = await options.store.readDevice(cabinet);
        if (entry === undefined) throw new Failure('not_found', `there is no cabinet ${cabinet}`);
        if (entry.role !== 'cabinet') throw new Failure('not_a_cabinet', `${cabinet} is no cabinet`);
        return jsonReply(200, await options.commandSlot(cabinet, order));
      },
    },
  ];
}

/** @throws Failure `malformed`, naming the field */
function readSlotBody(body: Buffer): SlotOrder {
  const { action, module, slot } = readJsonBody(body, FIELDS);
  const known = SLOT_ACTIONS.find((one) => one === action);
  if (known === undefined) throw new Failure('malformed', `action must be one of ${SLOT_ACTIONS.join(', ')}`);
  if (typeof slot !== 'number' || !Number.isInteger(slot) || slot < 1 || slot > limits.slotsPerModule) {
    throw new Failure('malformed', `slot is an integer from 1 to ${limits.slotsPerModule}`);
  }
  return { do: known, at: { module: moduleSerial(module), slot } };
}

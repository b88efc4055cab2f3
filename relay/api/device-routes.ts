import { Failure } from '../../shared/failure.ts';
import { type DeviceId, deviceId, type LogId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { DeviceState } from '../device-state.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import { type FullRequest, type Route, readQuery } from '../http/routes.ts';
import type { DeviceEntry, RelayStore } from '../store.ts';
import { readDeviceBody } from './device-body.ts';

export interface DeviceRoutesOptions {
  readonly store: Pick<
    RelayStore,
    'readDevice' | 'listDevices' | 'putDevice' | 'replaceKey' | 'deleteDevice' | 'readLogEnd'
  >;
  readonly deviceStates: () => Pick<ReadonlyMap<DeviceId, DeviceState>, 'get'>;
  /** Resolves when what was changed of this device holds for connections too. */
  rosterChanged(device: DeviceId): Promise<void>;
  now(): UnixMs;
  drawDeviceKey(): Uint8Array;
  drawLogId(): LogId;
}

/** The roster: which devices there are, whom they serve, how they are. */
export function deviceRoutes(options: DeviceRoutesOptions): readonly Omit<Route, 'provesCaller'>[] {
  const changes = new OneAfterAnother();
  const one = '/v1/devices/:id';
  return [
    { method: 'GET', path: '/v1/devices', bodyBytesMax: 0, handle: (request) => list(options, request) },
    { method: 'GET', path: one, bodyBytesMax: 0, handle: (request) => show(options, idOf(request)) },
    {
      method: 'PUT',
      path: one,
      bodyBytesMax: limits.apiBodyBytes,
      handle: (request) => {
        const entry = readDeviceBody(idOf(request), request.body);
        return changes.run(() => put(options, entry));
      },
    },
    {
      method: 'DELETE',
      path: one,
      bodyBytesMax: 0,
      handle: (request) => {
        const id = idOf(request);
        return changes.run(() => remove(options, id));
      },
    },
    {
      method: 'POST',
      path: `${one}/key`,
      bodyBytesMax: 0,
      handle: (request) => {
        const id = idOf(request);
        return changes.run(() => replaceKey(options, id));
      },
    },
  ];
}

/** @throws Failure `malformed` for a hostile id or a parameter after it, of which none is known */
function idOf(request: FullRequest): DeviceId {
  readQuery(request.query, []);
  return deviceId(request.parameters[0]);
}

const unknownDevice = (id: DeviceId): Failure => new Failure('not_found', `there is no device ${id}`);

/** How a device is, as the API shows it. Before it has spoken, all that is known is that it is not there. */
function stateOf(state: DeviceState | undefined) {
  if (state === undefined) return { online: false, paths: 0 };
  const { status, ...rest } = state;
  // Promise 8 on a network that loses packets takes two paths; a device says here that it has no second.
  return { ...rest, ...status, hasSecondPath: state.paths > 1 };
}

async function list(options: DeviceRoutesOptions, request: FullRequest): Promise<Reply> {
  const { after } = readQuery(request.query, ['after']);
  const behind = after === undefined ? '' : deviceId(after);
  const states = options.deviceStates();
  // One more than is told says whether there are more.
  const devices = await options.store.listDevices(behind, limits.devicesListed + 1);
  const page = devices.slice(0, limits.devicesListed);
  const next = devices.length > page.length ? page.at(-1)?.id : undefined;
  return jsonReply(200, {
    devices: page.map((entry) => ({ ...entry, state: stateOf(states.get(entry.id)) })),
    // Ask again with ?after= this one.
    ...(next === undefined ? {} : { next }),
  });
}

async function show(options: DeviceRoutesOptions, id: DeviceId): Promise<Reply> {
  const entry = await options.store.readDevice(id);
  if (entry === undefined) throw unknownDevice(id);
  const log = await options.store.readLogEnd(id);
  const state = stateOf(options.deviceStates().get(id));
  return jsonReply(200, { ...entry, ...(log === undefined ? {} : { log }), state });
}

async function put(options: DeviceRoutesOptions, entry: DeviceEntry): Promise<Reply> {
  const key = options.drawDeviceKey();
  const outcome = await options.store.putDevice(entry, key, options.drawLogId(), options.now());
  await options.rosterChanged(entry.id);
  if (outcome === 'changed') return jsonReply(200, { id: entry.id });
  return jsonReply(201, { id: entry.id, key: Buffer.from(key).toString('base64') });
}

async function replaceKey(options: DeviceRoutesOptions, id: DeviceId): Promise<Reply> {
  const key = options.drawDeviceKey();
  if (!(await options.store.replaceKey(id, key))) throw unknownDevice(id);
  await options.rosterChanged(id);
  return jsonReply(200, { id, key: Buffer.from(key).toString('base64') });
}

async function remove(options: DeviceRoutesOptions, id: DeviceId): Promise<Reply> {
  const deleted = await options.store.deleteDevice(id, options.now());
  // Even if it was gone already: an earlier call may have been cut off before its connections were ended.
  await options.rosterChanged(id);
  if (!deleted) throw unknownDevice(id);
  return jsonReply(200, { id });
}

/** Changes of the roster run one by one: each is judged against what the one before has left. */
class OneAfterAnother {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(change, change);
    this.#last = result.catch(() => {});
    return result;
  }
}

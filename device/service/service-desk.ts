import { Failure, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { type CborRecord, decodeCbor, encodeCbor, FieldReader } from '../../shared/smp/cbor.ts';
import { OS_COMMAND } from '../../shared/smp/os-requests.ts';
import { decodeRequest, encodePacket, replyOperation, type SmpPacket } from '../../shared/smp/packet.ts';
import { GROUP } from '../../shared/smp/request.ts';
import {
  type BoardIdentity,
  type HealthLine,
  type Provisioning,
  SERVICE_COMMAND,
  type SlotLine,
} from '../../shared/smp/service.ts';
import { SMP_ERRORS, smpErrorBody } from '../../shared/smp/smp-error.ts';
import type { LogRing } from './log-ring.ts';
import { answerSettings, type SettingsAccess } from './settings-answer.ts';

/** What the service session asks of the device that it stands in. Each may refuse by throwing a Failure. */
export interface ServiceHost extends SettingsAccess {
  identity(): BoardIdentity;
  health(): readonly HealthLine[];
  slots(): readonly SlotLine[];
  /** @param kind `''`: a test announcement */
  say(kind: string): void;
  /** Resolves when it is on disk. */
  freeSlot(slot: number): Promise<void>;
  /** On disk when it returns. @returns whether the device starts anew with it */
  provision(told: Provisioning): boolean;
}

export type ServiceAnswer =
  | { readonly body: CborRecord }
  | { readonly code: number; readonly reason?: string };

/** The device's side of a technician's questions (docs/boards.md, groups 0, 3 and 64), one packet after the other. */
export class ServiceDesk {
  readonly #host: ServiceHost;
  readonly #log: LogRing;

  constructor(host: ServiceHost, log: LogRing) {
    this.#host = host;
    this.#log = log;
  }

  /** @returns the answer; undefined for what is no request */
  async answer(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const request = decodeRequest(bytes);
    if (request === undefined) return undefined;
    const answer = await this.#judge(request);
    const payload = 'body' in answer ? answer.body : smpErrorBody(request.version, answer);
    const operation = replyOperation(request.operation);
    return encodePacket({ ...request, operation, payload: encodeCbor(payload) });
  }

  async #judge(request: SmpPacket): Promise<ServiceAnswer> {
    try {
      return await this.#dispatch(request, new FieldReader(decodeCbor(request.payload), 'request'));
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      return { code: CODES[thrown.code] ?? SMP_ERRORS.badState, reason: thrown.message };
    }
  }

  #dispatch(request: SmpPacket, fields: FieldReader): ServiceAnswer | Promise<ServiceAnswer> {
    const isWrite = request.operation === 'write';
    switch (request.group) {
      case GROUP.os:
        return answerOs(request.command, isWrite, fields);
      case GROUP.settings:
        return answerSettings(this.#host, request.command, isWrite, fields);
      case GROUP.service:
        return this.#service(request.command, isWrite, fields);
      default:
        return NOT_SUPPORTED;
    }
  }

  async #service(command: number, isWrite: boolean, fields: FieldReader): Promise<ServiceAnswer> {
    const host = this.#host;
    switch (command) {
      case SERVICE_COMMAND.identify: {
        const { boardId, serial, role, version } = host.identity();
        return isWrite ? NOT_SUPPORTED : { body: { board: boardId, serial, role, version } };
      }
      case SERVICE_COMMAND.selfTest: {
        const lines = host.health();
        const passed = lines.every(({ state }) => state !== 'fault');
        return isWrite ? { body: { passed, lines: lines.map((line) => ({ ...line })) } } : NOT_SUPPORTED;
      }
      case SERVICE_COMMAND.health: {
        const from = fields.count('from', 0);
        const rest = host.health().slice(from);
        return page(
          'lines',
          rest.map((line) => ({ ...line })),
          from,
        );
      }
      case SERVICE_COMMAND.slots: {
        const from = fields.count('from', 0);
        return page('slots', host.slots().slice(from).map(slotRecord), from);
      }
      case SERVICE_COMMAND.logs: {
        const { first, lines } = this.#log.from(fields.count('from', 0));
        return page(
          'lines',
          lines.map((text) => ({ text })),
          first,
        );
      }
      case SERVICE_COMMAND.provision:
        return isWrite ? { body: { restart: host.provision(readProvisioning(fields)) } } : NOT_SUPPORTED;
      case SERVICE_COMMAND.say:
        host.say(fields.text('text', ''));
        return { body: {} };
      case SERVICE_COMMAND.freeSlot:
        await host.freeSlot(fields.count('slot'));
        return { body: {} };
      case SERVICE_COMMAND.ejectSlot:
        throw new Failure(
          'forbidden',
          'a bank leaves this cabinet by a rental only; open it to take one out',
        );
      default:
        return NOT_SUPPORTED;
    }
  }
}

const NOT_SUPPORTED: ServiceAnswer = { code: SMP_ERRORS.notSupported };

const CODES: Readonly<Partial<Record<Failure['code'], number>>> = {
  malformed: SMP_ERRORS.invalidValue,
  too_large: SMP_ERRORS.messageTooLarge,
  not_found: SMP_ERRORS.notFound,
  forbidden: SMP_ERRORS.accessDenied,
  overloaded: SMP_ERRORS.busy,
  timed_out: SMP_ERRORS.timeout,
};

function answerOs(command: number, isWrite: boolean, fields: FieldReader): ServiceAnswer {
  if (command === OS_COMMAND.echo && isWrite) return { body: { r: fields.text('d') } };
  if (command === OS_COMMAND.parameters && !isWrite)
    return { body: { buf_size: limits.servicePacketBytes, buf_count: limits.serviceRequestsWaiting } };
  return NOT_SUPPORTED;
}

function slotRecord({ slot, place, state, bankId, levelPercent }: SlotLine): CborRecord {
  return {
    slot,
    place,
    state,
    ...(bankId === undefined ? {} : { bank: bankId }),
    ...(levelPercent === undefined ? {} : { level: levelPercent }),
  };
}

/** As many as fit into one packet, and at least one, which always does. */
function page(name: string, all: readonly CborRecord[], first: number): ServiceAnswer {
  const items: CborRecord[] = [];
  let bytes = 0;
  for (const item of all) {
    bytes += encodeCbor(item).length;
    if (items.length > 0 && bytes > limits.servicePageBytes) break;
    items.push(item);
  }
  return { body: { [name]: items, more: items.length < all.length, first } };
}

function readProvisioning(fields: FieldReader): Provisioning {
  const text = <Name extends string>(field: string, name: Name) =>
    fields.has(field) ? ({ [name]: fields.text(field) } as { readonly [Key in Name]: string }) : {};
  const key = fields.optional('key', (there) => there.bytes('key'));
  return {
    ...text('id', 'deviceId'),
    ...(key === undefined ? {} : { deviceKey: key }),
    ...text('relay', 'relayUrl'),
    ...text('ssid', 'wifiName'),
    ...text('psk', 'wifiPassword'),
    ...text('language', 'language'),
    ...text('store', 'store'),
  };
}

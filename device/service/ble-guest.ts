import { isFailure } from '../../shared/failure.ts';
import { BlePacketAssembler } from '../../shared/smp/ble-framing.ts';
import {
  agree,
  EXCHANGE_KEY_BYTES,
  exchangePair,
  isProof,
  type SessionSecrets,
} from '../../shared/smp/ble-handshake.ts';
import { isSealed, PacketOpener, PacketSealer } from '../../shared/smp/ble-seal.ts';
import { type CborRecord, decodeCbor, encodeCbor, FieldReader } from '../../shared/smp/cbor.ts';
import { decodeRequest, encodePacket, replyOperation, type SmpPacket } from '../../shared/smp/packet.ts';
import { GROUP } from '../../shared/smp/request.ts';
import { SERVICE_COMMAND } from '../../shared/smp/service.ts';
import { SMP_ERRORS, smpErrorBody } from '../../shared/smp/smp-error.ts';

export type GuestHeard =
  /** More is to come, or it was nothing. */
  | { readonly kind: 'wait' }
  /** To be answered at once. */
  | { readonly kind: 'say'; readonly packet: Uint8Array; readonly isWrongCode: boolean }
  /** A question for the desk; `reply` makes of its answer what goes into the air. */
  | {
      readonly kind: 'ask';
      readonly packet: Uint8Array;
      readonly isProven: boolean;
      reply(answer: Uint8Array): Uint8Array;
    };

const WAIT: GuestHeard = { kind: 'wait' };

interface Greeting {
  readonly client: Uint8Array;
  readonly device: Uint8Array;
  readonly secrets: SessionSecrets;
}

/** One central that is connected: its pieces, its handshake, its seal. All of it ends with the connection. */
export class BleGuest {
  readonly #code: Uint8Array;
  readonly #drawBytes: (count: number) => Uint8Array;
  readonly #assembler = new BlePacketAssembler();
  #greeting: Greeting | undefined;
  #seal: { readonly sealer: PacketSealer; readonly opener: PacketOpener } | undefined;

  constructor(code: Uint8Array, drawBytes: (count: number) => Uint8Array) {
    this.#code = code;
    this.#drawBytes = drawBytes;
  }

  /** It has shown that it knows the code. */
  get isProven(): boolean {
    return this.#seal !== undefined;
  }

  hear(piece: Uint8Array, nowMs: number): GuestHeard {
    const bytes = this.#assembler.push(piece, nowMs);
    if (bytes === undefined) return WAIT;
    const packet = decodeRequest(bytes);
    if (packet === undefined) return WAIT;
    if (isSealed(packet)) return this.#unseal(bytes);
    const { group, command, operation } = packet;
    if (group === GROUP.service && operation === 'write') {
      if (command === SERVICE_COMMAND.greet) return this.#answer(packet, (fields) => this.#greet(fields));
      if (command === SERVICE_COMMAND.prove) return this.#answer(packet, (fields) => this.#prove(fields));
    }
    // Not sealed: as good as from anybody, also where the code was shown before.
    return { kind: 'ask', packet: bytes, isProven: false, reply: (answer) => answer };
  }

  #unseal(bytes: Uint8Array): GuestHeard {
    const seal = this.#seal;
    const inside = seal?.opener.open(bytes);
    if (seal === undefined || inside === undefined) return WAIT;
    return { kind: 'ask', packet: inside, isProven: true, reply: (answer) => seal.sealer.seal(answer) };
  }

  /** A repeat, because the answer was lost, gets the same key again; a new greeting begins anew. */
  #greet(fields: FieldReader): CborRecord | undefined {
    const client = fields.bytes('e');
    if (this.#greeting === undefined || Buffer.compare(this.#greeting.client, client) !== 0) {
      const own = exchangePair(this.#drawBytes(EXCHANGE_KEY_BYTES));
      const device = own.publicBytes;
      const secrets = agree({ own, client, device, code: this.#code });
      this.#greeting = { client, device, secrets };
      this.#seal = undefined;
    }
    return { e: this.#greeting.device };
  }

  /** One try for each greeting. A repeat of the right proof changes nothing: counters go on where they are. */
  #prove(fields: FieldReader): CborRecord | undefined {
    const { secrets } = this.#greeting ?? {};
    if (secrets === undefined) return undefined;
    if (!isProof(fields.bytes('p'), secrets.clientProof)) {
      this.#greeting = undefined;
      this.#seal = undefined;
      return undefined;
    }
    this.#seal ??= {
      sealer: new PacketSealer(secrets.toClient, 'write_reply'),
      opener: new PacketOpener(secrets.toDevice, 'write'),
    };
    return { p: secrets.deviceProof };
  }

  #answer(request: SmpPacket, work: (fields: FieldReader) => CborRecord | undefined): GuestHeard {
    let body: CborRecord;
    let isWrongCode = false;
    try {
      const done = work(new FieldReader(decodeCbor(request.payload), 'greeting'));
      isWrongCode = done === undefined;
      body = done ?? smpErrorBody(request.version, { code: SMP_ERRORS.accessDenied });
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      body = smpErrorBody(request.version, { code: SMP_ERRORS.invalidValue });
    }
    const operation = replyOperation(request.operation);
    const packet = encodePacket({ ...request, operation, payload: encodeCbor(body) });
    return { kind: 'say', packet, isWrongCode };
  }
}

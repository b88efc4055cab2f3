import { createCipheriv, createDecipheriv } from 'node:crypto';
import { isFailure } from '../failure.ts';
import { decodeCbor, encodeCbor, FieldReader } from './cbor.ts';
import { decodePacket, encodePacket, type SmpPacket } from './packet.ts';
import { GROUP } from './request.ts';
import { SERVICE_COMMAND } from './service.ts';

const CIPHER = 'chacha20-poly1305';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** RFC 8439; a counter is used once with a key, and a key for one direction of one connection. */
function nonceOf(counter: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(counter), NONCE_BYTES - 8);
  return nonce;
}

/** Whole SMP packets in, SMP packets `{n: counter, c: sealed}` out. */
export class PacketSealer {
  readonly #key: Uint8Array;
  readonly #operation: 'write' | 'write_reply';
  #counter = 0;

  constructor(key: Uint8Array, operation: 'write' | 'write_reply') {
    this.#key = key;
    this.#operation = operation;
  }

  /** @throws Failure `too_large` */
  seal(packet: Uint8Array): Uint8Array {
    this.#counter += 1;
    const cipher = createCipheriv(CIPHER, this.#key, nonceOf(this.#counter), { authTagLength: TAG_BYTES });
    const sealed = Buffer.concat([cipher.update(packet), cipher.final(), cipher.getAuthTag()]);
    return encodePacket({
      version: 2,
      operation: this.#operation,
      group: GROUP.service,
      sequence: this.#counter % 256,
      command: SERVICE_COMMAND.sealed,
      payload: encodeCbor({ n: this.#counter, c: Uint8Array.from(sealed) }),
    });
  }
}

export const isSealed = ({ group, command }: SmpPacket): boolean =>
  group === GROUP.service && command === SERVICE_COMMAND.sealed;

/** The other side of {@link PacketSealer}: what was changed, made up, or came before is nothing. */
export class PacketOpener {
  readonly #key: Uint8Array;
  readonly #operation: 'write' | 'write_reply';
  #newest = 0;

  constructor(key: Uint8Array, operation: 'write' | 'write_reply') {
    this.#key = key;
    this.#operation = operation;
  }

  /** @returns the packet inside; undefined for all that our other side has not just sent */
  open(bytes: Uint8Array): Uint8Array | undefined {
    try {
      const packet = decodePacket(bytes);
      if (!isSealed(packet) || packet.operation !== this.#operation) return undefined;
      const fields = new FieldReader(decodeCbor(packet.payload), 'sealed');
      const counter = fields.count('n');
      if (counter <= this.#newest) return undefined;
      const inside = this.#decipher(counter, fields.bytes('c'));
      if (inside !== undefined) this.#newest = counter;
      return inside;
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      return undefined;
    }
  }

  #decipher(counter: number, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, nonceOf(counter), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const inside = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      decipher.final();
      return Uint8Array.from(inside);
    } catch {
      return undefined; // not sealed with this key, or changed on the way
    }
  }
}

import { Failure } from '../failure.ts';
import type { Machine } from '../machine.ts';
import { agree, EXCHANGE_KEY_BYTES, exchangePair, greet, isProof, prove } from './ble-handshake.ts';
import { PacketOpener, PacketSealer } from './ble-seal.ts';
import { BoardTalk } from './board-talk-link.ts';
import { SMP_ERRORS } from './smp-error.ts';
import type { SmpLink, SmpMtu } from './smp-link.ts';

/** A device reached over the air with its service code: what goes over the link below is sealed, both ways. */
export class SealedLink implements SmpLink {
  readonly #inner: SmpLink;
  readonly #code: Uint8Array;
  readonly #machine: Machine;
  #sealer: PacketSealer | undefined;
  #opener: PacketOpener | undefined;

  /** @param inner not connected yet */
  constructor(inner: SmpLink, code: Uint8Array, machine: Machine) {
    this.#inner = inner;
    this.#code = code;
    this.#machine = machine;
  }

  /** @throws Failure those of the link below; `not_found` (it knows no codes), `forbidden` (another code) */
  async connect(): Promise<void> {
    await this.#inner.connect();
    const talk = new BoardTalk(this.#inner, this.#machine);
    const own = exchangePair(this.#machine.drawBytes(EXCHANGE_KEY_BYTES));
    const greeted = await talk.answer(greet(own.publicBytes));
    if (greeted.kind === 'failed') throw greeted.failure;
    if (greeted.kind === 'refused') {
      if (greeted.error.code === SMP_ERRORS.notSupported)
        throw new Failure('not_found', 'this board asks for no service code: leave --code-file out');
      throw new Failure('forbidden', 'the device did not take the greeting');
    }
    const secrets = agree({ own, client: own.publicBytes, device: greeted.value, code: this.#code });
    const proven = await talk.answer(prove(secrets.clientProof));
    if (proven.kind === 'failed') throw proven.failure;
    if (proven.kind === 'refused')
      throw new Failure('forbidden', 'the device says no: this is not its service code');
    if (!isProof(proven.value, secrets.deviceProof))
      throw new Failure('forbidden', 'what answers does not know the service code: it is not the device');
    this.#sealer = new PacketSealer(secrets.toDevice, 'write');
    this.#opener = new PacketOpener(secrets.toClient, 'write_reply');
  }

  async send(packet: Uint8Array): Promise<void> {
    if (this.#sealer === undefined) throw new Failure('device_gone', 'not connected');
    await this.#inner.send(this.#sealer.seal(packet));
  }

  async receive(waitMs: number): Promise<Uint8Array | undefined> {
    const deadlineMs = this.#machine.steadyMs() + waitMs;
    for (;;) {
      const leftMs = Math.max(0, deadlineMs - this.#machine.steadyMs());
      const packet = await this.#inner.receive(leftMs);
      if (packet === undefined) return undefined;
      // Anybody can put an unsealed answer into the air.
      const inside = this.#opener?.open(packet);
      if (inside !== undefined) return inside;
    }
  }

  mtu(): SmpMtu {
    return this.#inner.mtu();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

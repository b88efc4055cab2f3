import mqttPacket from 'mqtt-packet';
import { deriveDeviceKeys } from '../../../shared/device-key.ts';
import { sealDown } from '../../../shared/frame.ts';
import { logId } from '../../../shared/ids.ts';
import { fen, fenSum, seq, unixMs } from '../../../shared/quantities.ts';
import { downTopic } from '../../../shared/topics.ts';
import { type Audience, type Seat, seatOf, snOf } from '../wire.ts';
import { LoadFileWriter } from './load-file.ts';

/** Connections over which a back end would publish to its broker; one packet of each at a time carries a given id. */
export const PUBLISHERS = 8;
const MESSAGE_IDS = 65_535;

/** MQTT wants ids of 1 … 65535; one comes round again long after its PUBACK (3.1.1 clause 2.3.1). */
export const messageIdOf = (index: number): number => (Math.floor(index / PUBLISHERS) % MESSAGE_IDS) + 1;

const AMOUNT_FEN = 1_250;

/** The same sealed notices that our relay would send, ready to be published to a plain broker with QoS 1. */
export class PublishLoad {
  readonly path: string;
  readonly #writer: LoadFileWriter;
  readonly #seats;
  readonly #audience: Audience;
  /** How many notices each seat has got so far. */
  readonly #lastSeq: Uint32Array;

  constructor(path: string, seats: readonly Seat[], audience: Audience) {
    this.path = path;
    this.#writer = new LoadFileWriter(path);
    this.#audience = audience;
    this.#lastSeq = new Uint32Array(seats.length);
    this.#seats = seats.map(({ id, key }) => ({ id, keys: deriveDeviceKeys(key) }));
  }

  /** Makes it at least `count` notices long. */
  reach(count: number): void {
    while (this.#writer.count < count) this.#writer.add(this.#publish(this.#writer.count));
    this.#writer.flush();
  }

  close(): void {
    this.#writer.close();
  }

  #publish(index: number): Buffer {
    const place = seatOf(index, this.#audience);
    const seat = this.#seats[place];
    if (seat === undefined) throw new RangeError(`no seat ${place}`);
    const number = (this.#lastSeq[place] ?? 0) + 1;
    this.#lastSeq[place] = number;
    const payload = sealDown(seat.keys, seat.id, {
      type: 'notice',
      logId: logId(place.toString(16).padStart(16, '0')),
      seq: seq(number),
      kind: 'payment',
      sn: snOf(index),
      event: 'PAID',
      amountFen: fen(AMOUNT_FEN),
      payway: '3',
      paidAtMs: unixMs(Date.now()),
      sumFen: fenSum(AMOUNT_FEN * number),
    });
    return mqttPacket.generate({
      cmd: 'publish',
      topic: downTopic(seat.id),
      payload,
      qos: 1,
      messageId: messageIdOf(index),
      dup: false,
      retain: false,
    });
  }
}

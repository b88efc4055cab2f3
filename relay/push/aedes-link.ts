import { Aedes, type AedesOptions, type Client } from 'aedes';

type Done = (failure?: Error) => void;

/**
 * A broker that speaks MQTT and routes nothing: what devices publish is taken in `authorizePublish`, what they are
 * sent is written to their own socket. So its emitter, whose bounded concurrency lets three frozen sockets stall
 * everybody, never carries a packet, and its announcements under `$SYS` go nowhere.
 */
export class RoutelessBroker extends Aedes {
  private constructor(options: AedesOptions) {
    super(options);
  }

  static async open(options: AedesOptions): Promise<RoutelessBroker> {
    const broker = new RoutelessBroker(options);
    await broker.listen();
    return broker;
  }

  override publish(_packet: unknown, clientOrDone: Client | Done | null, done?: Done): void {
    (done ?? (clientOrDone as Done))();
  }

  override subscribe(_topic: string, _deliver: unknown, done: () => void): void {
    done();
  }

  override unsubscribe(_topic: string, _deliver: unknown, done?: () => void): void {
    done?.();
  }
}

/** What a broker's client shows of itself beyond its types; a test fails when a new version hides it. */
interface ParsingClient {
  readonly closed: boolean;
  readonly _parser: {
    parse(chunk: Buffer): number;
    /** The packet being gathered; its length is known from its first bytes, or -1. */
    readonly packet: { readonly length: number };
    on(event: 'packet', listener: () => void): void;
  };
}

const SLICE_BYTES = 4_096;

/**
 * Watches what a client sends before it is gathered: the parser alone would buffer a packet of 256 MB, and handle the
 * 32,000 smallest ones that fit in one read in one go. Fed in slices, it stops when the client is closed.
 *
 * @param onPacket called for each packet
 * @param onTooLarge called once, when the packet that is being gathered is longer than `packetBytes`
 */
export function guardParser(
  client: Client,
  packetBytes: number,
  onPacket: () => void,
  onTooLarge: () => void,
): void {
  const { _parser: parser } = client as unknown as ParsingClient;
  const parse = parser.parse.bind(parser);
  let gathered = 0;
  parser.on('packet', onPacket);
  parser.parse = (chunk) => {
    for (let at = 0; at < chunk.length && !client.closed; at += SLICE_BYTES) {
      gathered = parse(chunk.subarray(at, at + SLICE_BYTES));
      if (parser.packet.length > packetBytes) {
        onTooLarge();
        break;
      }
    }
    return gathered;
  };
}

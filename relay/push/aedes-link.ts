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
  id: string;
  connecting: boolean;
  connected: boolean;
  connackSent: boolean;
  _connectTimer: NodeJS.Timeout | null;
  readonly _parser: {
    parse(chunk: Buffer): number;
    /** The packet being gathered: its kind and its length are known from its first bytes; before, null and -1. */
    readonly packet: { readonly cmd: string | null; readonly length: number };
    on(event: 'packet', listener: () => void): void;
  };
}

/**
 * Puts a client where it stands when the broker has answered its CONNECT. The broker's own way there is made for sessions,
 * wills and retained messages, which we refuse: nine steps, two of them streams, of which the last ends with an error object
 * for each client. With what a SUBSCRIBE costs in the same manner it was half of all that a device's coming back costs.
 */
export function takeOverConnect(client: Client, name: string): void {
  const inner = client as unknown as ParsingClient;
  inner.id = name;
  inner.connecting = false;
  inner.connected = true;
  inner.connackSent = true;
  // It would end who has not sent the broker itself a CONNECT.
  clearTimeout(inner._connectTimer ?? undefined);
  inner._connectTimer = null;
  // What has come since its CONNECT waits for this.
  client.emit('connected');
}

const SLICE_BYTES = 4_096;

export interface ParserGuard {
  /** The longest packet that may be gathered. */
  readonly packetBytes: number;
  /** Called for each packet of the broker's parser. */
  onPacket(): void;
  /** Called once, when the packet that is being gathered is too long. */
  onTooLarge(): void;
  /**
   * Offered every packet before the broker's parser gathers it.
   *
   * @returns where the packet ends that was taken, or `at`: it is the broker's
   */
  takeDirectly(chunk: Buffer, at: number): number;
}

/**
 * Watches what a client sends before it is gathered: the parser alone would buffer a packet of 256 MB, and handle the
 * 32,000 smallest ones that fit in one read in one go. Fed in slices, it stops when the client is closed.
 */
export function guardParser(client: Client, guard: ParserGuard): void {
  const { _parser: parser } = client as unknown as ParsingClient;
  const parse = parser.parse.bind(parser);
  let gathered = 0;
  parser.on('packet', guard.onPacket);
  parser.parse = (chunk) => {
    let at = 0;
    while (at < chunk.length && !client.closed) {
      const taken = parser.packet.cmd === null ? guard.takeDirectly(chunk, at) : at;
      if (taken > at) {
        at = taken;
        continue;
      }
      gathered = parse(chunk.subarray(at, at + SLICE_BYTES));
      at += SLICE_BYTES;
      if (parser.packet.length > guard.packetBytes) {
        guard.onTooLarge();
        break;
      }
    }
    return gathered;
  };
}

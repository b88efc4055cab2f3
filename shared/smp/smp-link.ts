/**
 * How a board is reached: four calls that carry whole SMP packets, whatever lies below (serial-smp-port.ts,
 * ble-smp-link.ts, a model in tests), and `close`.
 *
 * What every link promises:
 * - One object is one connection. After it has failed or was closed every call refuses; reconnecting means a new
 *   object. So bytes can never reach a board that was plugged in later (serialport keeps writes to a closed
 *   port and sends them to whatever comes next; node-ble doubles its listeners after a reconnect).
 * - Every call ends within its own deadline, whatever the library below does (node-ble's never do by themselves).
 * - Packets are passed on as they came: a link checks the framing and the header's length, never the meaning.
 *   What is broken is dropped; it is the exchange's deadline that notices (exchange.ts).
 */
export interface SmpLink {
  /**
   * Opens the way to the board. Called once, before anything else.
   *
   * @throws Failure `unreachable` with the cause and what to do about it (busy, permission, no such port),
   *   `timed_out` after `limits.smpConnectMs`
   */
  connect(): Promise<void>;
  /**
   * Hands one packet to the board; resolves when the link has taken all of it. Calls may overlap, packets go
   * out in the order of the calls.
   *
   * @throws Failure `device_gone`, or `timed_out` when it was not taken within `limits.smpSendMs`
   */
  send(packet: Uint8Array): Promise<void>;
  /**
   * The next packet from the board, in order; undefined when none has come within `waitMs` (0: only what is
   * there already). One call at a time.
   *
   * @throws Failure `device_gone` as soon as the connection is lost
   */
  receive(waitMs: number): Promise<Uint8Array | undefined>;
  /** What fits through; after `connect`. */
  mtu(): SmpMtu;
  /** Ends the connection; never throws, and may be called at any time, also twice. */
  close(): Promise<void>;
}

/** What a packet is cut into on its way, which decides how large an upload's chunks are (upload.ts). */
export type SmpMtu =
  /** Serial console: lines of at most `lineBytes` with their markers and newline. */
  | { readonly medium: 'serial'; readonly lineBytes: number }
  /** BLE: the connection's ATT MTU; each write carries 3 bytes less. */
  | { readonly medium: 'ble'; readonly attMtuBytes: number };

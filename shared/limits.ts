/**
 * Every bound of the product in one place, loud where it is met. What has to stand in relation to
 * something else is asserted below with the reason, so that nobody can move one number alone.
 */
export const limits = {
  // --- wire ---
  /** Largest MQTT payload that either side decodes. A full receipt batch is about 4 kB. */
  frameBytes: 16_384,
  /** Sequence ranges in one sync request; a log with more holes asks again after these are filled. */
  syncRanges: 64,
  /** Notices the relay sends for one sync before it waits for stored: fits a socket buffer easily. */
  syncWindowNotices: 256,
  /** Seqs acknowledged in one stored message. */
  storedSeqs: 512,
  /** Receipts in one message. */
  receiptsPerMessage: 128,

  // --- time ---
  /** Accepted difference of a device's connect token from the relay's clock. */
  connectTokenAgeMs: 120_000,
  /** A device sends a heartbeat this often. */
  heartbeatIntervalMs: 10_000,
  /** The relay calls a device offline after this silence. */
  deviceSilenceMs: 35_000,
  /** MQTT keepalive, seconds (MQTT 3.1.1 clause 3.1.2.10): a dead path is closed after 1.5 times this. */
  mqttKeepaliveS: 15,
  /** First stored must have come back by now, or the notice is sent again (promise 8: 60 ms). */
  pushResendFirstMs: 500,
  /** Resends back off up to this. */
  pushResendMaxMs: 30_000,
  /** Reconnect backoff, full jitter between 0 and a cap that doubles from first to max. */
  reconnectFirstMs: 500,
  reconnectMaxMs: 30_000,

  // --- relay ---
  /** A callback's body; real ones are about 1 kB. */
  callbackBodyBytes: 65_536,
  /** JSON nesting of a callback; real ones have 3. */
  callbackJsonDepth: 16,
  /** HTTP connections at once. */
  httpConnections: 2_000,
  /** Callbacks that may wait for the store; beyond: 503 and the core calls again. */
  callbacksWaiting: 4_096,
  /** Operations in one group commit: bounds how long one commit may take. */
  groupCommitOperations: 256,
  /** Operations that may wait for a store; beyond, calls are refused as overloaded. */
  storeQueueOperations: 16_384,
  /** Unsent bytes on one device's socket beyond which it counts as frozen and is dropped. */
  deviceSocketBacklogBytes: 262_144,
  /** Notices in flight (sent, not stored) to one device. */
  inFlightPerDevice: 512,
  /** Open notices in one device's log; beyond, new ones are handed over at once. */
  openNoticesPerDevice: 100_000,
  /** Speakers that one terminal may ring. */
  speakersPerTerminal: 16,
  /** Terminals one device may serve. */
  terminalsPerDevice: 256,
  /** Webhook deliveries under way at once. */
  webhooksInFlight: 8,
  /** MQTT connections of the relay process, authenticated or not. */
  mqttConnections: 20_000,
  /** MQTT connections that have not yet been authenticated. */
  mqttConnectionsPending: 2_000,

  // --- device ---
  /** Notices kept in the inbox, heard or not; the oldest settled ones make room. */
  inboxNotices: 50_000,
  /** Unheard notices beyond which the shop is warned. */
  inboxNearFullNotices: 40_000,
  /** Notices received and not yet committed; beyond, frames are refused and will be sent again. */
  inboxUncommittedNotices: 1_024,
  /** How many past notices the replay button can reach. */
  replayNotices: 10,
  /** Utterances waiting in the voice port: one, the announcer decides late. */
  heardLogLineBytes: 65_536,

  // --- panel ---
  /** From opening the port to a board that has described its pins; a reset Uno needs 1 s of bootloader and 2 s of blinking. */
  panelReadyMs: 8_000,
  /** The firmware reports the battery this often (Firmata sampling interval, 14 bits), which is its sign of life too. */
  panelSampleIntervalMs: 500,
  /** Without a battery report for this long the board is frozen or gone. */
  panelSilenceMs: 3_000,
  /** How long a board is given to take its last bytes, and a port to close. */
  panelCloseMs: 500,
  /** Looking for a lost board again: one local file name, so no jitter. */
  panelReconnectFirstMs: 250,
  panelReconnectMaxMs: 5_000,
  /** Bytes that a board has not taken yet; everything we ever say at once is below 100. */
  panelUnsentBytes: 256,
  /** Longest Firmata message: an Uno's capability reply is about 150 bytes. */
  panelFrameBytes: 1_024,
  /** Volume steps that one long press makes by itself; a stuck button stops here. */
  panelHoldRepeats: 10,
} as const;

/** Throws when a bound stands in the wrong relation to another; the tests call it. */
export function assertLimitRelations(l: typeof limits = limits): void {
  const must = (holds: boolean, why: string): void => {
    if (!holds) throw new Error(`limits: ${why}`);
  };
  must(l.receiptsPerMessage * 64 < l.frameBytes, 'a full receipt message fits a frame');
  must(l.storedSeqs * 14 < l.frameBytes, 'a full stored message fits a frame');
  must(l.syncRanges * 20 < l.frameBytes, 'a full sync request fits a frame');
  must(l.deviceSilenceMs > 3 * l.heartbeatIntervalMs, 'two lost heartbeats do not make a device offline');
  must(l.heartbeatIntervalMs <= 10_000, 'a lost tail is seen and no relay is warned of within 10 s');
  must(l.pushResendFirstMs < l.pushResendMaxMs, 'backoff grows');
  must(l.reconnectFirstMs < l.reconnectMaxMs, 'backoff grows');
  must(l.syncWindowNotices <= l.inFlightPerDevice, 'a sync window can be in flight');
  must(l.inFlightPerDevice <= l.inboxUncommittedNotices, 'a full window never overruns a healthy inbox');
  must(l.syncWindowNotices * 400 < l.deviceSocketBacklogBytes, 'one sync does not look like a frozen device');
  must(l.inboxNearFullNotices < l.inboxNotices, 'the warning comes before the wall');
  must(l.panelSilenceMs > 3 * l.panelSampleIntervalMs, 'two lost reports do not make a board frozen');
  must(l.panelSampleIntervalMs < 16_384, 'the interval fits its 14 bits');
  must(l.panelReconnectFirstMs < l.panelReconnectMaxMs, 'backoff grows');
  must(l.groupCommitOperations <= l.storeQueueOperations, 'a commit can be filled');
  must(l.callbacksWaiting < l.storeQueueOperations, 'callbacks alone cannot fill the store queue');
}

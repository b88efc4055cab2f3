import { assertBoardLimitRelations, boardLimits } from './limits/board.ts';
import { assertCabinetLimitRelations, cabinetLimits } from './limits/cabinet.ts';
import { assertCopyLimitRelations, copyLimits } from './limits/copies.ts';
import { assertCounterLimitRelations, counterLimits } from './limits/counter.ts';

/**
 * Every bound of the product in one place, loud where it is met. What has to stand in relation to
 * something else is asserted below with the reason, so that nobody can move one number alone.
 */
export const limits = {
  ...copyLimits,
  ...counterLimits,
  ...cabinetLimits,
  ...boardLimits,

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
  /** Reconnect backoff, full jitter between 0 and a cap that doubles from first to max; for so many attempts to no more than the quick one: about 10 s, in which a relay that was killed is back on a slow machine, too. */
  reconnectFirstMs: 500,
  reconnectQuickMaxMs: 2_000,
  reconnectQuickAttempts: 12,
  reconnectMaxMs: 30_000,

  // --- relay ---
  /** A callback's body; real ones are about 1 kB. */
  callbackBodyBytes: 65_536,
  /** JSON nesting of a callback; real ones have 3. */
  callbackJsonDepth: 16,
  /** HTTP connections at once. */
  httpConnections: 2_000,
  /** HTTP connections that the system may queue until they are accepted. */
  httpBacklog: 511,
  /** Head of one HTTP request; a callback's is about 700 bytes with its signature. */
  httpHeaderBytes: 8_192,
  /** A request's head must be complete by then … */
  httpHeadersTimeoutMs: 5_000,
  /** … and its body by then: a sender that dribbles loses its connection. */
  httpRequestTimeoutMs: 10_000,
  /** An idle connection is kept longer than the usual 60 s of proxies: they close first, so nobody calls into a closing one. */
  httpIdleTimeoutMs: 75_000,
  /** Of a refused body so much is thrown away, so that its sender can read the refusal instead of a reset. */
  httpDiscardBytes: 2_097_152,
  /** A caller whose request is broken is given this long to read why. */
  httpLingerMs: 1_000,
  /** A body may come in so many pieces, and one more for each of these bytes; a packet holds 536 at least. */
  httpBodyPieces: 256,
  httpPieceBytes: 512,
  /** Connections whose caller is not known yet: so many are heard in one turn of the event loop, so much of each: a callback with its head is 1.7 kB. */
  httpStrangersPerTurn: 16,
  httpStrangerBytesPerTurn: 2_048,
  /** No answer by now: 503. A callback that is stored later is then met again as already recorded. */
  httpAnswerTimeoutMs: 5_000,
  /** The same for the ledger, which goes through every order of its time. */
  ledgerAnswerTimeoutMs: 120_000,
  /** Body of an operator's request: a device with all its terminals is about 10 kB. */
  apiBodyBytes: 16_384,
  /** Callbacks that may wait for the store; beyond: 503 and the core calls again. */
  callbacksWaiting: 4_096,
  /** More callbacks wait than one operation takes, the first of them this long: the 60 ms of a new one cannot be kept. */
  queueAgeMs: 60,
  /** A callback has waited for the store this long: new ones are refused, the core calls again after 1 s. */
  callbackWaitMs: 1_000,
  /** A notice waits unsent this long: new callbacks are refused before the accepted ones break the 60 ms. */
  unsentNoticeAgeMs: 40,
  /** Mean delay of the event loop over half a second beyond which new callbacks are refused. */
  eventLoopDelayMs: 60,
  /** Callbacks recorded in one operation. */
  ordersPerAccept: 256,
  /** Operations in one group commit: bounds how long one commit may take. */
  groupCommitOperations: 256,
  /** The relay commits at most this often: 5 of the 60 ms for a fifth of what the store costs (docs/relay-cost.md). A lone order never waits. */
  commitIntervalMs: 5,
  /** What nobody waits for gathers for half of this time, then rides on a commit of others, or makes one at its end. */
  commitPatienceMs: 50,
  /** Operations that may wait for a store; beyond, calls are refused as overloaded. */
  storeQueueOperations: 16_384,
  /** Unsent bytes on one device's socket beyond which it counts as frozen and is dropped. */
  deviceSocketBacklogBytes: 262_144,
  /** Notices in flight (sent, not stored) to one device. */
  inFlightPerDevice: 512,
  /** Open notices in one device's log; beyond, new ones are handed over at once. */
  openNoticesPerDevice: 20_000,
  /** Speakers that one terminal may ring. */
  speakersPerTerminal: 16,
  /** Terminals one device may serve. */
  terminalsPerDevice: 256,
  /** Webhook deliveries under way at once. */
  webhooksInFlight: 8,
  /** One webhook delivery, from connecting to the status line. */
  webhookTimeoutMs: 10_000,
  /** Webhooks are tried again until 2xx, with a wait that doubles between these. */
  webhookRetryFirstMs: 5_000,
  webhookRetryMaxMs: 600_000,
  /** Questions to the payment core under way at once. */
  coreQueriesInFlight: 4,
  /** One question to the payment core, from connecting to its last byte. */
  coreQueryTimeoutMs: 10_000,
  /** The payment core's answer; real ones are about 1 kB. */
  coreReplyBytes: 65_536,
  /** Orders in a passing state that are looked at in one round. */
  unfinishedOrders: 1_000,
  /** Different steps of one order; a real one has fewer than 10, each further one would be read at each callback. */
  eventsPerOrder: 256,
  /** Different conflicts that are written down for one order; the rest of them is refused all the same. */
  conflictsKeptPerOrder: 8,
  /** Callbacks, stored marks or receipts in one operation of the store: bounds how long one commit may take. */
  storeBatchRows: 1_024,
  /** Rows in one answer of the store. */
  storeRowsPerRead: 4_096,
  /** Orders summed in one step of the ledger; commits go on between two steps. */
  ledgerStepOrders: 500,
  /** Open notices that one ledger lists. */
  ledgerOpenListed: 100,
  /** Longest detail of an alarm. */
  alarmDetailCharacters: 1_500,
  /** Notices that one alarm hands over: each is named in its detail, so that a human can look them all up. */
  handOverAlarmNotices: 20,
  /** Devices on the roster. */
  devices: 20_000,
  /** Devices in one answer of the listing. */
  devicesListed: 500,
  /** Alarms in one answer of the listing. */
  alarmsListed: 1_000,
  /** Devices judged in one turn of the event loop. */
  devicesPerTurn: 64,
  /** Alarms raised or cleared in one operation. */
  alarmsPerOperation: 256,
  /** Alarms, the newest first, among which a starting relay looks for those that still hold. */
  alarmsRemembered: 10_000,
  /** No device has stored it by now: a human gets it. 24 h (promise 6), and 5 min for a receipt that is on its way. */
  handOverAgeMs: 86_700_000,
  /** Notices handed over in one operation. */
  handOverNotices: 1_000,
  /** Stored by a device, yet no receipt: after this long it is an alarm. */
  receiptOverdueMs: 300_000,
  /** Lines of one kind (of one device, where it names one) at once and in a minute, and kinds that are counted. */
  logLinesAtOnce: 60,
  logLinesPerMinute: 6,
  logKindsKept: 4_096,
  /** Log lines that wait for a reader who does not read; beyond, lines are dropped. */
  logBacklogBytes: 1_048_576,
  /** What is under way may take this long when the relay is told to stop. */
  stopTimeoutMs: 10_000,

  // --- relay, push: connections ---
  /** MQTT connections of the relay process, authenticated or not. */
  mqttConnections: 20_000,
  /** MQTT connections that have not yet been authenticated. */
  mqttConnectionsPending: 2_000,
  /** Handles beside the first on each listening socket: each accepts one connection in a turn of the event loop, 130 µs with its CONNECT. */
  listenerTwins: 7,
  /** How long the process may take that makes them. */
  listenerTwinsMs: 10_000,
  /** Connections that the system may queue until they are accepted. Who finds it full is called back by TCP after 1, 3, 7 … s: with 128 places, 10,000 devices needed more than 60 s. */
  mqttBacklog: 1_024,
  /** TLS handshakes that begin in one turn of the event loop: with a key of RSA 4096 each takes 3.5 ms. */
  handshakesPerTurn: 4,
  /** Who wants TLS must say so by then. */
  handshakeSilenceMs: 5_000,
  /** Connections that are ended in one turn of the event loop when their devices hang up. */
  departuresPerTurn: 16,
  /** Connections whose words are looked at in one turn of the event loop, and pieces of one (64 KiB each) that wait for that before its socket does. */
  hearingsPerTurn: 32,
  unheardChunks: 2,
  /** Beyond that number, one that has not proved itself within this makes room for the next. */
  mqttPendingGraceMs: 1_000,
  /** TLS handshake and CONNECT must be complete by then. */
  mqttConnectMs: 10_000,
  /** Devices let in a second, and in one turn of the event loop: each takes about 0.3 ms with all that follows, and the live payments come first. */
  mqttConnectsPerS: 1_000,
  mqttConnectsAtOnce: 32,
  /** Devices that have proved who they are, and wait to be let in; beyond, they call again later. */
  mqttConnectsWaiting: 10_000,
  /** From the accepted CONNECT to a hello that fits. */
  mqttHelloMs: 10_000,
  /** Largest MQTT packet that is gathered at all: a frame with its topic. The protocol allows 256 MB. */
  mqttPacketBytes: 16_896,
  /** MQTT packets before the CONNECT is answered. */
  mqttPacketsBeforeConnack: 8,
  /** MQTT packets of one connection, sustained and at once; a busy device sends 10 a second. */
  mqttPacketsPerS: 1_000,
  mqttPacketsBurst: 1_024,
  /** Frames of one connection that may be refused in a minute before it is closed. */
  badFramesPerMinute: 30,
  /** Connections of one device at once, one for each path index. */
  pathsPerDevice: 3,
  /** Connects of one device within the life of its tokens; all of these are remembered. */
  connectTokensKept: 128,
  /** A refused device is given this long to read why. */
  mqttLingerMs: 1_000,
  /** A socket that has taken nothing for this long, with bytes waiting, is frozen. */
  deviceDrainMs: 8_000,

  // --- relay, push: notices ---
  /** Live notices sent in one turn of the event loop, and how many may wait for the next turns. */
  livePerTurn: 64,
  liveWaiting: 16_384,
  /** Resends in one turn of the event loop. */
  resendsPerTurn: 128,
  /** Backfill of one device: unacknowledged at first and at least … */
  backfillWindowFirst: 32,
  backfillWindowLeast: 8,
  /** … growing to `syncWindowNotices` while answers are delayed by no more than this. */
  backfillDelayMs: 50,
  /** Backfill of all devices: store reads at once (they share a commit, which may take 30 ms while a relay catches up), notices in each, notices in all of them together, notices in a second. */
  backfillReads: 64,
  backfillReadNotices: 64,
  backfillReadingNotices: 256,
  backfillNoticesPerS: 10_000,
  /** Of a device that left: unanswered notices whose age is still known when it comes back. */
  unansweredKept: 64,
  /** A device whose log had to be rebuilt waits this long for the next time. */
  logRebuildIntervalMs: 60_000,
  /** A command that the device gets later than this is refused by it. */
  commandExpiryMs: 30_000,
  /** No answer of the store by now counts as failed. */
  pushStoreCallMs: 10_000,
  /** Stored marks and receipts that may wait for the store, in all and of one device, and how many go in one call. */
  storedMarksWaiting: 65_536,
  storedMarksPerCall: 512,
  /** Marks gather this long; a timer, not a deadline. */
  storedMarksDelayMs: 50,
  receiptsWaiting: 16_384,
  receiptsWaitingPerDevice: 512,
  receiptsPerCall: 512,

  // --- device ---
  /** Notices kept in the inbox, heard or not; the oldest settled ones make room. */
  inboxNotices: 50_000,
  /** Unheard notices beyond which the shop is warned. */
  inboxNearFullNotices: 40_000,
  /** Notices received and not yet committed; beyond, frames are refused and will be sent again. */
  inboxUncommittedNotices: 1_024,
  /** How many past notices the replay button can reach. */
  replayNotices: 10,
  /** Longest line of heard.jsonl: a full summary. */
  heardLogLineBytes: 65_536,
  /** Notices in one summary; with more waiting there is a second one. */
  summaryNotices: 2_000,
  /** What was heard and is not on disk yet, because the disk refuses; beyond, nothing more is said. */
  settlementsUnsaved: 64,
  /** Heard lines that wait for their file; beyond, the oldest are given up, loudly. */
  heardLinesUnwritten: 10_000,
  /** From the beginning of a connection to the relay's welcome: in a crowd one waits for one's turn. */
  greetingMs: 30_000,
  /** A connection that is not open by now finds nobody. */
  linkOpenMs: 10_000,
  /** A heartbeat without its pulse for this long: the path does not answer. */
  pulseTimeoutMs: 3_000,
  /** A path without a pulse for this long is given up: two heartbeats went unanswered. */
  pulseSilenceMs: 24_000,
  /** A session that lasted this long was a good one: backoff begins anew. */
  sessionStableMs: 10_000,
  /** No relay for this long: the shop is warned (promise 10). */
  relayLostMs: 10_000,
  /** The relay has to be back for this long before that is said, so that a flapping path is one occurrence. */
  relayBackMs: 5_000,
  /** A hole that nothing fills is asked for again after this; growing. */
  resyncFirstMs: 1_000,
  resyncMaxMs: 30_000,
  /** A receipt that nobody confirms is sent again after this; growing. */
  receiptResendFirstMs: 2_000,
  receiptResendMaxMs: 30_000,
  /** Receipts sent and not confirmed; the rest waits for these. */
  receiptsInFlight: 512,
  /** Command ids whose results are remembered, so that a repeat is answered and not done again. */
  commandsRemembered: 256,
  /** A voice that failed is tried again after this; growing. */
  voiceRetryFirstMs: 1_000,
  voiceRetryMaxMs: 30_000,
  /** A store that refused is tried again after this; growing. */
  storeRetryFirstMs: 1_000,
  storeRetryMaxMs: 15_000,
  /** Late notices are said once none has come for this long, or after the longer time: they gather for one summary. */
  lateGatherMs: 1_000,
  lateGatherMaxMs: 5_000,
  /** A refund beyond a hole in the log waits this long, with a relay at hand, for the payment that may be in it. */
  holePatienceMs: 30_000,
  /** A system prompt gives way to fresh payments for this long. */
  promptPatienceMs: 10_000,
  /** The replay button pressed again within this time goes one further back. */
  replaySequenceMs: 5_000,
  /** At a clean stop an utterance under way may take this long to its end. */
  stopMs: 5_000,
  /** Bytes that a path may receive without a whole packet in them, and bytes it may hold unsent. */
  linkUnparsedBytes: 262_144,
  linkUnsentBytes: 262_144,
  /** How long a path is given to take its last bytes. */
  linkCloseMs: 500,
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
  must(
    l.reconnectFirstMs < l.reconnectQuickMaxMs && l.reconnectQuickMaxMs < l.reconnectMaxMs,
    'backoff grows',
  );
  must(l.syncWindowNotices <= l.inFlightPerDevice, 'a sync window can be in flight');
  must(l.inFlightPerDevice <= l.inboxUncommittedNotices, 'a full window never overruns a healthy inbox');
  must(l.syncWindowNotices * 400 < l.deviceSocketBacklogBytes, 'one sync does not look like a frozen device');
  must(l.frameBytes + 128 < l.mqttPacketBytes, 'a full frame with its topic fits a packet');
  must(l.mqttPendingGraceMs < l.mqttConnectMs, 'the grace ends before the deadline');
  must(2 * l.mqttConnectionsPending < l.mqttConnections, 'strangers leave room for devices');
  must(
    (1_000 * l.mqttConnectsWaiting) / l.mqttConnectsPerS < l.greetingMs,
    'who waits for its turn does not give up before it',
  );
  must(l.greetingMs < l.connectTokenAgeMs, 'a device gives up before its token does');
  must(l.pushDeadlineMs < l.pushResendFirstMs, 'a resend is no substitute for the second path');
  must(l.backfillWindowLeast <= l.backfillWindowFirst, 'the window begins within its bounds');
  must(l.backfillWindowFirst <= l.syncWindowNotices, 'the window begins within its bounds');
  must(l.backfillReadNotices <= l.backfillReadingNotices, 'any read can begin when no other is under way');
  must(
    (1_000 * l.backfillReads) / l.queueAgeMs >= l.mqttConnectsPerS,
    'behind commits as slow as may be, who is let in is still read for as fast',
  );
  must(2 * l.syncWindowNotices <= l.inFlightPerDevice, 'a full backfill leaves room for live payments');
  must(l.receiptsPerMessage <= l.receiptsWaitingPerDevice, 'a full receipt message can wait');
  must(l.inboxNearFullNotices < l.inboxNotices, 'the warning comes before the wall');
  must(l.summaryNotices * 32 < l.heardLogLineBytes, 'a full summary fits its line');
  must(l.receiptsPerMessage <= l.receiptsInFlight, 'a full receipt message can be in flight');
  must(l.pulseSilenceMs > 2 * l.heartbeatIntervalMs + l.pulseTimeoutMs, 'one lost pulse does not end a path');
  must(l.pulseTimeoutMs < l.heartbeatIntervalMs, 'a pulse is judged before the next is asked for');
  must(l.resyncFirstMs < l.resyncMaxMs && l.receiptResendFirstMs < l.receiptResendMaxMs, 'backoff grows');
  must(l.voiceRetryFirstMs < l.voiceRetryMaxMs && l.storeRetryFirstMs < l.storeRetryMaxMs, 'backoff grows');
  must(l.lateGatherMs < l.lateGatherMaxMs, 'gathering late notices ends');
  must(
    4 * l.resyncFirstMs < l.holePatienceMs,
    'a hole is asked for more than once while a refund waits for it',
  );
  must(l.linkUnparsedBytes > l.syncWindowNotices * 400, 'a sync window is no flood');
  must(l.groupCommitOperations <= l.storeQueueOperations, 'a commit can be filled');
  must(l.httpHeadersTimeoutMs <= l.httpRequestTimeoutMs, 'the head is part of the request');
  must(l.callbackBodyBytes <= l.httpDiscardBytes, 'a body a little too large still reads its refusal');
  must(
    l.httpConnections * l.callbackBodyBytes <= 128 * 1024 * 1024,
    'the bodies of all connections together fit into a small machine',
  );
  must(l.queueAgeMs <= l.pushDeadlineMs, 'a queue as old as the deadline is too old');
  must(l.queueAgeMs < l.callbackWaitMs, 'a long queue is refused before a slow store');
  must(l.strainDelayMs < l.unsentNoticeAgeMs, 'a busy relay drops copies before it refuses payments');
  must(l.pushResendQuickMs < l.pushResendFirstMs, 'the quick resend comes before the slow ones');
  must(l.callbackWaitMs < l.httpAnswerTimeoutMs, 'callbacks are refused before accepted ones time out');
  must(l.unsentNoticeAgeMs < 60, 'callbacks are refused before the 60 ms of promise 8 are gone');
  must(l.webhookRetryFirstMs < l.webhookRetryMaxMs, 'backoff grows');
  must(l.handOverAlarmNotices * 60 + 200 < l.alarmDetailCharacters, 'an alarm names all that it hands over');
  must(l.ordersPerAccept <= l.storeBatchRows, 'what is gathered can be stored');
  must(l.alarmsPerOperation <= l.storeBatchRows, 'a round of alarms can be stored');
  must(l.storedSeqs <= l.storeBatchRows, 'a full stored message is one operation');
  must(l.receiptsPerMessage <= l.storeBatchRows, 'a full receipt message is one operation');
  must(
    Math.max(l.alarmsListed, l.unfinishedOrders, l.syncWindowNotices) <= l.storeRowsPerRead,
    'what is listed in one answer can be read in one',
  );
  must(l.devices <= l.mqttConnections, 'every device on the roster can be connected');
  must(l.handOverAgeMs > 86_400_000, 'a device gives up its notices first, so that none has two receipts');
  must(l.stopTimeoutMs > l.httpAnswerTimeoutMs, 'a stop lets what is under way be answered');
  must(l.callbacksWaiting < l.storeQueueOperations, 'callbacks alone cannot fill the store queue');
  assertCopyLimitRelations(must, l);
  assertCounterLimitRelations(must, l);
  assertCabinetLimitRelations(must, l);
  assertBoardLimitRelations(must, l);
}

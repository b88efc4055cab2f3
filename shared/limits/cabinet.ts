/** Bounds of the power-bank cabinet and of its serial bus; part of `limits` (../limits.ts). */
export const cabinetLimits = {
  // --- bus ---
  /** Modules on one bus, and slots on one module (PROMISES: up to 80 slots). */
  busModules: 10,
  slotsPerModule: 8,
  /** Longest bus frame before stuffing, with head and checksum. */
  busFrameBytes: 512,
  busBaudRate: 115_200,
  /** All slots of a full cabinet are polled once in this. */
  pollCycleMs: 500,
  /** On the wire, stuffed: a poll with the outputs of a full module, and the answer of eight banks (bus-messages.test.ts). */
  busPollBytes: 80,
  busStateBytes: 424,
  /** Every other frame, question or answer. */
  busShortBytes: 36,
  /** From the end of a question to the first byte of its answer: USB adapters collect for up to 16 ms. */
  busReplyMs: 20,
  /** From the end of an answer to the next question, on average. */
  busTurnaroundMs: 3,
  /** After a garbled answer the wire must have been quiet this long before it is asked again. */
  busQuietMs: 6,
  /** A cycle begins no sooner than this after the one before, so that a small cabinet is not polled for the sake of it. */
  busCycleLeastMs: 200,
  /** New modules are looked for this often. */
  busSeekIntervalMs: 500,
  /** Questions of one search; what is left is found by the next. */
  busSeekQuestions: 160,
  /** Sendings of one poll, of one assignment, and of one move, until its answer counts as lost. */
  busPollAttempts: 2,
  busAssignAttempts: 6,
  busMoveAttempts: 5,
  /** Moves that wait for their turn: one for each slot. */
  busMovesWaiting: 80,
  /** Outputs are refreshed with every poll; where noise cuts the polls up, at least this often. */
  busRefreshMs: 400,
  /** A module without one good answer for this long: its outputs are no longer refreshed, for nobody sees what they do. */
  busBlindMs: 1_000,
  /** … and for this long: it is lost. */
  busLostMs: 1_500,
  /** On a noisy line it is asked before the others from then on, but no more often than that. */
  busFadingMs: 700,
  busFadingRetryMs: 80,
  /** A board that was not spoken to for this long gives up its address, and can be found anew. */
  busAddressExpiryMs: 2_000,
  /** Garbled answers of one module in a row, until it is moved away from its address; and how often that may be done. */
  busGarbledInRow: 6,
  busReaddressMs: 5_000,
  /** Bytes in a second that are looked at: twice what the line can carry. */
  busBytesPerS: 24_000,
  /** Broken frames, and garbled answers to a search, in a second beyond which it is listened who talks unasked. */
  busBrokenPerS: 5,
  busCollisionsPerS: 20,
  /** The same trouble is told again after this. */
  busTroubleIntervalMs: 10_000,
  /** Bytes that the adapter has not taken yet. */
  busUnsentBytes: 1_024,
  busCloseMs: 500,
  /** Looking for a lost adapter again. */
  busReopenFirstMs: 250,
  busReopenMaxMs: 5_000,
  /** A slot's outputs on the board expire unless refreshed within this (promise 13). */
  outputExpiryMs: 2_000,

  // --- charging and safety ---
  /** Fast charging of one slot: 9 V, 2 A. */
  slotChargeMilliwatts: 18_000,
  /** Plain charging of one slot: 5 V, 2 A. */
  slotPlainMilliwatts: 10_000,
  /** Below this a converter mostly heats itself: a slot gets nothing, or this. */
  slotLeastMilliwatts: 3_000,
  /** All slots of one module together: its connector carries 5 A at 12 V. */
  moduleChargeMilliwatts: 60_000,
  /** Settings of the budget. */
  chargeBudgetLeastMilliwatts: 10_000,
  chargeBudgetMostMilliwatts: 2_000_000,
  /** What a slot gives until an empty rental bank is full (5,000 mAh at 3.8 V, and losses); a bank does not tell it. */
  bankMilliwattHours: 21_000,
  /** A bank that takes nothing of what it is offered is offered it again after this. */
  chargeRetryMs: 600_000,
  /** A bank that wants charge and has had none for this long gets a turn, however many others are preferred … */
  chargeStarvedMs: 5_400_000,
  /** … of this length, as has every bank that charging is once spent on … */
  chargeTurnMs: 900_000,
  /** … out of at most this share of the budget. */
  chargeTurnsPercent: 10,
  /** A bank that is under charge for this long in one stay turns it into heat; the least power fills the largest in 8 h. */
  chargeTimeoutMs: 36_000_000,
  /** A reading older than this, on its way and in the board together, is none (promise 13). */
  staleReadingMs: 3_000,
  /** A trip that does not latch by itself does so when it is the third … */
  tripsUntilLatch: 3,
  /** … within this. */
  tripWindowMs: 3_600_000,
  /** What is known of a slot's past outlives the silence of its module by this. */
  slotMemoryMs: 600_000,
  /** Slots that are remembered at all, those of lost modules among them; latched ones are the last to be forgotten. */
  slotsRemembered: 320,
  /** A fan at 100 %. */
  fanFullRpm: 3_000,

  // --- rentals ---
  /** A bank that was let out and not taken is pulled back after this. */
  notTakenMs: 15_000,
  /** After a motion the sensors of real slots need 3 to 5 s before they can be believed (FACTS: cabinets). */
  ejectSettleMs: 3_000,
  /** A motor that runs for this long runs in vain. */
  motionMs: 10_000,
  /** A motion that the board has not heard of, and a bank that could not be pulled back, are tried so often. */
  motionTries: 3,
  /** Two polls agree: a switch that closes and opens within this has bounced. */
  switchBounceMs: 1_000,
  /** What stands in the mouth for this long is only half in. */
  halfInMs: 2_000,
  /** Contacts get this long to tell who has come in. */
  contactPatienceMs: 1_500,
  /** A lock gets this long to close; then the return counts all the same. */
  lockPatienceMs: 3_000,
  /** The order to lock may have been lost: it is given again after this. */
  lockAgainMs: 1_200,
  /** What a bank told longer ago says nothing about whether it is there. */
  contactAgeMs: 2_000,
  /** After a start a rental waits this long for modules that have not been heard of. */
  modulesAwaitedMs: 8_000,
  /** A bank that is let out is not unpleasant to hold, and the cooler ones go first. */
  rentLeastDeciCelsius: -100,
  rentCoolDeciCelsius: 400,
  rentMostDeciCelsius: 450,
  /** Well charged; among those the one with the least cycles is let out. */
  rentChargedPercent: 80,
  /** Rentals under way at once; each slot has one motion at most. */
  openRentals: 80,
  /** The slot shows for this long that its bank came back. */
  returnedLightMs: 10_000,
  /** Ids of motions: 31 bits, a motion a second for 68 years. */
  commandIdMost: 2_147_483_647,
  /** Banks whose whereabouts are remembered; those that were let out longest ago make room. */
  banksRemembered: 20_000,
  /** Entries of the journal in one write. */
  journalEntriesPerWrite: 512,
  /** Sentences that wait to be said, and for how long somebody may still stand there to hear one. */
  promptsWaiting: 32,
  cabinetPromptPatienceMs: 30_000,
  /** Ids of rentals whose answer a cabinet and its boards remember, so that a repeat moves nothing. */
  rentalsRemembered: 10_000,
  /** Reports (rental results, returns, trips) that wait for the relay in the cabinet; beyond, rentals are refused. */
  reportsWaiting: 50_000,
  /** Kept free for the returns and ends of what is already out: beyond, rentals are refused. */
  reportsReserved: 1_000,
  /** A disk that was put back cannot know how many seqs it has given away since its copy: more than it ever can have. */
  reportSeqsSkipped: 1_000_000,
  /** Reports sent and not confirmed; the rest waits for these. */
  reportsInFlight: 128,
  /** Reports in one message. */
  reportsPerMessage: 32,
  /** A rental may be asked for this long before it expires: nobody stands before the cabinet for longer. */
  rentalLifeMs: 3_600_000,
  /** Rentals without an end, of one cabinet and of all; beyond, new ones are refused. */
  rentalsOpenPerCabinet: 32,
  rentalsOpen: 16_384,
  /** A rent is sent again this often until the cabinet has it on its disk. */
  rentResendMs: 500,
  /** Rents sent again in one turn of the event loop. */
  rentResendsPerTurn: 256,
  /** Expired and not stored: the rental counts as unanswered after this, which a `rent stored` on its way may need. */
  rentalUnansweredMs: 2_000,
  /** Stored and expired: the cabinet has jams and 15 s of waiting behind it by now, and reports no end. */
  rentalEndOverdueMs: 180_000,
  /** Marks of rentals that wait for the store, how many go in one call, and how long they gather. */
  rentalMarksWaiting: 16_384,
  rentalMarksPerCall: 512,
  rentalMarksDelayMs: 50,
  /** Different notes (conflicts, refusals, contradictions) that are written down for one rental. */
  notesKeptPerRental: 16,
  /** Different things that one seq of a report log may tell of; more is a broken disk, and is not confirmed. */
  variantsPerReport: 8,
  /** Reports that wait for the relay's store, in all and of one cabinet, and how many go in one call. */
  reportsUnrecorded: 8_192,
  reportsUnrecordedPerCabinet: 128,
  reportsPerCall: 256,
  /** Reports of one cabinet that are taken, sustained and at once: a day offline comes in one go, a flood does not. */
  reportsPerS: 32,
  reportsBurst: 2_048,
  /** A technician waits this long for a cabinet's answer, and so many may wait. */
  slotCommandAnswerMs: 4_000,
  slotCommandsWaiting: 256,
  /** Rentals and reports in one answer of a listing. */
  rentalsListed: 500,
  reportsListed: 500,
  /** Readings from before a trip that its report carries. */
  tripReadings: 8,
} as const;

type CabinetLimits = typeof cabinetLimits;

/** @throws Error naming the two bounds that stand in the wrong relation */
export function assertCabinetLimitRelations(
  must: (holds: boolean, why: string) => void,
  l: CabinetLimits = cabinetLimits,
): void {
  must(3 * l.pollCycleMs < l.outputExpiryMs, 'two lost polls do not switch a healthy output off');
  const bytesPerMs = l.busBaudRate / 10_000;
  const pollMs = (l.busPollBytes + l.busStateBytes) / bytesPerMs + l.busTurnaroundMs;
  const emptySeekMs = l.busShortBytes / bytesPerMs + l.busReplyMs;
  must(
    l.busModules * pollMs + emptySeekMs < l.pollCycleMs,
    'ten modules full of banks, and one look for new ones, fit a cycle at the speed of the wire',
  );
  must(pollMs + l.busReplyMs + 2 * l.busShortBytes < 150, 'a move goes out well within its 150 ms');
  must(l.busStateBytes <= l.busFrameBytes, 'the longest answer is a frame');
  must(l.busCycleLeastMs < l.pollCycleMs, 'a small cabinet is polled no slower than a full one');
  must(2 * (l.busBaudRate / 10) <= l.busBytesPerS, 'all that a line can carry is looked at');
  must(4 * l.busRefreshMs < l.outputExpiryMs, 'three lost refreshes do not switch a healthy output off');
  must(2 * l.pollCycleMs <= l.busBlindMs, 'one lost poll blinds nobody');
  must(l.pollCycleMs < l.busFadingMs, 'who waits for its turn only is not fading');
  must(
    l.busFadingMs + 3 * l.busFadingRetryMs < l.busBlindMs,
    'outputs are refreshed once more before it is blind',
  );
  must(l.busBlindMs < l.busLostMs && l.busLostMs < l.outputExpiryMs, 'a lost module switches off by itself');
  must(l.busAddressExpiryMs > l.busLostMs, 'a board keeps its address for as long as it is believed there');
  must(l.busUnsentBytes > l.busPollBytes + l.busShortBytes, 'a question fits behind another');
  must(l.busReopenFirstMs < l.busReopenMaxMs, 'backoff grows');
  must(l.slotLeastMilliwatts <= l.slotPlainMilliwatts, 'the least is part of plain charging');
  must(l.slotPlainMilliwatts <= l.slotChargeMilliwatts, 'fast is more than plain');
  must(l.slotChargeMilliwatts <= l.moduleChargeMilliwatts, 'a slot alone can charge fast');
  must(
    (l.chargeBudgetLeastMilliwatts * l.chargeTurnsPercent) / 100 < l.slotLeastMilliwatts,
    'a small budget serves the promise first',
  );
  must(
    l.outputExpiryMs < l.staleReadingMs,
    'a board switches off by itself before its reading counts as stale',
  );
  must(2 * l.pollCycleMs < l.staleReadingMs, 'a lost poll is no sensor fault');
  must(l.busModules * l.slotsPerModule <= l.slotsRemembered, 'every slot that can be there is remembered');
  must(l.reportsPerMessage <= l.reportsWaiting, 'a full report message can wait');
  must(l.reportsPerMessage <= l.reportsUnrecordedPerCabinet, 'a full report message can wait for the disk');
  must(l.reportsPerMessage <= l.reportsBurst, 'a full report message is no flood');
  must(
    l.notTakenMs < l.rentalEndOverdueMs,
    'a bank that is not taken is pulled back before its end is overdue',
  );
  must(l.rentalsOpenPerCabinet <= l.rentalsOpen, 'one cabinet can have its share');
  must(l.reportsPerMessage <= l.reportsInFlight, 'a full report message can be in flight');
  must(l.openRentals < l.reportsReserved, 'what is under way can always be reported');
  must(l.openRentals < l.rentalsRemembered, 'an open rental is never forgotten');
  must(10 * l.reportsWaiting < l.reportSeqsSkipped, 'a disk that was put back reuses no number of a report');
  must(l.ejectSettleMs < l.notTakenMs, 'the sensors are believed before a bank is pulled back');
  must(2 * l.lockAgainMs < l.lockPatienceMs, 'a lock is asked for more than once');
  must(2 * l.pollCycleMs <= l.switchBounceMs, 'two polls judge a switch');
  // A report without readings has at most 190 bytes, a reading 32; a frame has 16,384 (see `frameBytes`).
  must(l.reportsPerMessage * (190 + l.tripReadings * 32) < 16_384, 'a full report message fits a frame');
}

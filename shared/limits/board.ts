/** Bounds of board management (SMP, images, technician's links); part of `limits` (../limits.ts). */
export const boardLimits = {
  /** Largest SMP packet that either side assembles, header included. */
  smpPacketBytes: 8_192,
  /** SMP requests that wait for their answers at once; sequences, which have 8 bits, stay far from meeting again. */
  smpInFlight: 16,
  /** Packets of an upload: more gains below 2 %, and a lost one costs more. */
  uploadPacketBytes: 2_048,
  /** Packets of an upload in flight; boards have about 4 buffers. */
  uploadInFlight: 8,
  /** The first packet of an upload is answered after the erase of the slot, 1 MB takes about 20 s; a repeat does no harm. */
  uploadFirstTimeoutMs: 12_000,
  uploadFirstTries: 4,
  /** Erasing a slot on request: a repeat would begin anew. */
  eraseMs: 45_000,
  /** Waiting for the answer to a further one: at first, and as the measured times allow; a sector may be erased in between. */
  uploadTimeoutMs: 5_000,
  /** More than is expected of the way, at least. */
  uploadTimeoutLeastMs: 2_000,
  uploadTimeoutMaxMs: 10_000,
  /** Times without any progress (lost, refused as busy, not taken) after which an upload is given up. */
  uploadSetbacks: 10,
  /** Times that a board may begin an upload again at 0. */
  uploadRestarts: 5,
  /** A board that is busy is asked again after this; growing. */
  uploadPauseFirstMs: 200,
  uploadPauseMaxMs: 4_000,
  /** A short question to a board, and how often it is asked. */
  smpAnswerMs: 2_000,
  smpTries: 3,
  /** A board tests itself; the relays and motors of a cabinet take longest. */
  selfTestMs: 30_000,
  /** A board that may still be starting is asked again this soon; so often before its port is opened anew, which restarts some. */
  boardLookMs: 500,
  boardLookTries: 20,
  /** A board that has never answered is asked for so long: it may be in the middle of a swap. */
  boardFirstAnswerMs: 20_000,
  /** A new image has to run for so long after its self-test before it is kept: one that hangs meets its watchdog first. */
  provingMs: 5_000,
  /** A board that is told to restart is left alone for this long … */
  boardRestartMs: 1_000,
  /** … and has to be back by then: MCUboot swaps 1 MB in about a minute. */
  boardReturnMs: 150_000,
  /** Between two tries to reach a board again. */
  boardReachPauseMs: 1_000,
  /** Lost connections without progress between them after which a flash session is given up. */
  flashInterruptions: 5,
  /** Looks at the image state without progress between them. */
  flashLooks: 20,
  /** Uploads, tests and resets in one session: more means that the board takes what it does not keep. */
  flashUploads: 3,
  flashTests: 2,
  flashRevertResets: 2,
  flashResets: 6,
  /** Nesting of an SMP payload; slot info, the deepest, has 5. */
  cborDepth: 8,
  /** Opening the way to a board, whatever the link. */
  smpConnectMs: 10_000,
  /** One packet must have been taken by the link after this: 8 kB at 19,200 baud with base64 take 6 s. */
  smpSendMs: 8_000,
  /** A packet in BLE pieces whose next one does not come for this long was lost: the longest connection interval is 4 s. */
  blePieceGapMs: 5_000,
  /** Packets from a board that wait to be received; a client asks for far fewer at once, a flooding board fills it. */
  smpPacketsWaiting: 64,
  /** A serial line that does not take a packet is asked again after this. */
  smpLineFullMs: 2,
  /** Letting the last bytes leave and closing the port. */
  smpLineCloseMs: 500,
  /** Connecting over BLE: looking again for what is not there yet. */
  bleLookMs: 100,
  /** Ending a BLE connection in order; after that it is simply let go. */
  bleCloseMs: 1_000,
  /** An AVR bootloader in step answers within 15 ms even when it writes a page … */
  avrAnswerMs: 500,
  /** … and is asked this often to get in step: it listens for a second after a reset. */
  avrSyncMs: 150,
  /** Failures at one step, the getting in step included. */
  avrTries: 12,
  /** The port is opened this often, which resets an Uno each time, with a pause between. */
  avrOpens: 3,
  avrReopenMs: 600,
  /** A page with its command is 133 bytes. */
  avrUnsentBytes: 1_024,
  /** A device's service session: what it says its buffers are, and how much of a page is items. */
  servicePacketBytes: 2_048,
  servicePageBytes: 1_600,
  serviceRequestsWaiting: 4,
  /** A service port that is lost is opened again after this. */
  serviceReopenMs: 1_000,
  /** The code on a device's label: 80 bits, so that nobody finds it by trying, at the device or at home with what he overheard. */
  serviceCodeBytes: 10,
  /** Provisioning over BLE: so long after the machine was switched on, which takes somebody at the plug. */
  serviceWindowMs: 900_000,
  /** Centrals that are heard at once; a connection that has not shown the code by then is ended. */
  bleGuests: 4,
  bleStrangerMs: 20_000,
  /** What those without the code ask reaches the runtime no more often in a second. */
  bleStrangerAsks: 20,
  /** Bluetooth that is missing or switched off is looked for again after this; wrong codes are told of so often. */
  bleDoorRetryMs: 5_000,
  bleRefusalsToldMs: 60_000,
  /** BlueZ puts a name into the scan response, 31 bytes with a head of 2. */
  bleNameBytes: 29,
  /** Of a sealed packet beside what is in it: header, counter, tag and their names. */
  serviceSealBytes: 48,
  /** The newest lines of its log, for a technician. */
  serviceLogLines: 1_000,
  serviceLogLineCharacters: 400,
  /** A technician's command has to be on the device's disk by then. */
  serviceCommandMs: 3_000,
  /** The answer to provisioning goes out before the device starts anew. */
  serviceRestartMs: 250,
  /** Firmware for the boards of many devices: the largest image, how many are kept, pieces in which devices fetch it. */
  campaignImageBytes: 2_097_152,
  campaignImages: 32,
  campaignPieceBytes: 32_768,
  /** Campaigns that are kept, and that may run; devices of one that are under way at once. */
  campaignsKept: 32,
  campaignDevicesAtOnce: 32,
  /** What a device may tell of itself in one campaign. */
  campaignWordsPerDevice: 64,
  campaignDetailCharacters: 200,
  /** A device under way that is not heard for this long counts as failed; it tells of itself each few minutes. */
  campaignSilenceMs: 3_600_000,
  /** Devices that never ask hold a stage up for so long. */
  campaignPatienceMs: 86_400_000,
  /** Of those that have ended, so many may have failed. */
  campaignFailureShare: 0.02,
  /** A device asks for orders this often, … */
  firmwareAskMs: 60_000,
  /** … fetches at most so many bytes a second, beside payments … */
  firmwareBytesPerSecond: 65_536,
  /** … and begins, or goes on with, its board when nothing was to be said for so long. */
  firmwareQuietMs: 5_000,
  /** Flash sessions broken off by the board or its line after which a device says that it failed. */
  firmwareFailures: 5,
  /** Largest firmware image that is read at all. */
  imageBytes: 16_777_216,
} as const;

type BoardLimits = typeof boardLimits;

/** @throws Error naming the two bounds that stand in the wrong relation */
export function assertBoardLimitRelations(
  must: (holds: boolean, why: string) => void,
  l: BoardLimits = boardLimits,
): void {
  must(2 * l.smpInFlight < 256, 'a sequence does not come back while its request is in flight');
  must(l.uploadInFlight < l.smpInFlight, 'a full upload leaves room for other questions');
  must(l.uploadPacketBytes <= l.smpPacketBytes, 'a packet of an upload is a packet');
  must(
    l.uploadTimeoutLeastMs <= l.uploadTimeoutMs && l.uploadTimeoutMs <= l.uploadTimeoutMaxMs,
    'the first guess lies within its bounds',
  );
  must(l.uploadTimeoutMaxMs < l.uploadFirstTimeoutMs, 'only the first packet waits for an erase');
  must(l.uploadPauseFirstMs < l.uploadPauseMaxMs, 'backoff grows');
  must(
    l.boardLookTries * l.boardLookMs < l.boardFirstAnswerMs,
    'a silent board is asked over two connections',
  );
  must(l.boardRestartMs < l.boardReturnMs, 'a board is looked for before it is given up');
  must(
    l.flashResets >= l.flashTests + l.flashRevertResets + 2,
    'a foreign test can be left, ours tried as often as it may, and left',
  );
  must(
    l.servicePageBytes + 4 * l.serviceLogLineCharacters <= 2 * l.servicePacketBytes &&
      4 * l.serviceLogLineCharacters <= l.servicePageBytes,
    'a page with its longest item is a packet',
  );
  must(
    l.servicePacketBytes + l.serviceSealBytes <= l.smpPacketBytes,
    'an answer is a packet, also a sealed one',
  );
  must(l.smpConnectMs < l.bleStrangerMs, 'who connects slowly can show the code');
  must(l.campaignImageBytes <= l.imageBytes, 'what is brought out can be read');
  must(4 * l.firmwareAskMs < l.campaignSilenceMs, 'a device that lives is heard in time');
  must(l.smpPacketBytes < l.imageBytes, 'an image is more than a packet');
  must(l.bleLookMs * 10 < l.smpConnectMs, 'a board is looked for more than once');
}

/**
 * What `aplay -v -V mono` tells on stderr, read as far as we need it: the geometry that the device agreed
 * to, one carriage return for each period that the device took (the bar of the VU meter), and complaints.
 * This is how we know what was heard: aplay itself says nothing until it ends.
 */
export interface PlayerReport {
  /** Periods that the device has taken since the player was started. */
  readonly periodsTaken: number;
  /** Present once the device is open. The first of each kind counts: plugins dump their slaves after them. */
  readonly periodFrames?: number;
  readonly bufferFrames?: number;
  readonly rateHz?: number;
  /** Its last word, when it was one of complaint. */
  readonly complaint?: string;
  /** The beginning of a line whose end has not come yet. */
  readonly unfinished: string;
}

export const NOTHING_REPORTED: PlayerReport = { periodsTaken: 0, unfinished: '' };
/** No line of interest is longer; a VU bar is 60 characters. */
const LINE_CHARACTERS = 500;

/** The report with what `text`, any piece of the output, adds to it. */
export function readPlayerOutput(report: PlayerReport, text: string): PlayerReport {
  const pieces = (report.unfinished + text).split(/[\r\n]/);
  const unfinished = (pieces.pop() ?? '').slice(0, LINE_CHARACTERS);
  let { periodsTaken } = report;
  for (const character of text) if (character === '\r') periodsTaken += 1;
  return pieces.reduce<PlayerReport>(withLine, { ...report, periodsTaken, unfinished });
}

function withLine(report: PlayerReport, line: string): PlayerReport {
  const [, name, digits] = /^\s*(period_size|buffer_size|rate)\s*:\s*(\d{1,9})\b/.exec(line) ?? [];
  const value = Number(digits);
  switch (name) {
    case 'period_size':
      return { periodFrames: value, ...report };
    case 'buffer_size':
      return { bufferFrames: value, ...report };
    case 'rate':
      return { rateHz: value, ...report };
  }
  // "aplay: main:831: audio open error: No such file or directory"
  const complaint = /aplay: (?:\w+:\d+: )?(.+)/.exec(line)?.[1];
  return complaint === undefined ? report : { ...report, complaint };
}

/** What a technician can do about a player that ended with `complaint`. */
export function remedyFor(complaint: string | undefined): string {
  if (complaint === undefined) return 'the player ended without a word';
  if (/permission denied/i.test(complaint)) return `${complaint}; add this user to the group audio`;
  if (/busy/i.test(complaint)) return `${complaint}; another program holds the sound device`;
  if (/no such (file|device)/i.test(complaint)) {
    return `${complaint}; is the sound card plugged in (aplay -l), and the device of --voice right (aplay -L)?`;
  }
  return complaint;
}

import { type Paint, painter } from '../terminal-text.ts';

type Streams = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'on' | 'exit'>;

/**
 * Where a command is typed: results to stdout, all else to stderr, colour for people only. The first Ctrl-C asks to
 * stop, so that what was done can be undone; the second ends at once.
 */
export class Terminal {
  /** For stdout. */
  readonly paint: Paint;
  /** Where a bar may be drawn over and over; undefined where no person looks. */
  readonly screen: NodeJS.WriteStream | undefined;
  /** Aborted when somebody wants it to end. */
  readonly stopped: AbortSignal;
  private readonly streams: Streams;
  private isMuted = false;

  constructor(streams: Streams) {
    this.streams = streams;
    this.paint = painter(streams.stdout.isTTY === true && streams.env.NO_COLOR === undefined);
    this.screen = streams.stderr.isTTY === true ? streams.stderr : undefined;
    const stop = new AbortController();
    this.stopped = stop.signal;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      streams.on(signal, () => {
        if (stop.signal.aborted) streams.exit(1);
        stop.abort();
      });
    }
    // Nobody reads any more (`… | head`): it ends as if it had been asked to.
    for (const stream of [streams.stdout, streams.stderr]) {
      stream.on('error', () => {
        this.isMuted = true;
        stop.abort();
      });
    }
  }

  /** What the command was asked for. Resolves when it is on its way, also into a pipe. */
  print(text: string): Promise<void> {
    return this.write(this.streams.stdout, text);
  }

  /** Progress, hints and reasons. */
  say(text: string): Promise<void> {
    return this.write(this.streams.stderr, text);
  }

  private write(stream: NodeJS.WriteStream, text: string): Promise<void> {
    if (text === '' || this.isMuted) return Promise.resolve();
    return new Promise((done) => {
      stream.write(text.endsWith('\n') ? text : `${text}\n`, () => done());
    });
  }
}

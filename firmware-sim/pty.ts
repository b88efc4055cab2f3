import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { Failure } from '../shared/failure.ts';
import { BaudPace } from './baud-pace.ts';

/**
 * ioctl numbers of Linux, include/uapi/asm-generic/ioctls.h: unlock the slave, tell its number, and have each read
 * begin with a byte that tells what the host did (ioctl_tty(2), TIOCPKT).
 */
const UNLOCK_AND_NUMBER = `
  open(my $master, "+<&=", 3) or die "fd: $!";
  my $unlocked = pack("i", 0);
  ioctl($master, 0x40045431, $unlocked) or die "TIOCSPTLCK: $!";
  my $number = pack("I", 0);
  ioctl($master, 0x80045430, $number) or die "TIOCGPTN: $!";
  my $packets = pack("i", $ARGV[0]);
  ioctl($master, 0x5420, $packets) or die "TIOCPKT: $!";
  print unpack("I", $number);
`;
/** In that byte: the host threw away what it had not read. 0 is data. */
const FLUSHED = 0x01;
/** What a host has written and the board has not yet taken; beyond, the host is made to wait. */
const INBOUND_BYTES = 1_024;

/** The board's end of a serial line; the host opens `path`. */
export interface Pty {
  /** A device file, as `/dev/ttyUSB0` would be. It vanishes with {@link Pty.close}. */
  readonly path: string;
  /** Bytes from the host go to `listener`, which replaces the one before. Until there is one they wait. */
  onData(listener: (bytes: Buffer) => void): void;
  /** Bytes to the host. What no longer fits into the kernel's buffer (64 kB) is lost: no flow control. */
  write(bytes: Uint8Array): void;
  /** Pulls the plug: the host sees a hang-up, and what was on its way is lost. May be called twice. */
  close(): Promise<void>;
}

interface PtyOptions {
  readonly baudRate?: number;
  readonly onOpened?: () => void;
}

/**
 * Makes a serial line out of a pseudo-terminal whose master end this process owns. Needs no rights beyond
 * an ordinary user's. Node cannot do ioctls, so a line of perl does them on the inherited descriptor; perl
 * and stty are part of every Debian.
 *
 * @param options.baudRate paces both directions; without it bytes pass at once
 * @param options.onOpened the host has opened the line: what serialport and avrdude do then and only then is to throw
 *   away old input. Stands for the DTR line, which a pty has not
 * @throws Failure unreachable: no pty to be had, with what is missing
 */
export async function openPty(options: PtyOptions = {}): Promise<Pty> {
  const masterFd = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  let slaveFd: number;
  let path: string;
  try {
    path = `/dev/pts/${await run('perl', ['-e', UNLOCK_AND_NUMBER, options.onOpened === undefined ? '0' : '1'], masterFd)}`;
    // Held open for as long as the board lives: with no slave open at all, the master would read EIO.
    slaveFd = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    await run('stty', ['-F', path, 'raw', '-echo'], masterFd);
  } catch (cause) {
    closeSync(masterFd);
    throw cause;
  }
  return new MasterPty(path, masterFd, slaveFd, options);
}

class MasterPty implements Pty {
  readonly path: string;
  readonly #masterFd: number;
  readonly #slaveFd: number;
  readonly #master: ReadStream;
  readonly #inbound: BaudPace | undefined;
  readonly #outbound: BaudPace | undefined;
  readonly #onOpened: (() => void) | undefined;
  #listener: (bytes: Buffer) => void = () => {};
  #closed: Promise<void> | undefined;

  constructor(path: string, masterFd: number, slaveFd: number, { baudRate, onOpened }: PtyOptions) {
    this.path = path;
    this.#masterFd = masterFd;
    this.#slaveFd = slaveFd;
    this.#onOpened = onOpened;
    this.#master = new ReadStream(masterFd);
    // A host that crashes in the middle of a write is the host's affair.
    this.#master.on('error', () => void this.close());
    if (baudRate !== undefined) {
      this.#inbound = new BaudPace(baudRate, (bytes) => {
        this.#listener(bytes);
        if (this.#inbound?.waitingBytes === 0) this.#master.resume();
      });
      this.#outbound = new BaudPace(baudRate, (bytes) => this.#send(bytes));
    }
  }

  onData(listener: (bytes: Buffer) => void): void {
    const first = this.#master.listenerCount('data') === 0;
    this.#listener = listener;
    if (!first) return;
    this.#master.on('data', (read: Buffer) => {
      const bytes = this.#onOpened === undefined ? read : this.#unpack(read);
      if (bytes.length === 0) return;
      if (this.#inbound === undefined) return this.#listener(bytes);
      this.#inbound.push(bytes);
      if (this.#inbound.waitingBytes > INBOUND_BYTES) this.#master.pause();
    });
  }

  /** What a host that opens the line anew left on its way is lost. */
  #unpack(packet: Buffer): Buffer {
    if (((packet[0] ?? 0) & FLUSHED) !== 0) {
      this.#inbound?.stop();
      this.#outbound?.stop();
      this.#master.resume();
      this.#onOpened?.();
    }
    return packet.subarray(1);
  }

  write(bytes: Uint8Array): void {
    if (this.#closed !== undefined) return;
    if (this.#outbound === undefined) this.#send(bytes);
    else this.#outbound.push(bytes);
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#inbound?.stop();
      this.#outbound?.stop();
      this.#master.once('close', () => {
        closeSync(this.#slaveFd);
        resolve();
      });
      this.#master.destroy();
    });
    return this.#closed;
  }

  /** Not through the stream: libuv writes to a pty master only in blocking mode, and a host may not read. */
  #send(bytes: Uint8Array): void {
    try {
      writeSync(this.#masterFd, bytes);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN')) throw thrown;
    }
  }
}

/** Runs a tool with `fd` as its descriptor 3 and returns what it prints. */
function run(program: string, args: readonly string[], fd: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe', fd] });
    let output = '';
    let complaint = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('error', (cause) =>
      reject(new Failure('unreachable', `a pty needs ${program}: ${cause.message}`, { cause })),
    );
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve(output.trim());
      else reject(new Failure('unreachable', `${program} could not set up a pty: ${complaint.trim()}`));
    });
  });
}

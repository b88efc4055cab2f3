import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../shared/failure.ts';
import { until } from '../clock.ts';
import { firstLineOf } from '../machine.ts';
import { stopChild, type Workspace } from '../workspace.ts';

const START_MS = 10_000;

/** A sound card that keeps real time and makes no noise: PulseAudio with a null sink, for this run only. */
export class SoundServer {
  /** Where what it plays can be listened to. */
  static readonly monitor = 'bench.monitor';
  /** What a player must have in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, socket: string) {
    this.#child = child;
    this.environment = { PULSE_SERVER: `unix:${socket}` };
  }

  /** Why there can be none here, if so. */
  static missing(): string | undefined {
    const programs = ['pulseaudio', 'parec'];
    if (programs.some((program) => firstLineOf(program, ['--version']) === undefined)) {
      return 'not installed: apt-get install pulseaudio pulseaudio-utils libasound2-plugins';
    }
    return playsThrough('pulse') ? undefined : 'not installed: apt-get install libasound2-plugins';
  }

  /** @throws Failure `unreachable` when it does not come up */
  static async start(workspace: Workspace): Promise<SoundServer> {
    const folder = workspace.newFolder('sound');
    const socket = join(folder, 'native');
    const words = [
      ...['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disable-shm=yes'],
      ...['-L', 'module-null-sink sink_name=bench rate=16000'],
      ...['-L', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`],
    ];
    const child = workspace.start('pulseaudio', words, {
      stdio: 'ignore',
      env: { ...process.env, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder, HOME: folder },
    });
    const there = await until(START_MS, 50, () => (existsSync(socket) ? true : undefined));
    if (there === undefined) throw new Failure('unreachable', 'PulseAudio does not come up');
    return new SoundServer(child, socket);
  }

  stop(): Promise<void> {
    return stopChild(this.#child);
  }
}

/** Whether aplay is installed and knows an ALSA device of this name. */
export const playsThrough = (device: string): boolean =>
  firstLineOf('sh', ['-c', `aplay -L 2>/dev/null | grep -x ${device}`]) === device;

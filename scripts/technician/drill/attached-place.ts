import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../shared/failure.ts';
import { DEMO_FILE, DEMO_SPEAKER } from '../../demo/demo.ts';
import type { DrillShop } from './drill-shop.ts';

/** Where everything is of a shop that runs already. */
export interface AttachedPlace {
  /** e.g. `http://127.0.0.1:8080`. */
  readonly relayBase: string;
  readonly tokenFile: string;
  readonly deviceId: string;
  readonly terminal: string;
  /** With the private key that the relay believes callbacks by. */
  readonly coreFolder: string;
  readonly heardPath: string;
  /** Of a program that runs now; undefined: it does not, or nobody told. */
  processOf(program: Parameters<DrillShop['kill']>[0]): number | undefined;
}

const FILE_OF = { relay: 'relay/main.ts', speaker: 'device/main.ts' } as const;

/** The shop of `npm start`, from its data folder. @throws Failure `not_found` when none has run there */
export function demoPlace(folder: string): AttachedPlace {
  const path = join(folder, DEMO_FILE);
  if (!existsSync(path)) throw new Failure('not_found', `no demo has run in ${folder}: npm start first`);
  const demo = JSON.parse(readFileSync(path, 'utf8')) as {
    callbackUrl: string;
    terminal: string;
    core: string;
  };
  return {
    relayBase: new URL(demo.callbackUrl).origin,
    tokenFile: join(folder, 'relay', 'operator.token'),
    deviceId: DEMO_SPEAKER,
    terminal: demo.terminal,
    coreFolder: demo.core,
    heardPath: join(folder, DEMO_SPEAKER, 'heard.jsonl'),
    processOf(program) {
      // Written anew with each start: a program that came back has another number.
      const record = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as {
        children: { pid: number; file: string }[];
      };
      return record.children.find(({ file }) => file === FILE_OF[program])?.pid;
    },
  };
}

/** What the flags of an attached drill gave. */
export interface PlaceFlags {
  readonly relay?: string;
  readonly tokenFile?: string;
  readonly device?: string;
  readonly terminal?: string;
  readonly core?: string;
  readonly heard?: string;
  readonly relayPid?: number;
  readonly devicePid?: number;
}

/** A test shop of one’s own. @throws Failure `usage` naming the flag that is missing */
export function flaggedPlace(flags: PlaceFlags): AttachedPlace {
  const given = (name: string, value: string | undefined): string => {
    if (value !== undefined) return value;
    throw new Failure('usage', `--relay needs --${name} too: a drill pays, listens and judges by itself`);
  };
  return {
    relayBase: given('relay', flags.relay),
    tokenFile: given('token-file', flags.tokenFile),
    deviceId: given('device', flags.device),
    terminal: given('terminal', flags.terminal),
    coreFolder: given('core', flags.core),
    heardPath: given('heard', flags.heard),
    processOf: (program) => (program === 'relay' ? flags.relayPid : flags.devicePid),
  };
}

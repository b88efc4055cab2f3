import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunningProcess } from '../../../firmware-sim/processes.ts';
import { BoardRig } from '../../../firmware-sim/smp/board-rig.ts';
import { sampleKey, writeSampleImages } from '../../../firmware-sim/smp/sample-images.ts';
import { callCommand } from '../called-command.ts';
import { startTriedRelay, type TriedRelay } from '../roster/tried-relay.ts';
import { missingForPty, startTriedDevice } from '../service/tried-device.ts';
import type { TypedCommand } from '../typed-command.ts';

/** Remote flashing as a whole: the commands, a relay, a device's program, a simulated board on a pty. */
const LOOK_MS = 200;
const PATIENCE_MS = 180_000;

/** Skipped by name where no serial line can be played. */
function onCable(name: string, work: () => Promise<void>): void {
  if (missingForPty === undefined) test(name, work);
  else console.log(`SKIP ${name}: ${missingForPty}`);
}

interface Bench {
  readonly relay: TriedRelay;
  readonly rig: BoardRig;
  readonly images: Readonly<Record<string, string>>;
  readonly board: string;
  readonly trust: string;
  typed(exitCode: number, ...words: string[]): Promise<TypedCommand>;
  /** Of a campaign, as soon as it is not running any more. */
  ended(id: string): Promise<Record<string, unknown>>;
}

async function atBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  const relay = await startTriedRelay();
  const folder = join(relay.folder, 'boards');
  mkdirSync(folder);
  const key = sampleKey(folder);
  const rig = await BoardRig.start({
    ...{ folder, boards: 1, boardId: 'slots-6', version: '1.0.0', key },
    // Quick flash: an ordinary one takes 8 s to swap two slots.
    eraseSectorMs: 5,
    medium: { kind: 'serial', usb: 'bridge' },
  });
  const imagesFolder = join(relay.folder, 'images');
  mkdirSync(imagesFolder);
  const images = writeSampleImages(imagesFolder, { boardId: 'slots-6', bodyBytes: 70_000, key });
  const typed = async (exitCode: number, ...words: string[]): Promise<TypedCommand> => {
    const result = await callCommand([...words, '--relay', relay.url, '--token-file', relay.tokenFile]);
    assert.is(result.exitCode, exitCode, `${words.join(' ')}: ${result.errors}${result.out}`);
    return result;
  };
  const ended = async (id: string): Promise<Record<string, unknown>> => {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const { out } = await callCommand([
        ...['campaign', 'show', id, '--json', '--relay', relay.url, '--token-file', relay.tokenFile],
      ]);
      const campaign = JSON.parse(out) as Record<string, unknown>;
      if (campaign.state !== 'running') return campaign;
      if (performance.now() > deadlineMs) throw new Error(`it never ends: ${out}`);
      await new Promise((wake) => setTimeout(wake, LOOK_MS));
    }
  };
  const trust = join(folder, 'trusted-key.pem');
  try {
    await work({ relay, rig, images, board: join(folder, 'board-0'), trust, typed, ended });
  } finally {
    await rig.close();
    await relay.close();
  }
}

async function startDevice({ relay, board, trust }: Bench): Promise<RunningProcess> {
  const service = join(relay.folder, 'no-technician-here');
  const device = await startTriedDevice(
    relay.processes,
    relay.folder,
    ['--service', service],
    ...['--id', 'SPK-0001', '--key-file', join(relay.folder, 'spk.key'), '--relay', relay.mqtt],
    ...['--board', board, '--firmware-url', relay.url, '--trust', trust],
  );
  return device.process;
}

const versionOn = (rig: BoardRig): string | undefined => rig.boards[0]?.board.runningVersion;

onCable(
  'a good image gets to the board and is confirmed; campaigns are listed, stopped, and refused by name',
  () =>
    atBench(async (bench) => {
      const { relay, rig, images, typed, ended } = bench;
      const good = images.good ?? '';
      const put = ['--role', 'speaker', '--store', 's', '--key-file'];
      await typed(0, 'device', 'put', 'SPK-0001', ...put, join(relay.folder, 'spk.key'));
      assert.match((await typed(0, 'campaign', 'list')).out, /no campaign yet/);
      assert.match((await typed(2, 'campaign', 'start', good)).errors, /--devices ID,ID or --role/);
      assert.match(
        (await typed(2, 'campaign', 'start', good, '--role', 'speaker')).errors,
        /bring it to 1 devices\?.*--yes/,
      );
      const unsigned = await typed(
        1,
        'campaign',
        'start',
        images.unsigned ?? '',
        '--role',
        'speaker',
        '--yes',
      );
      assert.match(unsigned.errors, /not signed/);
      assert.match(
        (await typed(1, 'campaign', 'start', good, '--devices', 'SPK-9', '--yes')).errors,
        /there is no device SPK-9/,
      );

      const soak = ['--soak-minutes', '0', '--yes'];
      const begun = await typed(0, 'campaign', 'start', good, '--role', 'speaker', ...soak, '--json');
      const { id } = JSON.parse(begun.out) as { id: string };
      assert.match(
        (await typed(1, 'campaign', 'start', good, '--role', 'speaker', ...soak)).errors,
        /stop it first/,
      );
      assert.match((await typed(0, 'campaign', 'show', id)).out, /stage: one device; 1 waiting/);
      await startDevice(bench);
      const campaign = await ended(id);
      assert.equal([campaign.state, campaign.reason], ['done', '1 of 1 have it']);
      assert.is(versionOn(rig), '1.1.0');
      assert.is(rig.boards[0]?.board.isConfirmed, true);
      assert.match((await typed(0, 'campaign', 'show', id)).out, /SPK-0001 +done .*1\.0\.0 → 1\.1\.0/);
      assert.is(existsSync(join(relay.folder, 'device', 'firmware')), false);
      assert.match((await typed(0, 'campaign', 'stop', id, '--yes')).out, /done/);
      assert.match((await typed(2, 'campaign', 'show', 'xyz')).errors, /8 hex digits/);
    }),
);

onCable(
  'an image that fails its own test is left again, and the campaign is halted; so is one of a strange key, untouched',
  () =>
    atBench(async (bench) => {
      const { relay, rig, images, typed, ended } = bench;
      await typed(
        0,
        ...['device', 'put', 'SPK-0001', '--role', 'speaker', '--store', 's'],
        ...['--key-file', join(relay.folder, 'spk.key')],
      );
      const begin = async (name: string): Promise<string> => {
        const image = join(relay.folder, `${name}.bin`);
        copyFileSync(images[name] ?? '', image);
        const words = [
          'campaign',
          'start',
          image,
          '--role',
          'speaker',
          '--soak-minutes',
          '0',
          '--yes',
          '--json',
        ];
        return (JSON.parse((await typed(0, ...words)).out) as { id: string }).id;
      };
      const strange = await begin('strange-key');
      const device = await startDevice(bench);
      const refused = await ended(strange);
      assert.is(refused.state, 'halted');
      assert.match(String(refused.reason), /1 of 1 failed; SPK-0001: /);
      assert.is(versionOn(rig), '1.0.0');

      const failing = await begin('fails-self-test');
      // It asks at once when it starts, else a minute later.
      await device.stop(10_000);
      await startDevice(bench);
      const halted = await ended(failing);
      assert.is(halted.state, 'halted');
      assert.match(String(halted.reason), /SPK-0001: back to what it ran/);
      assert.is(versionOn(rig), '1.0.0');
      assert.match(
        (await typed(1, 'campaign', 'show', failing)).errors,
        /was halted: .*when that is understood: npx tillbell campaign resume/,
      );

      assert.match(
        (await typed(2, 'campaign', 'resume', failing, '--retry-failed')).errors,
        /was halted: .*Go on all the same\? 1 failed so far.*get it once more.*--yes/,
      );
      const resumed = await typed(0, 'campaign', 'resume', failing, '--retry-failed', '--yes');
      assert.match(resumed.out, /running, stage: one device; 1 waiting/);
      assert.match(
        (await typed(0, 'campaign', 'list')).out,
        /resumed by an operator, failed devices once more/,
      );
      assert.match((await typed(1, 'campaign', 'resume', strange, '--yes')).errors, /: stop it first/);
      assert.match(
        (await typed(0, 'campaign', 'resume', failing)).out,
        /running/,
        'a repeat changes nothing',
      );
      await typed(0, 'campaign', 'stop', failing, '--yes');
      assert.match(
        (await typed(1, 'campaign', 'resume', failing, '--yes')).errors,
        /only one that was halted/,
      );
      const settled = await typed(0, 'campaign', 'resume', strange, '--yes', '--json');
      // Its only device has failed, which is settled: there is nobody left to bring it to.
      assert.equal(((one: Record<string, unknown>) => [one.state, one.reason])(JSON.parse(settled.out)), [
        'done',
        '0 of 1 have it',
      ]);
    }),
);

test.run();

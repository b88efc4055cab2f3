import { spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PanelInput } from '../../device/speaker/panel.ts';
import { loadPanelLibraries } from '../../device/speaker/panel-board-link.ts';
import { HOLD_FIRST_MS } from '../../device/speaker/panel-buttons.ts';
import { limits } from '../../shared/limits.ts';
import { PanelRig } from './panel-rig.ts';

const is =
  <T extends PanelInput['type']>(type: T) =>
  (input: PanelInput): input is Extract<PanelInput, { type: T }> =>
    input.type === type;

async function withRig(work: (rig: PanelRig) => Promise<void>): Promise<void> {
  const rig = new PanelRig();
  try {
    await work(rig);
  } finally {
    await rig.close();
  }
}

const processListeners = (): number[] =>
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'].map((event) =>
    process.listenerCount(event),
  );
/** Taken before any library is loaded: the panel loads them with the first port. */
const listenersBefore = processListeners();

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const presses = (rig: PanelRig): string[] =>
  rig.inputs.all.flatMap((input) => (input.type === 'button' ? [input.button] : []));

test('the genuine firmware: ready, lamps, buttons, battery', async () => {
  await withRig(async (rig) => {
    const board = await rig.plugInBoard();
    rig.panel.show({ link: 'on', unheard: 'on' });
    await rig.inputs.next(is('connected'));
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && lit);
    rig.panel.show({ link: 'on', unheard: 'off' });
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && !lit);
    rig.panel.show({ link: 'blink_fast', unheard: 'off' });
    for (const expected of [false, true, false]) {
      await rig.lamps.next(({ lamp, lit }) => lamp === 'link' && lit === expected);
    }

    const buttons = ['volume_up', 'volume_down', 'replay'] as const;
    const beganAtMs = performance.now();
    for (const button of buttons) {
      board.setButton(button, true);
      await rig.inputs.next((input) => input.type === 'button' && input.button === button);
      board.setButton(button, false);
    }
    // Where all this takes no time each bouncing press comes once; a busy machine holds a volume button for long.
    const most =
      1 + Math.floor((performance.now() - beganAtMs) / HOLD_FIRST_MS) * (1 + limits.panelHoldRepeats);

    board.setBatteryMillivolts(3_700);
    // The converter's step is 10 mV of the cell.
    await rig.inputs.next((input) => input.type === 'battery' && Math.abs(input.millivolts - 3_700) <= 10);
    const all = presses(rig);
    assert.equal([...new Set(all)], buttons);
    assert.is(all.filter((button) => button === 'replay').length, 1);
    for (const button of buttons) assert.ok(all.filter((one) => one === button).length <= most, all.join());
  });
});

test('holding volume repeats it; a button held while plugging in presses nothing', async () => {
  await withRig(async (rig) => {
    const board = await rig.plugInBoard();
    board.setButton('replay', true);
    // With the first battery report the first levels are there: before, nobody knows which buttons are up.
    await rig.inputs.next(is('battery'));
    board.setButton('volume_down', true);
    for (let count = 0; count < 3; count += 1) await rig.inputs.next(is('button'));
    board.setButton('volume_down', false);
    board.setButton('replay', false);
    await rig.inputs.next(is('battery'));
    board.setButton('replay', true);
    await rig.inputs.next((input) => input.type === 'button' && input.button === 'replay');
    assert.is(presses(rig).filter((button) => button === 'replay').length, 1);
  });
});

test('no board at the start: told once, and found when it is plugged in', async () => {
  await withRig(async (rig) => {
    const { reason } = await rig.inputs.next(is('disconnected'));
    assert.match(reason, /No such file/);
    rig.panel.show({ link: 'on', unheard: 'on' });
    await pause(300); // a retry or two
    await rig.plugInBoard();
    await rig.inputs.next(is('connected'));
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && lit);
    assert.is(rig.inputs.all.filter(is('disconnected')).length, 1);
  });
});

test('trap, firmata-io: an unplug emits nothing there, and the next board gets new objects', async () => {
  const { Board } = await loadPanelLibraries();
  await withRig(async (rig) => {
    const board = await rig.plugInBoard();
    rig.panel.show({ link: 'on', unheard: 'on' });
    for (let round = 0; round < 3; round += 1) {
      await rig.inputs.next(is('connected'));
      await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && lit);
      assert.is(Board.cache.length, 1, 'johnny-five keeps every board it ever made unless told otherwise');
      await board.unplug();
      assert.is((await rig.inputs.next(is('disconnected'))).reason, 'unplugged');
      await board.plugIn();
    }
    await rig.inputs.next(is('connected'));
  });
  assert.is(Board.cache.length, 0);
});

test('trap, serialport: nothing said to the old board reaches the next one', async () => {
  await withRig(async (rig) => {
    const board = await rig.plugInBoard();
    rig.panel.show({ link: 'on', unheard: 'on' });
    await rig.inputs.next(is('connected'));
    await board.unplug();
    for (let round = 0; round < 50; round += 1) {
      rig.panel.show({ link: 'blink_fast', unheard: round % 2 === 0 ? 'on' : 'off' });
      await pause(1);
    }
    const heard = await new Promise<Buffer>((resolve) => {
      let bytes = Buffer.alloc(0);
      void rig.plugInImpostor((chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= 4) resolve(bytes);
      });
    });
    // REPORT_VERSION and QUERY_FIRMWARE: the greeting of a new acquaintance, and no lamp before or after it.
    assert.is(heard.toString('hex'), 'f9f079f7');
  });
});

test('the board loses its power and gets it back while the line stays: lamps as they should be', async () => {
  await withRig(async (rig) => {
    const board = await rig.plugInBoard();
    rig.panel.show({ link: 'off', unheard: 'on' });
    await rig.inputs.next(is('connected'));
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && lit);
    board.setPower(false);
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && !lit);
    board.setPower(true);
    assert.is((await rig.inputs.next(is('disconnected'))).reason, 'the board restarted');
    await rig.inputs.next(is('connected'));
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && lit);
  });
});

test('a frozen board is noticed by its silence, and served again when it lives', async () => {
  await withRig(async (rig) => {
    const board = await rig.plugInBoard();
    await rig.inputs.next(is('connected'));
    board.freeze();
    for (let round = 0; round < 1_000; round += 1) {
      rig.panel.show({ link: round % 2 === 0 ? 'on' : 'off', unheard: 'blink_fast' });
    }
    assert.is((await rig.inputs.next(is('disconnected'))).reason, 'the board has fallen silent');
    board.setPower(false);
    board.setPower(true);
    await rig.inputs.next(is('connected'));
  });
});

test('a board that never answers is given up, and its successor found', async () => {
  await withRig(async (rig) => {
    await rig.plugInImpostor(() => {});
    await rig.reasons.next((reason) => reason.startsWith('no answer'));
    await rig.plugInBoard();
    await rig.inputs.next(is('connected'));
  });
});

test('trap, firmata-io: what a wrong board says throws in the port, and collects for ever', async () => {
  const greeting = 'f90203' + 'f079020353007400f7';
  const impostures: [string, string, RegExp][] = [
    [`${greeting}f06e7f0101f7`, 'the state of a pin that there is not', /undefined/],
    [
      `${greeting}f06c${'00017f'.repeat(4)}f7f06a${'7f'.repeat(20)}f7`,
      'more analog pins than pins',
      /undefined/,
    ],
    [
      `${greeting}f06c${'01017f'.repeat(4)}f7f06a${'7f'.repeat(4)}f7`,
      'too few pins',
      /no digital pin 13, 12, 4/,
    ],
    [`f90203f0${'55'.repeat(2_000)}`, 'a message without an end', /endless/],
  ];
  for (const [hex, name, why] of impostures) {
    await withRig(async (rig) => {
      await rig.plugInImpostor((_bytes, pty) => pty.write(Buffer.from(hex, 'hex')));
      const reason = await rig.reasons.next((one) => one.startsWith('not a'));
      assert.match(reason, why, name);
      await rig.plugInBoard();
      await rig.inputs.next(is('connected'));
    });
  }
});

test('trap, johnny-five: it takes over Ctrl-C and writes to the terminal unless told otherwise', async () => {
  const write = process.stdout.write;
  let written = '';
  process.stdout.write = ((text: string | Uint8Array) => {
    written += text.toString();
    return true;
  }) as typeof process.stdout.write;
  try {
    await withRig(async (rig) => {
      const board = await rig.plugInBoard();
      await rig.inputs.next(is('connected'));
      await board.unplug();
      await rig.inputs.next(is('disconnected'));
    });
  } finally {
    process.stdout.write = write;
  }
  assert.is(written, '');
  assert.equal(processListeners(), listenersBefore);
});

test('a closed panel reports nothing more, even when it is closed at once', async () => {
  const rig = new PanelRig();
  await rig.close();
  rig.panel.show({ link: 'on', unheard: 'on' });
  await pause(50);
  assert.equal(rig.inputs.all, []);
});

test('closing puts the lamps out', async () => {
  await withRig(async (rig) => {
    await rig.plugInBoard();
    rig.panel.show({ link: 'on', unheard: 'on' });
    await rig.inputs.next(is('connected'));
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && lit);
    await rig.panel.close();
    await rig.lamps.next(({ lamp, lit }) => lamp === 'unheard' && !lit);
  });
});

test('the board in a process of its own: tells its path, obeys, ends cleanly on SIGTERM and with its stdin', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbell-panel-'));
  const link = join(folder, 'panel');
  const program = fileURLToPath(new URL('panel-main.ts', import.meta.url));
  for (const end of ['SIGTERM', 'stdin'] as const) {
    const child = spawn(process.execPath, ['--import', 'tsx', program, '--link', link], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    let output = '';
    const says = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (output.includes(text)) resolve();
        };
        child.stdout.on('data', check);
        check();
      });
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await says(`${JSON.stringify({ path: link })}\n`);
    assert.ok(lstatSync(link).isSymbolicLink());
    child.stdin.write('{"eject":7}\n');
    await says('unknown order');
    await says('{"lamp":"link","lit":true}'); // the firmware blinks its version
    if (end === 'stdin') child.stdin.end();
    else child.kill(end);
    assert.is(await ended, 0);
    assert.throws(() => lstatSync(link), /ENOENT/);
  }
  rmSync(folder, { recursive: true });
});

test.run();

/**
 * The panel board in a process of its own: `tsx firmware-sim/panel/panel-main.ts [--link PATH]`.
 *
 * Says on stdout, a JSON line each: `{"path": …}` at every plug-in, `{"lamp": "link" | "unheard", "lit": …}` at
 * every change, `{"error": …}` for a line that it does not understand. Takes on stdin, a JSON line each:
 * `{"press": "volume_up" | "volume_down" | "replay", "heldMs"?: …}`, `{"batteryMillivolts": …}`,
 * `{"power": "on" | "off" | "frozen"}`, `{"plug": "in" | "out"}`. Ends on SIGTERM, SIGINT or the end of stdin.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { describeThrown, isFailure } from '../../shared/failure.ts';
import { type PanelBoard, startPanelBoard } from './panel-board.ts';
import { type PanelOrder, parsePanelOrder } from './panel-order.ts';

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function obey(board: PanelBoard, order: PanelOrder): Promise<void> {
  switch (order.type) {
    case 'press':
      board.setButton(order.button, true);
      setTimeout(() => board.setButton(order.button, false), order.heldMs);
      return;
    case 'battery':
      return board.setBatteryMillivolts(order.millivolts);
    case 'power':
      return order.power === 'frozen' ? board.freeze() : board.setPower(order.power === 'on');
    case 'plug':
      if (order.plug === 'out') return board.unplug();
      await board.plugIn();
      say({ path: board.path });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { link: { type: 'string' } } });
  const board = await startPanelBoard({
    ...(values.link === undefined ? {} : { link: values.link }),
    onLamp: (lamp, lit) => say({ lamp, lit }),
  });
  const stop = (): void => {
    void board.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Nobody listens any more: the one who started us is gone.
  process.stdout.on('error', stop);
  say({ path: board.path });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      await obey(board, parsePanelOrder(line));
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      say({ error: thrown.message });
    }
  }
  stop();
}

main().catch((thrown: unknown) => {
  console.error(`panel board: ${describeThrown(thrown)}`);
  process.exit(thrown instanceof TypeError ? 2 : 1);
});

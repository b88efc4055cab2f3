import { Bluez } from './bluez.ts';
import { type PrivateBus, startPrivateBus } from './private-bus.ts';

export interface BluezStage {
  readonly bluez: Bluez;
  readonly bus: PrivateBus;
  /** What nobody has caught meanwhile: D-Bus libraries throw where nobody listens. */
  readonly uncaught: readonly unknown[];
}

/** Plays BlueZ on a bus of its own, which this process finds as the system's, for as long as `play` lasts. */
export async function onBluezStage(play: (stage: BluezStage) => Promise<void>): Promise<void> {
  const bus = await startPrivateBus();
  process.env.DBUS_SYSTEM_BUS_ADDRESS = bus.address;
  const bluez = await Bluez.start(bus.address);
  const uncaught: unknown[] = [];
  const note = (thrown: unknown): void => void uncaught.push(thrown);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  try {
    await play({ bluez, bus, uncaught });
  } finally {
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
    bluez.close();
    await bus.close();
  }
}

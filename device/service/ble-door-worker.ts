import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { describeThrown } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { thisMachine } from '../../shared/machine-port.ts';
import { fragmentForBle } from '../../shared/smp/ble-framing.ts';
import { decodePacket } from '../../shared/smp/packet.ts';
import type { BleDoorData, FromBleDoor, ToBleDoor } from './ble-door-messages.ts';
import type { GuestHeard } from './ble-guest.ts';
import { BleGuests } from './ble-guests.ts';
import { refusalFor, refusalPacket } from './ble-rights.ts';
import { BluezPeripheral } from './bluez-peripheral-link.ts';

/**
 * The Bluetooth door in a thread of its own: whatever is sent from ten metres away, and whatever the D-Bus library does
 * about it, the thread that announces payments is not held up and does not end.
 */
const data = workerData as BleDoorData;
/** On Linux this is the thread's: payments first. */
const NICENESS = 10;
const TIDY_MS = 1_000;

interface Waiting {
  readonly central: string;
  readonly attMtuBytes: number;
  readonly reply: (answer: Uint8Array) => Uint8Array;
}

const guests = new BleGuests(data.code, (count) => thisMachine.drawBytes(count));
const waiting = new Map<number, Waiting>();
let serial = data.serial;
let peripheral: BluezPeripheral | undefined;
let isRetrying = false;
let nextTicket = 0;
/** Within this turn of {@link tidy}. */
let strangerAsks = 0;
let wrongCodes = 0;
let wrongCodesToldAtMs = Number.NEGATIVE_INFINITY;
/** Said once for each occurrence. */
let problem = '';

const tell = (message: FromBleDoor): void => parentPort?.postMessage(message);

async function open(): Promise<void> {
  try {
    peripheral = await BluezPeripheral.open({
      adapter: data.adapter,
      serial,
      events: {
        onPiece: hear,
        onLeft: (central) => guests.leave(central),
        onLost: (reason) => lose(reason),
      },
    });
    problem = '';
    tell({ kind: 'log', level: 'info', text: 'Bluetooth door open', detail: { as: peripheral.name } });
    await peripheral.rename(serial); // it may have been told meanwhile
  } catch (thrown) {
    lose(thrown);
  }
}

function lose(thrown: unknown): void {
  peripheral?.close();
  peripheral = undefined;
  guests.clear();
  waiting.clear();
  const reason = describeThrown(thrown);
  if (reason !== problem)
    tell({ kind: 'log', level: 'warn', text: 'Bluetooth door closed', detail: { reason } });
  problem = reason;
  if (isRetrying) return;
  isRetrying = true;
  thisMachine.after(limits.bleDoorRetryMs, () => {
    isRetrying = false;
    void open();
  });
}

function hear(central: string, piece: Uint8Array, attMtuBytes: number): void {
  const heard = guests.hear(central, piece, thisMachine.steadyMs());
  if (heard.kind === 'ask') ask(heard, central, attMtuBytes);
  if (heard.kind !== 'say') return;
  if (heard.isWrongCode) wrongCodes += 1;
  send(heard.packet, attMtuBytes);
}

function ask(
  { packet, isProven, reply }: Extract<GuestHeard, { kind: 'ask' }>,
  central: string,
  attMtuBytes: number,
): void {
  if (!isProven && !isForAnybody(packet, attMtuBytes)) return;
  // What is too much is dropped: who asked asks again.
  if (waiting.size >= limits.serviceRequestsWaiting) return;
  const ticket = nextTicket++;
  waiting.set(ticket, { central, attMtuBytes, reply });
  tell({ kind: 'ask', ticket, packet, isProven });
}

/** Whether somebody without the code may have it from the runtime, now; if not, it is answered here. */
function isForAnybody(bytes: Uint8Array, attMtuBytes: number): boolean {
  const request = decodePacket(bytes);
  const reason = refusalFor(request, { isProven: false, isOpen: false });
  if (reason !== undefined) send(refusalPacket(request, reason), attMtuBytes);
  if (reason !== undefined || strangerAsks >= limits.bleStrangerAsks) return false;
  strangerAsks += 1;
  return true;
}

function send(packet: Uint8Array, attMtuBytes: number): void {
  for (const piece of fragmentForBle(packet, attMtuBytes)) peripheral?.notify(piece);
}

function tidy(): void {
  strangerAsks = 0;
  const nowMs = thisMachine.steadyMs();
  for (const central of guests.strangers(nowMs)) {
    peripheral?.disconnect(central);
    guests.leave(central);
  }
  if (wrongCodes === 0 || nowMs - wrongCodesToldAtMs < limits.bleRefusalsToldMs) return;
  wrongCodesToldAtMs = nowMs;
  const detail = { times: wrongCodes };
  wrongCodes = 0;
  tell({
    kind: 'log',
    level: 'warn',
    text: 'somebody has tried a wrong service code over Bluetooth',
    detail,
  });
}

parentPort?.on('message', (message: ToBleDoor) => {
  switch (message.kind) {
    case 'answer': {
      const asked = waiting.get(message.ticket);
      waiting.delete(message.ticket);
      if (asked !== undefined && message.packet !== undefined)
        send(asked.reply(message.packet), asked.attMtuBytes);
      return;
    }
    case 'serial':
      ({ serial } = message);
      peripheral?.rename(serial).catch(lose);
  }
});

try {
  setPriority(NICENESS);
} catch {
  // a system that does not let threads differ
}
thisMachine.every(TIDY_MS, tidy);
void open();

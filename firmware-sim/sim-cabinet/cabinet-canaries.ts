import type { CabinetOperations } from '../../device/cabinet/cabinet-operations.ts';
import type { BusEvent } from '../../device/cabinet/readings.ts';
import type { DeviceKeys } from '../../shared/device-key.ts';
import { isFailure } from '../../shared/failure.ts';
import { openDown, openUp, sealDown, sealUp } from '../../shared/frame.ts';
import { type DeviceId, type RentalId, rentalId } from '../../shared/ids.ts';
import type { Canary } from '../sim/canaries.ts';
import type { VirtualProcess } from '../sim/virtual-host.ts';
import type { VirtualStore } from '../sim/virtual-store.ts';

/** Bugs that are put in on purpose, at the doors: a simulator that does not catch them proves nothing. */
export const CABINET_CANARIES = ['send_before_recording', 'ignore_stale', 'forget_rental_on_repeat'] as const;
export type CabinetCanaryName = (typeof CABINET_CANARIES)[number];

type CabinetDoorToDisk = Pick<VirtualStore<CabinetOperations>, 'call'>;

export interface CabinetCanary {
  /** Between the cabinet and its disk. */
  readonly store?: (process: VirtualProcess, store: CabinetDoorToDisk) => CabinetDoorToDisk;
  /** Every word of the bus. */
  readonly hearBus?: (event: BusEvent) => BusEvent;
  /** Every frame of the relay. */
  readonly hearDown?: (
    keys: DeviceKeys,
    id: DeviceId,
    onFrame: (frame: Buffer) => void,
  ) => (frame: Buffer) => void;
  /** Every frame that the cabinet sends. */
  readonly sendUp?: NonNullable<Canary['sendUp']>;
}

/** Says that everything is on the disk at once, and writes it a moment later. */
function answersEarly(process: VirtualProcess, store: CabinetDoorToDisk): CabinetDoorToDisk {
  return {
    call: (name, argument) => {
      if (name !== 'record') return store.call(name, argument);
      process.after(EARLY_BY_MS, () => void store.call(name, argument).catch(() => {}));
      process.host.time.promised();
      return Promise.resolve(undefined as never);
    },
  };
}

const EARLY_BY_MS = 800;

/** A judge to whom whatever a bank once told is fresh. */
function freshened(event: BusEvent): BusEvent {
  if (event.type !== 'reading') return event;
  const slots = event.reading.slots.map((slot) =>
    slot.bank === undefined ? slot : { ...slot, bank: { ...slot.bank, ageMs: 0 } },
  );
  return { ...event, reading: { ...event.reading, slots } };
}

/** A cabinet to which each repeat of a rent is a new rental. */
function forgetsRentals(keys: DeviceKeys, id: DeviceId, onFrame: (frame: Buffer) => void) {
  const counts = new Map<string, number>();
  return (frame: Buffer): void => {
    const renamed = renameRent(keys, id, frame, (name) => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count === 1 ? name : `${name}${AGAIN}${count}`;
    });
    onFrame(renamed);
  };
}

const AGAIN = '_again_';

function renameRent(keys: DeviceKeys, id: DeviceId, frame: Buffer, rename: (name: string) => string): Buffer {
  try {
    const message = openDown(keys, id, frame);
    if (message.type !== 'rent') return frame;
    return sealDown(keys, id, { ...message, rentalId: rentalId(rename(message.rentalId)) });
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown;
    return frame;
  }
}

/** What it tells of them bears the right name again. */
function rightNames(frame: Buffer, keys: DeviceKeys, id: DeviceId): Buffer {
  const right = (name: RentalId): RentalId => rentalId(name.split(AGAIN)[0]);
  const message = openUp(keys, id, frame);
  switch (message.type) {
    case 'rent_stored':
    case 'rent_refused':
      return sealUp(keys, id, { ...message, rentalId: right(message.rentalId) });
    case 'reports': {
      const reports = message.reports.map((report) =>
        report.event.kind === 'rental_ended'
          ? { ...report, event: { ...report.event, rentalId: right(report.event.rentalId) } }
          : report,
      );
      return sealUp(keys, id, { ...message, reports });
    }
    default:
      return frame;
  }
}

export function cabinetCanaryOf(name: CabinetCanaryName | undefined): CabinetCanary | undefined {
  switch (name) {
    case undefined:
      return undefined;
    case 'send_before_recording':
      return { store: answersEarly };
    case 'ignore_stale':
      return { hearBus: freshened };
    case 'forget_rental_on_repeat':
      return { hearDown: forgetsRentals, sendUp: rightNames };
  }
}

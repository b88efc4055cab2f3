import { type BusAnswer, encodeBusAnswer } from '../../shared/bus-messages.ts';
import type { Chance } from '../../shared/seeded-chance.ts';

/** An answer with a good checksum that no sound board gives, as it stands in the frame. */
export function wrongAnswer(answer: BusAnswer, chance: Chance): { kind: number; body: Uint8Array } {
  const kind = encodeBusAnswer(answer).kind;
  if (answer.type !== 'state') return encodeBusAnswer({ ...answer, serial: 'deadbeef' });
  switch (chance.integer(0, 4)) {
    case 0: // level 255 in the first slot
      return encodeBusAnswer({
        ...answer,
        slots: answer.slots.map((slot) => ({
          ...slot,
          bank: {
            bankId: '0000000000000001',
            levelPercent: 255,
            voltageMillivolts: 3_800,
            currentMilliamps: 0,
            temperatureDeciCelsius: 250,
            cycles: 1,
            ageMs: 0,
          },
        })),
      });
    case 1: // 600 °C
      return encodeBusAnswer({ ...answer, ambientDeciCelsius: 6_000 });
    case 2: // the answer of somebody else
      return encodeBusAnswer({ ...answer, serial: 'deadbeef' });
    case 3: // slots that were not asked for
      return encodeBusAnswer({ ...answer, firstSlot: 8, slots: answer.slots });
    default: // bytes
      return { kind, body: Uint8Array.from({ length: 20 }, () => chance.integer(0, 255)) };
  }
}

import type { TimedReading } from '../../../device/cabinet/readings.ts';
import { SlotBay } from '../../../firmware-sim/cabinet/slot-bay.ts';
import { limits } from '../../../shared/limits.ts';

/** Modules that do at once what they are told: slots, banks, heat and fans of the simulated boards, without their bus. */
export class PlanPlant {
  readonly modules: readonly PlantModule[];
  ambientCelsius: number;
  private nowMs = 0;

  constructor(slots: number, ambientCelsius: number) {
    this.ambientCelsius = ambientCelsius;
    const count = Math.ceil(slots / limits.slotsPerModule);
    this.modules = Array.from({ length: count }, (_, index) => {
      const slotsHere = Math.min(limits.slotsPerModule, slots - index * limits.slotsPerModule);
      return new PlantModule(String(index + 1).padStart(8, '0'), slotsHere, ambientCelsius);
    });
  }

  get bays(): readonly SlotBay[] {
    return this.modules.flatMap(({ bays }) => bays);
  }

  /** What the slots deliver, W. */
  get watts(): number {
    return this.bays.reduce((sum, { outputWatts }) => sum + outputWatts, 0);
  }

  advance(nowMs: number): void {
    const seconds = (nowMs - this.nowMs) / 1_000;
    this.nowMs = nowMs;
    for (const module of this.modules) module.advance(nowMs, seconds, this.ambientCelsius);
  }

  readings(): readonly TimedReading[] {
    return this.modules.map((module) => ({
      atMs: this.nowMs,
      reading: {
        module: module.serial,
        slots: module.bays.map((bay) => bay.state(this.nowMs)),
        fanRpm: module.fanRpm,
        ambientDeciCelsius: Math.round(this.ambientCelsius * 10),
        bootCount: 1,
      },
    }));
  }
}

class PlantModule {
  readonly serial: string;
  readonly bays: readonly SlotBay[];
  fanPercent = 0;
  isFanStuck = false;
  /** By slot, from 0. */
  limitMilliwatts: readonly number[] = [];

  constructor(serial: string, slots: number, ambientCelsius: number) {
    this.serial = serial;
    this.bays = Array.from({ length: slots }, (_, index) => new SlotBay(index + 1, ambientCelsius));
  }

  get fanRpm(): number {
    return this.isFanStuck ? 0 : Math.round((limits.fanFullRpm * this.fanPercent) / 100);
  }

  advance(nowMs: number, seconds: number, ambientCelsius: number): void {
    const airFlow = this.fanRpm / limits.fanFullRpm;
    this.bays.forEach((bay, index) => {
      bay.step(nowMs, seconds, (this.limitMilliwatts[index] ?? 0) / 1_000, ambientCelsius, airFlow);
    });
  }
}

import { beginCharging, type ChargingSettings, plan } from '../../../device/cabinet/power/charging.ts';
import { beginSafety, step as judge, type Trip, type Verdict } from '../../../device/cabinet/power/safety.ts';
import {
  beginThermostat,
  step as cool,
  type ThermostatSettings,
} from '../../../device/cabinet/power/thermostat.ts';
import { slotKey } from '../../../device/cabinet/readings.ts';
import type { PlanPlant } from './plan-plant.ts';

/** The product's judge, thermostat and charger, joined as the cabinet joins them, on a plant. */
export class PlanControl {
  readonly trips: Trip[] = [];
  /** Module and problem, each once. */
  readonly problems = new Set<string>();
  wishedMilliwatts = 0;
  private readonly settings: { charging: ChargingSettings; thermostat: ThermostatSettings };
  private safety = beginSafety([], 0);
  private thermostat = beginThermostat();
  private charging = beginCharging();
  private verdicts: ReadonlyMap<string, Verdict> = new Map();
  private readonly share: typeof plan;

  /** @param share how the budget is shared out, where it is not as the product does it */
  constructor(settings: { charging: ChargingSettings; thermostat: ThermostatSettings }, share = plan) {
    this.settings = settings;
    this.share = share;
  }

  isAllowed(key: string): boolean {
    return this.verdicts.get(key)?.chargeAllowed === true;
  }

  /** Reads, judges, decides, and sets the outputs. */
  step(plant: PlanPlant, minuteOfDay: number, nowMs: number): void {
    const modules = plant.readings();
    const judged = judge(this.safety, { modules, freed: [] }, nowMs);
    this.safety = judged.state;
    this.verdicts = judged.verdicts;
    this.trips.push(...judged.trips);
    const cooled = cool(this.thermostat, { modules, settings: this.settings.thermostat, minuteOfDay }, nowMs);
    this.thermostat = cooled.state;
    for (const [module, problem] of cooled.problems) this.problems.add(`${module} ${problem}`);
    const excluded = new Set(
      [...judged.verdicts].filter(([, { chargeAllowed }]) => !chargeAllowed).map(([key]) => key),
    );
    const input = {
      modules,
      settings: this.settings.charging,
      minuteOfDay,
      powerShare: cooled.powerShare,
      excluded,
    };
    const charged = this.share(this.charging, input, nowMs);
    this.charging = charged.state;
    this.wishedMilliwatts = 0;
    for (const module of plant.modules) {
      module.fanPercent = cooled.fanPercent.get(module.serial) ?? 100;
      module.limitMilliwatts = module.bays.map(({ slot }) => {
        const key = slotKey({ module: module.serial, slot });
        return this.isAllowed(key) ? (charged.wishesMilliwatts.get(key) ?? 0) : 0;
      });
      for (const milliwatts of module.limitMilliwatts) this.wishedMilliwatts += milliwatts;
    }
  }
}

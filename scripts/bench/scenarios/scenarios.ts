import { idle } from './idle.ts';
import { push } from './push.ts';
import type { Scenario } from './scenario.ts';
import { sound } from './sound.ts';
import { sustain } from './sustain.ts';

/** In the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [push, sustain, idle, sound];

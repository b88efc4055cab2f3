import { flash } from '../flash/flash.ts';
import { frozen } from './frozen.ts';
import { idle } from './idle.ts';
import { kill } from './kill.ts';
import { push } from './push.ts';
import type { Scenario } from './scenario.ts';
import { sound } from './sound.ts';
import { storm } from './storm.ts';
import { sustain } from './sustain.ts';

/** In the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [push, kill, frozen, storm, sustain, idle, sound, flash];

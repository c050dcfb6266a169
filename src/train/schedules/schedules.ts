/** `train.schedules`. */
import { constant, cosine, exponential, polynomial, step } from './decays';
import { oneCycle } from './one-cycle';
import { reduceOnPlateau } from './plateau';
import { warmup } from './warmup';

export const schedules = { constant, step, exponential, polynomial, cosine, oneCycle, warmup, reduceOnPlateau } as const;

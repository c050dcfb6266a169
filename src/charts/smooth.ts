import type { Transform } from './derived';

/**
 * Exponential moving average, divided by 1 − weightⁿ so that the first values are not drawn towards 0 (Kingma & Ba,
 * "Adam", section 3; TensorBoard smooths alike). Values that are not finite stay gaps and do not count. `weight` in
 * [0, 1): 0 changes nothing.
 */
export function smoothing(weight: number): Transform {
  return {
    start: [0, 1],
    apply(from, to, state) {
      let [average = 0, correction = 1] = state;
      for (let index = 0; index < from.length; index++) {
        const value = from[index] ?? NaN;
        if (!Number.isFinite(value)) {
          to[index] = NaN;
          continue;
        }
        average = weight * average + (1 - weight) * value;
        correction *= weight;
        to[index] = average / (1 - correction);
      }
      state[0] = average;
      state[1] = correction;
    },
  };
}

/** What a logarithmic axis can show: values that are not above 0 become gaps. */
export const positive: Transform = {
  start: [],
  apply(from, to) {
    for (let index = 0; index < from.length; index++) {
      const value = from[index] ?? NaN;
      to[index] = value > 0 ? value : NaN;
    }
  },
};

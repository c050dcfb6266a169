import type { FullTensorFlow } from '../../api';
import type { GradientCase } from './gradient-case';
import { gradientsOf, noiseOf, valuesOf } from './gradient-case';

/** Far from both the truncation and the rounding of float32 for values around 1. */
const STEP = 1e-2;
/** Outputs that get weights of their own; a case has fewer. */
export const MOST_OUTPUTS = 512;

/**
 * The largest difference between a case's gradient and central differences of the fourth order, relative to the
 * largest gradient. The outputs are weighted and summed in float64.
 */
export async function gradientError(tf: FullTensorFlow, one: GradientCase): Promise<number> {
  const noise = noiseOf(one);
  const values = one.inputs.map((input) => valuesOf(input, noise));
  const weights = noise.normal(MOST_OUTPUTS, 1);
  const gradients = await gradientsOf(tf, one, values, weights);
  const loss = (): number => {
    const outputs = tf.tidy(() => one.compute(tf, ...one.inputs.map(({ shape }, index) => tf.tensor(values[index] ?? [], [...shape]))));
    if (outputs.size > MOST_OUTPUTS) throw new Error(`${one.name} has ${outputs.size} outputs; ${MOST_OUTPUTS} are weighted`);
    const made = outputs.dataSync();
    outputs.dispose();
    return Array.from(made).reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0);
  };
  let largest = 1e-3;
  let worst = 0;
  for (const [index, input] of values.entries()) {
    for (const [at, value] of input.entries()) {
      const along = (steps: number): { readonly at: number; readonly loss: number } => {
        input[at] = value + steps * STEP;
        // Where float32 put it, not where it was asked to be.
        const moved = { at: input[at] ?? 0, loss: loss() };
        input[at] = value;
        return moved;
      };
      const slope = (steps: number): number => {
        const [above, below] = [along(steps), along(-steps)];
        return (above.loss - below.loss) / (above.at - below.at);
      };
      const expected = (4 * slope(1) - slope(2)) / 3;
      const actual = gradients[index]?.[at] ?? NaN;
      largest = Math.max(largest, Math.abs(expected));
      worst = Number.isNaN(actual) ? Infinity : Math.max(worst, Math.abs(actual - expected));
    }
  }
  return worst / largest;
}

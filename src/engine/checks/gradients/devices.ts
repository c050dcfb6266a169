import type { Engine } from '../../api';
import { expectTrue } from '../expect';
import { gradientCases } from './cases';
import { MOST_OUTPUTS } from './finite-differences';
import { gradientsOf, noiseOf, valuesOf } from './gradient-case';

/** WebGPU has the gradients of the CPU device, which finite differences prove in Node. */
export const differentiatesOnWebgpu = (engine: Engine): Promise<void> => sameGradients(engine, 'webgpu');
/** So has WebGL. */
export const differentiatesOnWebgl = (engine: Engine): Promise<void> => sameGradients(engine, 'webgl');

async function sameGradients({ tf }: Engine, backend: string): Promise<void> {
  const cases = gradientCases.map((one) => {
    const noise = noiseOf(one);
    return { one, values: one.inputs.map((input) => valuesOf(input, noise)), weights: noise.normal(MOST_OUTPUTS, 1) };
  });
  await tf.setBackend('wasm');
  const expected: Float32Array[][] = [];
  for (const { one, values, weights } of cases) expected.push(await gradientsOf(tf, one, values, weights));
  expectTrue(await tf.setBackend(backend), `${backend} did not start`);
  const wrong: string[] = [];
  for (const [index, { one, values, weights }] of cases.entries()) {
    try {
      const made = await gradientsOf(tf, one, values, weights);
      const error = distance(made, expected[index] ?? []);
      if (!(error <= (one.tolerance ?? 2e-3))) wrong.push(`${one.name} is off by ${error.toPrecision(2)}`);
    } catch (failure) {
      wrong.push(`${one.name}: ${failure instanceof Error ? failure.message.slice(0, 160) : String(failure)}`);
    }
  }
  expectTrue(wrong.length === 0, `gradients on ${backend}: ${wrong.join('; ')}`);
}

/** The largest difference relative to the largest value; NaN where a value is. */
function distance(made: readonly Float32Array[], expected: readonly Float32Array[]): number {
  const all = expected.flatMap((values) => [...values]);
  const scale = Math.max(1e-3, ...all.map(Math.abs));
  return made.flatMap((values) => [...values]).reduce((worst, value, index) => {
    const off = Math.abs(value - (all[index] ?? NaN)) / scale;
    return off <= worst ? worst : off;
  }, 0);
}

import type { Engine } from '../../api';
import { expectTrue } from '../expect';
import { gradientCases } from './cases';
import { MOST_OUTPUTS } from './finite-differences';
import type { GradientCase } from './gradient-case';
import { gradientsOf, noiseOf, outputOf, valuesOf } from './gradient-case';
import { randomCases } from './random-cases';

/** WebGPU has the gradients of the CPU device, which finite differences prove in Node. */
export const differentiatesOnWebgpu = (engine: Engine): Promise<void> => sameGradients(engine, 'webgpu', gradientCases, 2e-3);
/** So has WebGL; a third of them each day, as it compiles a shader for every shape. */
export const differentiatesOnWebgl = (engine: Engine): Promise<void> => sameGradients(engine, 'webgl', thirdOfToday(gradientCases), 2e-3);

/** Outputs and gradients of random computations are on WebGPU what they are on the CPU device. */
export const computesAnythingOnWebgpu = (engine: Engine): Promise<void> => sameGradients(engine, 'webgpu', randomCases(SEED, RANDOM_CASES), 1e-4);
/** So are they on WebGL. */
export const computesAnythingOnWebgl = (engine: Engine): Promise<void> => sameGradients(engine, 'webgl', randomCases(SEED, RANDOM_CASES), 1e-4);

function thirdOfToday<T>(list: readonly T[]): readonly T[] {
  const day = Math.floor(Date.now() / 86_400_000);
  return list.filter((_, index) => index % 3 === day % 3);
}

const SEED = 20_240;
const RANDOM_CASES = 64;

async function sameGradients({ tf }: Engine, backend: string, cases: readonly GradientCase[], tolerance: number): Promise<void> {
  const drawn = cases.map((one) => {
    const noise = noiseOf(one);
    return { one, values: one.inputs.map((input) => valuesOf(input, noise)), weights: noise.normal(MOST_OUTPUTS, 1) };
  });
  await tf.setBackend('wasm');
  const expected: Float32Array[][] = [];
  for (const { one, values, weights } of drawn) expected.push([await outputOf(tf, one, values), ...(await gradientsOf(tf, one, values, weights))]);
  expectTrue(await tf.setBackend(backend), `${backend} did not start`);
  const wrong: string[] = [];
  for (const [index, { one, values, weights }] of drawn.entries()) {
    try {
      const [output = new Float32Array(), ...gradients] = expected[index] ?? [];
      const within = one.tolerance ?? tolerance;
      const outputError = distance([await outputOf(tf, one, values)], [output]);
      if (!(outputError <= within)) wrong.push(`the output of ${one.name} is off by ${outputError.toPrecision(2)}`);
      const error = distance(await gradientsOf(tf, one, values, weights), gradients);
      if (!(error <= within)) wrong.push(`${one.name} is off by ${error.toPrecision(2)}`);
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

/** Kernels that the engine adds and that have lists of inputs of their own. */
import type { TensorSpec } from '../ir';
import type { ShapeRules } from './rule';
import { number, numbers } from './rule';

export const customRules: ShapeRules = {
  /** For each variable its new value and slots, then the states. */
  OptimizerStep: ({ input, has, attrs }) => {
    const specs: TensorSpec[] = [];
    for (let index = 0; index < number(attrs['count'], 'count'); index++) {
      specs.push(input(`value${index}`));
      for (let k = 0; has(`slot${index}_${k}`); k++) specs.push(input(`slot${index}_${k}`));
    }
    for (let k = 0; has(`state${k}`); k++) specs.push(input(`state${k}`));
    return specs;
  },
  /** Each input as it is. */
  Barrier: ({ input, attrs }) => Array.from({ length: number(attrs['count'], 'count') }, (_, index) => input(`x${index}`)),
  RandomValues: ({ attrs }) => [{ shape: numbers(attrs['shape'], 'shape'), dtype: attrs['distribution'] === 'integer' ? 'int32' : 'float32' }],
};

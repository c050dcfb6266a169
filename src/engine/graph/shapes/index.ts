/** What every kernel that can be recorded makes. */
import type { StockTensorFlow } from '../../api';
import type { TensorSpec } from '../ir';
import { arrayRules } from './arrays';
import { customRules } from './custom';
import { elementwiseRules } from './elementwise';
import { matMulRules } from './matmul';
import { reductionRules } from './reductions';
import type { ShapeRules } from './rule';
import { windowRules } from './windows';

export const shapeRules: ShapeRules = { ...elementwiseRules, ...matMulRules, ...reductionRules, ...arrayRules, ...windowRules, ...customRules };

interface Inferred {
  readonly kernel: string;
  readonly names: readonly string[] | null;
  readonly inputs: readonly TensorSpec[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** @throws Error naming the kernel, if it has no rule or cannot take these inputs. */
export function infer(tf: StockTensorFlow, { kernel, names, inputs, attrs }: Inferred): readonly TensorSpec[] {
  const rule = shapeRules[kernel];
  if (rule === undefined) throw new Error(`kernel '${kernel}' cannot be recorded: what it makes is not known before it runs`);
  const find = (name: string): TensorSpec | undefined => inputs[names?.indexOf(name) ?? -1];
  try {
    return rule({
      all: inputs,
      input(name) {
        const spec = find(name);
        if (spec === undefined) throw new Error(`input '${name}' is missing`);
        return spec;
      },
      has: (name) => find(name) !== undefined,
      attrs,
      tf,
    });
  } catch (failure) {
    throw new Error(`kernel '${kernel}': ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
  }
}

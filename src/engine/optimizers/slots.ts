import type { Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';

/** What TensorFlow.js's optimizers keep of a variable. */
export interface OptimizerVariable {
  originalName: string;
  variable: Variable;
}

/** Slots whose name is that of the variable they were made for; loaded ones are not among them until they are first used. */
const named = new WeakSet<OptimizerVariable>();

/**
 * The slot of `variable` in a list that TensorFlow.js fills in the order of the variables of a step. Where a step leaves
 * variables out, the position says little, so the name decides; slots that were loaded carry the names of another session
 * and go by position.
 */
export function slotOf(tf: TensorFlow, list: OptimizerVariable[], position: number, variable: Variable, suffix: string, initial = 0): Variable {
  const name = `${variable.name}/${suffix}`;
  const here = list[position];
  if (here?.originalName === name) return here.variable;
  const there = list.find((slot) => named.has(slot) && slot.originalName === name);
  if (there !== undefined) return there.variable;
  if (here !== undefined && !named.has(here)) {
    here.originalName = name;
    named.add(here);
    return here.variable;
  }
  const made = { originalName: name, variable: tf.tidy(() => tf.fill(variable.shape, initial).variable(false)) };
  named.add(made);
  list.push(made);
  return made.variable;
}

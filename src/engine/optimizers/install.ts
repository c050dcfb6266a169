import type { Optimizer } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import { addConstructors } from './constructors';
import { registerOptimizerStep } from './kernel/register';
import { fuseStockOptimizers } from './stock';

const installed = new WeakSet<object>();

/**
 * Optimizers that take a step of all variables in one kernel call, on every device: TensorFlow.js's own, however they
 * are made, and AdamW, Lion, Lamb and LARS in `tf.train`. A second call for the same TensorFlow.js does nothing.
 */
export function installOptimizers(tf: TensorFlow): void {
  if (installed.has(tf.AdamOptimizer)) return;
  installed.add(tf.AdamOptimizer);
  registerOptimizerStep(tf);
  fuseStockOptimizers(tf);
  compileByName(tf, addConstructors(tf));
}

/** Lets `model.compile({optimizer: 'adamw'})` find the optimizers of ours. */
function compileByName(tf: TensorFlow, ours: Readonly<Record<string, () => Optimizer>>): void {
  const { prototype } = tf.LayersModel;
  const compile = prototype.compile;
  prototype.compile = function (args) {
    const make = typeof args.optimizer === 'string' ? ours[args.optimizer] : undefined;
    compile.call(this, make === undefined ? args : { ...args, optimizer: make() });
    // The model made it, so the model disposes it.
    if (make !== undefined) Reflect.set(this, 'isOptimizerOwned', true);
  };
}

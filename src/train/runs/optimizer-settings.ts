/** An optimizer as settings of a run. */
import type * as tfjs from '@tensorflow/tfjs';
import type { JsonObject } from '../../base/json';
import { asSettings } from './json';

/** `optimizer`, `learningRate`, and its options as `optimizer.beta1`; `suffix` tells several apart, as ".generator". */
export function optimizerSettings(optimizer: tfjs.Optimizer, suffix = ''): JsonObject {
  const inner = 'innerOptimizer' in optimizer ? (optimizer.innerOptimizer as tfjs.Optimizer) : optimizer;
  const { learningRate, ...options } = configOf(inner);
  const { learningRate: rate = learningRate } = inner as unknown as { readonly learningRate?: unknown };
  const named = Object.fromEntries(Object.entries(options).map(([name, value]) => [`optimizer${suffix}.${name}`, value]));
  return asSettings({ [`optimizer${suffix}`]: inner.getClassName(), ...(inner !== optimizer && { [`optimizer${suffix}.lossScale`]: true }), [`learningRate${suffix}`]: rate, ...named });
}

/** The learning rate as it is now. */
export function optimizerRates(optimizer: tfjs.Optimizer): Record<string, number> {
  const { learningRate } = optimizer as unknown as { readonly learningRate?: unknown };
  return typeof learningRate === 'number' ? { learning_rate: learningRate } : {};
}

/** Optimizers of one's own need not say what they are made of. */
function configOf(optimizer: tfjs.Optimizer): Record<string, unknown> {
  try {
    return { ...optimizer.getConfig() };
  } catch {
    return {};
  }
}

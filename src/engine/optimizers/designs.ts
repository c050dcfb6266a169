/** AdamW, Lion, Lamb and LARS; the formulas' sources are in kernel/rules.ts. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import { applyStep, give, runStep } from './apply';
import { clipGradients, squaredNorms } from './clipping';
import type { Design } from './fused-optimizer';

/** Type aliases, as only these can stand for configurations with names of their own. */
export type AdamWConfig = { readonly learningRate: number; readonly weightDecay: number; readonly beta1: number; readonly beta2: number; readonly epsilon: number };
export type LionConfig = { readonly learningRate: number; readonly beta1: number; readonly beta2: number; readonly weightDecay: number };
export type LambConfig = { readonly learningRate: number; readonly beta1: number; readonly beta2: number; readonly epsilon: number; readonly weightDecay: number };
export type LarsConfig = { readonly learningRate: number; readonly momentum: number; readonly weightDecay: number; readonly trustCoefficient: number; readonly epsilon: number };

export const ADAMW: Design<AdamWConfig> = {
  className: 'AdamW',
  slots: ['m', 'v'],
  powers: ['beta1', 'beta2'],
  rule: 'adam',
  hyper: ({ learningRate, beta1, beta2, epsilon }, decay) => [learningRate, beta1, beta2, 1 - beta1, 1 - beta2, epsilon, learningRate * decay],
};

export const LION: Design<LionConfig> = {
  className: 'Lion',
  slots: ['m'],
  powers: [],
  rule: 'lion',
  hyper: ({ learningRate, beta1, beta2 }, decay) => [learningRate, beta1, beta2, 1 - beta1, 1 - beta2, learningRate * decay],
};

export const LAMB: Design<LambConfig> = {
  className: 'Lamb',
  slots: ['m', 'v'],
  powers: ['beta1', 'beta2'],
  rule: 'lambUpdate',
  hyper: ({ beta1, beta2, epsilon }, decay) => [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, decay],
  apply(tf, { config, decay, updates, state, clipping }) {
    tf.tidy(() => {
      const withStep = updates.map((update) => ({ ...update, slots: [...update.slots, tf.zerosLike(update.variable)] }));
      const outputs = runStep(tf, { rule: LAMB.rule, hyper: LAMB.hyper(config, decay), updates: withStep, state, clipping });
      const next = () => outputs.shift() as Tensor;
      const steps = updates.map(({ variable, slots }) => {
        for (const target of [variable, ...slots]) give(target, next());
        return next();
      });
      for (const power of state) give(power, next());
      const ratios = ratioOf(tf, squaredNorms(tf, updates.map(({ variable }) => variable)).sqrt(), squaredNorms(tf, steps).sqrt());
      const applied = updates.map(({ variable }, index) => ({ variable, gradient: steps[index] as Tensor, slots: [] }));
      applyStep(tf, { rule: 'sgd', hyper: [config.learningRate], updates: applied, state: [], clipping: null, scales: ratios });
    });
  },
};

export const LARS: Design<LarsConfig> = {
  className: 'LARS',
  slots: ['momentum'],
  powers: [],
  rule: 'lars',
  hyper: ({ learningRate, momentum }, decay) => [learningRate, momentum, decay],
  apply(tf, { config, decay, updates, state, clipping }) {
    tf.tidy(() => {
      const given = updates.map(({ gradient }) => gradient);
      const gradients = clipping === null ? given : clipGradients(tf, clipping, given);
      const values = squaredNorms(tf, updates.map(({ variable }) => variable)).sqrt();
      const slopes = squaredNorms(tf, gradients).sqrt();
      const ratios = ratioOf(tf, values.mul(config.trustCoefficient), slopes.add(values.mul(decay)).add(config.epsilon));
      const clipped = updates.map((update, index) => ({ ...update, gradient: gradients[index] as Tensor }));
      applyStep(tf, { rule: LARS.rule, hyper: LARS.hyper(config, decay), updates: clipped, state, clipping: null, scales: ratios });
    });
  },
};

/** a / b, but 1 where either is 0. */
function ratioOf(tf: TensorFlow, a: Tensor, b: Tensor): Tensor {
  const both = a.greater(0).logicalAnd(b.greater(0));
  return tf.where(both, a.div(tf.where(both, b, tf.onesLike(b))), tf.onesLike(a));
}

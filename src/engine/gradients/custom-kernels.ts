import type { StockTensorFlow } from '../api';
import type { AttrsOf, CustomKernel, InputsOf, OutputsOf } from '../kernels';
import { onTensors } from '../ops/arithmetic';
import { formulas } from '../ops/formulas';
import { runCustom } from '../ops/run';
import { vectorJacobian } from './backpropagation';
import { registerRule, registerSingle } from './register';
import type { Tensor } from './tape';

/** Gradients of our kernels, and of their gradient kernels: of any order. */
export function registerCustomGradients(tf: StockTensorFlow): void {
  const run: RunCustom = (name, inputs, attrs) => runCustom(tf, name, inputs, attrs);

  registerSingle<AttrsOf<'Gelu'>>(tf, {
    kernelName: 'Gelu',
    inputs: ['x'],
    gradient: (dy, [x], attrs) => ({ x: () => run('GeluGrad', { dy, x: x as Tensor }, attrs)[0] }),
  });
  registerSingle(tf, {
    kernelName: 'Silu',
    inputs: ['x'],
    gradient: (dy, [x]) => ({ x: () => run('SiluGrad', { dy, x: x as Tensor }, {})[0] }),
  });
  registerRule(tf, {
    kernelName: 'LayerNorm',
    inputs: ['x', 'gamma'],
    outputs: [false, true, true],
    gradient: ([given, dMean, dInverse], saved) => {
      const [x, gamma, mean, inverse] = saved as [Tensor, Tensor, Tensor, Tensor];
      const [dx, dGamma, dBeta] = run('LayerNormGrad', { dy: given ?? tf.zerosLike(x), x, gamma, mean, inverse }, {});
      const width = x.shape.at(-1) ?? 1;
      return {
        x: () => {
          const viaMean = dMean ? tf.add(dx, tf.div(dMean, width)) : dx;
          if (!dInverse) return viaMean;
          const slope = tf.mul(tf.sub(mean, x), tf.div(tf.mul(inverse, tf.square(inverse)), width));
          return tf.add(viaMean, tf.mul(slope, dInverse));
        },
        gamma: () => dGamma,
        beta: () => dBeta,
      };
    },
  });
  registerRule(tf, {
    kernelName: 'RmsNorm',
    inputs: ['x', 'gamma'],
    outputs: [false, true],
    gradient: ([given, dInverse], saved) => {
      const [x, gamma, inverse] = saved as [Tensor, Tensor, Tensor];
      const [dx, dGamma] = run('RmsNormGrad', { dy: given ?? tf.zerosLike(x), x, gamma, inverse }, {});
      const width = x.shape.at(-1) ?? 1;
      return {
        x: () => {
          if (!dInverse) return dx;
          const slope = tf.mul(x, tf.div(tf.mul(inverse, tf.square(inverse)), -width));
          return tf.add(dx, tf.mul(slope, dInverse));
        },
        gamma: () => dGamma,
      };
    },
  });
  registerRule<AttrsOf<'SparseSoftmaxCrossEntropy'>>(tf, {
    kernelName: 'SparseSoftmaxCrossEntropy',
    inputs: ['logits', 'labels'],
    outputs: [false, true],
    gradient: ([given, dLogSumExp], saved, attrs) => {
      const [logits, labels, logSumExp] = saved as [Tensor, Tensor, Tensor];
      return {
        logits: () => {
          const dy = given ?? tf.zerosLike(logSumExp);
          const [dLogits] = run('SparseSoftmaxCrossEntropyGrad', { dy, logits, labels, logSumExp }, attrs);
          return dLogSumExp ? tf.add(dLogits, probabilities(logits, logSumExp, dLogSumExp)) : dLogits;
        },
      };
    },
  });
  registerRule(tf, {
    kernelName: 'SoftmaxCrossEntropy',
    inputs: ['logits', 'labels'],
    outputs: [false, true],
    gradient: ([given, dLogSumExp], saved) => {
      const [logits, labels, logSumExp] = saved as [Tensor, Tensor, Tensor];
      const dy = given ?? tf.zerosLike(logSumExp);
      return {
        logits: () => {
          const [dLogits] = run('SoftmaxCrossEntropyGrad', { dy, logits, labels, logSumExp }, {});
          return dLogSumExp ? tf.add(dLogits, probabilities(logits, logSumExp, dLogSumExp)) : dLogits;
        },
        labels: () => tf.mul(dy.expandDims(-1), tf.sub(logSumExp.expandDims(-1), logits)),
      };
    },
  });
  registerSingle<AttrsOf<'MaskedSoftmax'>>(tf, {
    kernelName: 'MaskedSoftmax',
    outputs: [true],
    gradient: (dy, [y], { scale }) => ({ x: () => run('MaskedSoftmaxGrad', { dy, y: y as Tensor }, { scale })[0] }),
  });

  const probabilities = (logits: Tensor, logSumExp: Tensor, dy: Tensor): Tensor =>
    tf.mul(tf.exp(tf.sub(logits, logSumExp.expandDims(-1))), dy.expandDims(-1));

  followFormula(tf, 'GeluGrad', ['dy', 'x']);
  followFormula(tf, 'SiluGrad', ['dy', 'x']);
  followFormula(tf, 'LayerNormGrad', ['dy', 'x', 'gamma', 'mean', 'inverse']);
  followFormula(tf, 'RmsNormGrad', ['dy', 'x', 'gamma', 'inverse']);
  followFormula(tf, 'SparseSoftmaxCrossEntropyGrad', ['dy', 'logits', 'labels', 'logSumExp']);
  followFormula(tf, 'SoftmaxCrossEntropyGrad', ['dy', 'logits', 'labels', 'logSumExp']);
  followFormula(tf, 'MaskedSoftmaxGrad', ['dy', 'y']);
}

type RunCustom = <Name extends CustomKernel>(name: Name, inputs: InputsOf<Name, Tensor>, attrs: AttrsOf<Name>) => OutputsOf<Name, Tensor>;

/** The gradient of a kernel as that of its formula, for second order, where a fast kernel does not pay. */
function followFormula<Name extends CustomKernel>(tf: StockTensorFlow, kernelName: Name, names: readonly (keyof InputsOf<Name, Tensor> & string)[]): void {
  const formula = formulas[kernelName];
  registerRule<AttrsOf<Name>>(tf, {
    kernelName,
    inputs: names,
    gradient: (dys, saved, attrs) => {
      const named = (xs: readonly Tensor[]) => Object.fromEntries(names.map((name, index) => [name, xs[index]])) as InputsOf<Name, Tensor>;
      const grads = vectorJacobian(tf, (xs) => formula(onTensors(tf), named(xs), attrs), saved, dys);
      return Object.fromEntries(names.map((name, index) => [name, () => grads[index] as Tensor]));
    },
  });
}

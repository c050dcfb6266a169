/**
 * Gradients in fewer passes over the data: by a kernel of its own where the device has one, else, and for second
 * order, as TensorFlow.js composes them. Sums and means spread their gradient without a tensor of ones.
 */
import type { SumAttrs } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../api';
import type { NamedAttrMap } from '../tensors';
import { vectorJacobian } from './backpropagation';
import { registerRule, registerSingle } from './register';
import type { GradientFunction, Tensor } from './tape';

interface SinglePass {
  readonly kernelName: string;
  /** Takes dy and the tensors saved, all float32, by these names; its outputs are the gradients of `gradients`, in order. */
  readonly gradientKernel: string;
  readonly inputs?: readonly string[];
  /** Whether the output is saved too, under the name y. */
  readonly output?: boolean;
  readonly gradients: readonly string[];
  /** Further conditions of the kernel. */
  readonly takes?: (saved: readonly Tensor[]) => boolean;
}

const SINGLE_PASS: readonly SinglePass[] = [
  { kernelName: 'Relu', gradientKernel: 'ReluGrad', inputs: ['x'], gradients: ['x'] },
  { kernelName: 'Sigmoid', gradientKernel: 'SigmoidGrad', output: true, gradients: ['x'] },
  { kernelName: 'Tanh', gradientKernel: 'TanhGrad', output: true, gradients: ['x'] },
  { kernelName: 'Square', gradientKernel: 'SquareGrad', inputs: ['x'], gradients: ['x'] },
  { kernelName: 'ClipByValue', gradientKernel: 'ClipByValueGrad', inputs: ['x'], gradients: ['x'] },
  {
    kernelName: 'FusedBatchNorm',
    gradientKernel: 'FusedBatchNormGrad',
    inputs: ['x', 'mean', 'variance', 'scale'],
    gradients: ['x', 'mean', 'variance', 'scale', 'offset'],
    takes: ([, mean, variance, scale]) => mean?.rank === 1 && variance?.rank === 1 && (scale?.rank ?? 1) === 1,
  },
];

const registered = new WeakSet<object>();

/** Call it after other rules are registered: what they compose is what second order follows. */
export function registerSinglePass(tf: StockTensorFlow): void {
  // The second time they would build on themselves.
  if (registered.has(tf.Tensor)) return;
  registered.add(tf.Tensor);
  saveWhatIsThere(tf);
  for (const pass of SINGLE_PASS) registerPass(tf, pass);
  registerSingle(tf, {
    kernelName: 'Softmax',
    outputs: [true],
    gradient: (dy, [y]) => ({ logits: () => runKernel(tf, 'MaskedSoftmaxGrad', { dy, y: y as Tensor }, { scale: 1 })[0] as Tensor }),
  });
  for (const kernelName of ['Sum', 'Mean']) registerSpread(tf, kernelName);
}

function registerPass(tf: StockTensorFlow, { kernelName, gradientKernel, inputs = [], output = false, gradients, takes }: SinglePass): void {
  const composed = tf.getGradient(kernelName).gradFunc as unknown as GradientFunction;
  const names = [...inputs, ...(output ? ['y'] : [])];
  const named = (dy: Tensor, saved: readonly Tensor[]): Record<string, Tensor> =>
    Object.fromEntries([['dy', dy], ...saved.map((tensor, index) => [names[index], tensor] as const)]);

  registerSingle<NamedAttrMap>(tf, {
    kernelName,
    inputs,
    outputs: [output],
    gradient: (dy, saved, attrs) => {
      const able = hasKernel(tf, gradientKernel) && [dy, ...saved].every(({ dtype }) => dtype === 'float32') && (takes?.(saved) ?? true);
      if (!able) return composed(dy, saved, attrs);
      const made = runKernel(tf, gradientKernel, named(dy, saved), attrs);
      return Object.fromEntries(gradients.map((name, index) => [name, () => made[index] as Tensor]));
    },
  });
  registerRule<NamedAttrMap>(tf, {
    kernelName: gradientKernel,
    inputs: ['dy', ...names],
    gradient: (dys, saved, attrs) => {
      const follow = ([dy, ...rest]: readonly Tensor[]) => {
        const functions = composed(dy, rest, attrs);
        return gradients.map((name) => (functions[name] as () => Tensor)());
      };
      const found = vectorJacobian(tf, follow, saved, dys);
      return Object.fromEntries(saved.map((_, index) => [['dy', ...names][index], () => found[index] as Tensor]));
    },
  });
}

/** The gradient of a sum is dy along every axis summed; TensorFlow.js multiplies it with ones, which second order in more than four axes needs. */
function registerSpread(tf: StockTensorFlow, kernelName: string): void {
  const composed = tf.getGradient(kernelName).gradFunc as unknown as GradientFunction;
  registerSingle<SumAttrs & NamedAttrMap>(tf, {
    kernelName,
    inputs: ['x'],
    gradient: (dy, saved, attrs) => {
      const [x] = saved as [Tensor];
      if (x.rank > 4 || x.rank === 0 || x.size === 0) return composed(dy, saved, attrs);
      return {
        x: () => {
          const axes = new Set(tf.util.parseAxisParam(attrs.axis, x.shape));
          const kept = x.shape.map((length, axis) => (axes.has(axis) ? 1 : length));
          const share = kernelName === 'Mean' ? tf.div(dy, x.size / dy.size) : dy;
          return tf.broadcastTo(tf.reshape(share, kept), x.shape);
        },
      };
    },
  });
}

// Asked for a kernel that is not there, TensorFlow.js answers undefined, whatever its declarations say.
const hasKernel = (tf: StockTensorFlow, name: string): boolean => (tf.getKernel(name, tf.getBackend()) as object | undefined) !== undefined;

const runKernel = (tf: StockTensorFlow, name: string, inputs: Record<string, Tensor>, attrs: NamedAttrMap): Tensor[] =>
  [tf.engine().runKernel(name, inputs as never, attrs)].flat() as Tensor[];

/** TensorFlow.js fails to keep the inputs of a batch normalisation that has no scale. */
function saveWhatIsThere(tf: StockTensorFlow): void {
  const engine = tf.engine() as unknown as { saveTensorsForBackwardMode(tensors: readonly (Tensor | null | undefined)[]): Tensor[] };
  const save = engine.saveTensorsForBackwardMode.bind(engine);
  engine.saveTensorsForBackwardMode = (tensors) => save(tensors.filter((tensor) => tensor != null));
}

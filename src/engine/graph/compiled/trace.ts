/** Runs a step as it is and writes down what it does. */
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { NamedAttrMap } from '../../tensors';
import type { StockTensorFlow } from '../../api';
import type { LineOf } from '../lines';
import { currentLine } from '../lines';
import { optimizerPrototypes } from '../recorder/steps';
import { during, openEngine } from './engine';
import type { Recording } from './recording';
import { Tracer } from './tracer';

export type Traced<T> = {
  /** What the step returned. */
  readonly result: T;
} & ({ readonly recording: Recording } | { readonly recording: null; readonly refusal: Refusal });

/** Why a run of a step cannot stand for others. */
export interface Refusal {
  readonly reason: string;
  readonly line: string | null;
  /** Whether later runs may be different. */
  readonly isFinal: boolean;
}

/** @param tensors those among the arguments. */
export function trace<T>(tf: StockTensorFlow, tensors: readonly Tensor[], lineOf: LineOf, step: () => T): Traced<T> {
  const engine = openEngine(tf);
  const { runKernel, makeTensor, makeVariable, read, readSync } = engine;
  const tracer = new Tracer(tf, engine, tensors, () => currentLine(lineOf));
  let depth = 0;
  const refuse = (reason: string, isFinal: boolean): void => tracer.refuse(reason, isFinal);
  const random = Math.random;
  const restore = watchOptimizers(tf, tracer);
  const record = (kernel: string, inputs: object, attrs: NamedAttrMap | undefined): Tensor | Tensor[] => {
    depth++;
    let made: Tensor | Tensor[];
    try {
      made = Reflect.apply(runKernel, engine, [kernel, inputs, attrs]) as Tensor | Tensor[];
    } finally {
      depth--;
    }
    if (depth === 0) tracer.kernel(kernel, inputs, attrs, made);
    else if (kernel === 'Identity') tracer.copy((inputs as { readonly x: Tensor }).x, [made].flat()[0] as Tensor);
    return made;
  };
  let result: T;
  try {
    Math.random = () => {
      refuse('it draws random numbers in JavaScript, which would be the same in every run', true);
      return random();
    };
    result = during(
      engine,
      {
        recording: tracer,
        runKernel: (kernel, inputs, attrs) =>
          depth === 0 && engine.aroundKernel !== undefined ? engine.aroundKernel(kernel, inputs, (given) => record(kernel, given, attrs)) : record(kernel, inputs, attrs),
        makeTensor(...args) {
          const made = Reflect.apply(makeTensor, engine, args) as Tensor;
          if (depth === 0) tracer.tensor(made, args[0]);
          return made;
        },
        makeVariable(...args) {
          refuse('it makes variables', false);
          return Reflect.apply(makeVariable, engine, args) as Variable;
        },
        read(id) {
          if (depth === 0) refuse('it reads values, which a compiled step cannot wait for; return the tensor and read it outside', true);
          return Reflect.apply(read, engine, [id]) as ReturnType<typeof read>;
        },
        readSync(id) {
          if (depth === 0) refuse('it reads values, on which what it does may depend; return the tensor and read it outside', true);
          return Reflect.apply(readSync, engine, [id]) as ReturnType<typeof readSync>;
        },
      },
      // As a scope, so that nothing but the result outlives the step.
      () => tf.tidy(() => step() as never) as T,
    );
  } finally {
    Math.random = random;
    restore();
  }
  return tracer.finish(result);
}

/** Tells the tracer when an optimizer applies gradients. */
function watchOptimizers(tf: StockTensorFlow, tracer: Tracer): () => void {
  const undo: (() => void)[] = [];
  const watch = (holder: Optimizer): void => {
    const { applyGradients } = holder;
    const wasOwn = Object.hasOwn(holder, 'applyGradients');
    holder.applyGradients = function (this: Optimizer, gradients) {
      return tracer.section(this, gradients, () => applyGradients.call(this, gradients));
    };
    undo.push(() => {
      if (wasOwn) holder.applyGradients = applyGradients;
      else Reflect.deleteProperty(holder, 'applyGradients');
    });
  };
  for (const prototype of optimizerPrototypes(tf)) if (Object.hasOwn(prototype, 'applyGradients')) watch(prototype);
  const base = tf.Optimizer.prototype;
  const { minimize } = base;
  // Optimizers of the reader's own classes are met here.
  base.minimize = function (this: Optimizer, ...args) {
    if (!Object.hasOwn(this, 'applyGradients')) watch(this);
    return minimize.apply(this, args);
  };
  undo.push(() => (base.minimize = minimize));
  return () => undo.reverse().forEach((one) => one());
}

/** Where a training step ends. */
import type { StockTensorFlow } from '../../api';

type Optimizer = InstanceType<StockTensorFlow['Optimizer']>;

/** Flushes the recorder after every `minimize`, and after every `applyGradients` that no `minimize` calls. */
export function flushAfterSteps(tf: StockTensorFlow, backendName: string, recorder: { flush(): void }): void {
  let depth = 0;
  const ending = <Args extends unknown[], Result>(method: (this: Optimizer, ...args: Args) => Result) =>
    function (this: Optimizer, ...args: Args): Result {
      depth++;
      try {
        return method.apply(this, args);
      } finally {
        depth--;
        if (depth === 0 && tf.getBackend() === backendName) recorder.flush();
      }
    };
  for (const prototype of optimizerPrototypes(tf)) {
    if (Object.hasOwn(prototype, 'minimize')) prototype.minimize = ending(prototype.minimize);
    if (Object.hasOwn(prototype, 'applyGradients')) prototype.applyGradients = ending(prototype.applyGradients);
  }
}

/** The base class and every optimizer of the namespace. */
export function optimizerPrototypes(tf: StockTensorFlow): readonly Optimizer[] {
  const found = new Set<Optimizer>([tf.Optimizer.prototype]);
  for (const member of Object.values<unknown>({ ...tf })) {
    const prototype: unknown = typeof member === 'function' ? member.prototype : undefined;
    if (typeof prototype === 'object' && prototype !== null && Object.prototype.isPrototypeOf.call(tf.Optimizer.prototype, prototype)) found.add(prototype as Optimizer);
  }
  return [...found];
}

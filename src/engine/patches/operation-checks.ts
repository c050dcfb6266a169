import type { TensorFlow } from '../api';

/** By engine, what is called before its operations. */
const checks = new WeakMap<object, () => void>();

/** For who runs kernels past the engine: to be called before each that may be the last. */
export function operationCheck(tf: Pick<TensorFlow, 'engine'>): () => void {
  return checks.get(tf.engine()) ?? (() => undefined);
}

/**
 * Calls `check` before every operation, whoever asks for it, so that a loop of operations inside a library can be
 * stopped by what `check` throws. An optimizer's step is never cut: all variables are updated or none.
 */
export function checkOperations(tf: TensorFlow, check: () => void): void {
  let held = 0;
  const engine = tf.engine();
  const { runKernel } = engine;
  const earlier = operationCheck(tf);
  checks.set(engine, () => {
    earlier();
    if (held === 0) check();
  });
  engine.runKernel = (...operation) => {
    if (held === 0) check();
    return Reflect.apply(runKernel, engine, operation) as never;
  };
  for (const optimizer of optimizersOf(tf)) {
    const { applyGradients } = optimizer;
    optimizer.applyGradients = function (...gradients) {
      if (held === 0) check();
      held++;
      try {
        return applyGradients.apply(this, gradients);
      } finally {
        held--;
      }
    };
  }
}

/**
 * Calls `check` before every element that a dataset's iterator yields to loops of its own. Such a loop may never turn to
 * the event loop, so that no message could stop it.
 */
export async function checkDatasets(tf: TensorFlow, check: () => void): Promise<void> {
  const iterator: unknown = Object.getPrototypeOf(await tf.data.array([0]).iterator());
  for (let prototype = iterator; isObject(prototype); prototype = Object.getPrototypeOf(prototype)) {
    for (const name of ['forEachAsync', 'serialForEach', 'toArray', 'resolveFully', 'resolveWhile']) {
      const loop: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof loop !== 'function') continue;
      Object.defineProperty(prototype, name, {
        configurable: true,
        writable: true,
        value(this: { next(): unknown }, ...args: readonly unknown[]): unknown {
          if (!Object.hasOwn(this, 'next')) {
            const { next } = this;
            this.next = () => {
              check();
              return next.call(this);
            };
          }
          return Reflect.apply(loop, this, args);
        },
      });
    }
  }
}

type Optimizer = InstanceType<TensorFlow['Optimizer']>;

function optimizersOf(tf: TensorFlow): Optimizer[] {
  // `instanceof` would ask the class itself, which looks at members that prototypes lack.
  const isOptimizer = (prototype: unknown): prototype is Optimizer => Object.prototype.isPrototypeOf.call(tf.Optimizer.prototype, Object(prototype));
  return Object.values(tf).flatMap((member): Optimizer[] => {
    const prototype: unknown = typeof member === 'function' ? member.prototype : undefined;
    return isOptimizer(prototype) && Object.hasOwn(prototype, 'applyGradients') ? [prototype] : [];
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

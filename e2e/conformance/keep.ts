import type { StockTensorFlow } from '../../src/engine/api';

/** Members of TensorFlow.js's engine that its declarations keep private. */
interface ResettableEngine {
  readonly registryFactory: Readonly<Record<string, { factory: () => object }>>;
}

interface ResettableEnvironment {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly flagRegistry: Readonly<Record<string, { evaluationFn(): unknown }>>;
  set(name: string, value: unknown): void;
  reset(): void;
}

/**
 * Lets the backend in use outlive `engine().reset()`, which the suite calls around every group of specs: a new
 * one would have none of our patches, and threads cannot be started again. Its flags that are not at
 * their defaults, and those that only an asynchronous test can find again, outlive it as well.
 */
export function keepThroughResets(tf: StockTensorFlow): void {
  const name = tf.getBackend();
  const backend = tf.findBackend(name);
  const entry = (tf.engine() as unknown as ResettableEngine).registryFactory[name];
  if (entry === undefined) throw new Error(`the ${name} backend has no factory`);
  backend.dispose = () => undefined;
  entry.factory = () => backend;

  const env = tf.env() as unknown as ResettableEnvironment;
  const kept = Object.entries(env.flags).filter(([flag, value]) => {
    const usual = env.flagRegistry[flag]?.evaluationFn();
    return usual !== value;
  });
  const reset = env.reset.bind(env);
  env.reset = () => {
    reset();
    for (const [flag, value] of kept) env.set(flag, value);
  };
}

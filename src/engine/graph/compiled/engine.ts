/** Members of TensorFlow.js's engine that its declarations keep private, or type too narrowly to stand before. */
import type { NamedAttrMap, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { DataId, Values } from '../../tensors';

export interface OpenEngine {
  runKernel(kernel: string, inputs: object, attrs?: NamedAttrMap): Tensor | Tensor[];
  makeTensor(values: Values, shape: number[], dtype?: Tensor['dtype'], backend?: object): Tensor;
  makeVariable(...args: readonly unknown[]): Variable;
  read(id: DataId): Promise<Values>;
  readSync(id: DataId): Values;
  /** There while a step is recorded, another one each time: what is known of tensors that were made before may not hold in later runs. */
  recording?: object;
  /** What computes around kernels, as a scope that rounds does; while a step is recorded it is called, so that its own kernels are recorded too. */
  aroundKernel?(kernel: string, inputs: object, run: (inputs: object) => Tensor | Tensor[]): Tensor | Tensor[];
  /** What changes the operations that JavaScript asks for, as a scope that rounds does: a recording holds for one such text. */
  recordingContext?(): string;
  nextTensorId(): number;
  keep<T extends Tensor>(tensor: T): T;
  readonly state: {
    readonly tensorInfo: { has(id: DataId): boolean };
    readonly registeredVariables: Readonly<Record<string, Variable>>;
    readonly gradientDepth: number;
  };
}

export const openEngine = (tf: StockTensorFlow): OpenEngine => tf.engine() as unknown as OpenEngine;

type Replaced = 'recording' | 'runKernel' | 'makeTensor' | 'makeVariable' | 'read' | 'readSync';

/** Runs `work` while some of the engine's methods are replaced. */
export function during<T>(engine: OpenEngine, methods: Partial<Pick<OpenEngine, Replaced>>, work: () => T): T {
  const names = Object.keys(methods) as Replaced[];
  const own = names.map((name) => (Object.hasOwn(engine, name) ? engine[name] : undefined));
  Object.assign(engine, methods);
  try {
    return work();
  } finally {
    names.forEach((name, index) => {
      if (own[index] === undefined) Reflect.deleteProperty(engine, name);
      else Reflect.set(engine, name, own[index]);
    });
  }
}

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
  /** There while a step is recorded, for what changes how kernels compute and would be missed: the step then runs as it is. */
  refuseRecording?(reason: string): void;
  nextTensorId(): number;
  keep<T extends Tensor>(tensor: T): T;
  readonly state: {
    readonly tensorInfo: { has(id: DataId): boolean };
    readonly registeredVariables: Readonly<Record<string, Variable>>;
    readonly gradientDepth: number;
  };
}

export const openEngine = (tf: StockTensorFlow): OpenEngine => tf.engine() as unknown as OpenEngine;

type Method = 'refuseRecording' | 'runKernel' | 'makeTensor' | 'makeVariable' | 'read' | 'readSync';

/** Runs `work` while some of the engine's methods are replaced. */
export function during<T>(engine: OpenEngine, methods: Partial<Pick<OpenEngine, Method>>, work: () => T): T {
  const names = Object.keys(methods) as Method[];
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

import type { StockTensorFlow } from '../api';
import type { KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../tensors';

/** Where formulas are computed: on tensors that a gradient can follow, or on bare buffers inside a kernel. */
export interface Ground<T extends TensorInfo> {
  /** Runs a stock kernel that has a single output. */
  run(kernelName: string, inputs: Readonly<Record<string, T>>, attrs: NamedAttrMap): T;
  constant(values: Float32Array, shape: readonly number[]): T;
}

/** Stock kernels as the operations that a formula is written in; numbers broadcast like scalars. */
export class Arithmetic<T extends TensorInfo> {
  constructor(readonly ground: Ground<T>) {}

  add = (a: T | number, b: T | number): T => this.#binary('Add', a, b);
  sub = (a: T | number, b: T | number): T => this.#binary('Sub', a, b);
  mul = (a: T | number, b: T | number): T => this.#binary('Multiply', a, b);
  div = (a: T | number, b: T | number): T => this.#binary('RealDiv', a, b);
  maximum = (a: T | number, b: T | number): T => this.#binary('Maximum', a, b);
  /** 1 where it holds, 0 elsewhere. */
  atLeast = (a: T | number, b: T | number): T => this.cast(this.#binary('GreaterEqual', a, b), 'float32');
  less = (a: T | number, b: T | number): T => this.cast(this.#binary('Less', a, b), 'float32');

  square = (x: T): T => this.#unary('Square', x);
  exp = (x: T): T => this.#unary('Exp', x);
  log = (x: T): T => this.#unary('Log', x);
  tanh = (x: T): T => this.#unary('Tanh', x);
  erf = (x: T): T => this.#unary('Erf', x);
  sigmoid = (x: T): T => this.#unary('Sigmoid', x);
  rsqrt = (x: T): T => this.#unary('Rsqrt', x);
  cast = (x: T, dtype: TensorInfo['dtype']): T => this.ground.run('Cast', { x }, { dtype });
  reshape = (x: T, shape: readonly number[]): T => this.ground.run('Reshape', { x }, { shape: [...shape] });

  /** Over the last axis, which stays with size 1. */
  sumLast = (x: T): T => this.ground.run('Sum', { x }, { axis: [x.shape.length - 1], keepDims: true });
  meanLast = (x: T): T => this.ground.run('Mean', { x }, { axis: [x.shape.length - 1], keepDims: true });
  maxLast = (x: T): T => this.ground.run('Max', { x }, { reductionIndices: [x.shape.length - 1], keepDims: true });
  /** Over every axis but the last. */
  sumRows = (x: T): T => {
    const width = x.shape.at(-1) ?? 1;
    const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    return this.ground.run('Sum', { x: this.reshape(x, [rows, width]) }, { axis: [0], keepDims: false });
  };

  /** t where the condition (1 or 0, float32) holds, e elsewhere; all of one shape. */
  select = (condition: T, t: T, e: T): T => this.ground.run('Select', { condition: this.cast(condition, 'bool'), t, e }, {});
  /** 1 at the place of each index; indices out of range have no place. */
  oneHot = (indices: T, depth: number): T =>
    this.ground.run('OneHot', { indices }, { dtype: 'float32', depth, onValue: 1, offValue: 0 });
  fill = (shape: readonly number[], value: number): T => this.ground.run('Fill', {}, { shape: [...shape], value, dtype: 'float32' });
  number = (value: number): T => this.ground.constant(Float32Array.of(value), []);

  #unary = (name: string, x: T): T => this.ground.run(name, { x }, {});
  #binary = (name: string, a: T | number, b: T | number): T =>
    this.ground.run(name, { a: typeof a === 'number' ? this.number(a) : a, b: typeof b === 'number' ? this.number(b) : b }, {});
}

type Tensor = InstanceType<StockTensorFlow['Tensor']>;

/** On tensors: every step is an operation of its own, with a gradient. */
export const onTensors = (tf: StockTensorFlow): Arithmetic<Tensor> =>
  new Arithmetic<Tensor>({
    run: (kernelName, inputs, attrs) => tf.engine().runKernel(kernelName, { ...inputs }, attrs),
    constant: (values, shape) => tf.tensor(values, [...shape]),
  });

/** On buffers of one backend; what is made on the way is released by `finish`. */
export class BufferGround implements Ground<TensorInfo> {
  readonly #made: TensorInfo[] = [];

  constructor(
    readonly tf: StockTensorFlow,
    readonly backendName: string,
    readonly backend: KernelBackend,
  ) {}

  run(kernelName: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
    const { kernelFunc } = this.tf.getKernel(kernelName, this.backendName);
    const made = kernelFunc({ inputs, attrs, backend: this.backend });
    const only = Array.isArray(made) ? made[0] : made;
    if (only === undefined) throw new Error(`kernel ${kernelName} made no output`);
    this.#made.push(only);
    return only;
  }

  constant(values: Float32Array, shape: readonly number[]): TensorInfo {
    const made: TensorInfo = { dataId: this.backend.write(values, [...shape], 'float32'), shape: [...shape], dtype: 'float32' };
    this.#made.push(made);
    return made;
  }

  /** Releases everything made but the results. */
  finish(results: readonly TensorInfo[]): void {
    for (const made of this.#made) {
      if (!results.includes(made)) this.backend.disposeData(made.dataId);
    }
  }
}

/**
 * Where the declarations of TensorFlow.js refuse code that is right: what a cell may call is what the library takes.
 * Interfaces of other packages take overloads from outside, but return types, aliases and overridden methods do not, so
 * that these are changed in the text.
 */

interface Amendment {
  /** How the path of the file ends, or a pattern of it. */
  readonly path: string | RegExp;
  readonly changes: readonly (readonly [declared: string | RegExp, wanted: string])[];
  /** What else the file declares then. */
  readonly adds?: string;
}

/** One, or a list where there are several, which depends on the model: whatever the reader takes it for. */
const ONE_OR_MORE = 'type OneOrMore<T> = T & T[];';
/** Tensors for tensors, and symbols for symbols, which models are made of. */
const APPLIED = `${ONE_OR_MORE}
type Applied<I> = 0 extends 1 & I ? any : I extends SymbolicTensor | SymbolicTensor[] ? OneOrMore<SymbolicTensor> : OneOrMore<Tensor>;`;
const APPLY = /apply\(inputs: (Tensor \| (?:Tensor\[\] \| )?SymbolicTensor(?: \| SymbolicTensor\[\])?), kwargs\?: Kwargs\): [^;]+;/;
const APPLIES = 'apply<I extends Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[]>(inputs: I, kwargs?: Kwargs): Applied<I>;';
const GRADIENTS = 'applyGradients(variableGradients: NamedVariableMap | NamedTensor[]): void;';

const AMENDMENTS: readonly Amendment[] = [
  {
    // An interface cannot be told from outside that one of its members has another type.
    path: 'tfjs-layers/dist/engine/topology.d.ts',
    changes: [
      [
        /(interface LayerArgs \{(?:(?!\n\})[\s\S])*?)\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*dtype\?: DataType;/,
        `$1/**
     * The data-type of an input, or what the layer computes in: 'mixed_float16' and 'mixed_bfloat16' keep its variables
     * in float32. That of the model, of the Trainer or the global policy unless told.
     */
    dtype?: DataType | 'mixed_float16' | 'mixed_bfloat16';`,
      ],
      [APPLY, APPLIES],
    ],
    adds: APPLIED,
  },
  { path: /tfjs-layers\/dist\/(engine\/input_layer|layers\/(wrappers|recurrent|nlp\/multihead_attention))\.d\.ts$/, changes: [[APPLY, APPLIES]], adds: APPLIED },
  // What `tf.variableGrads` gives.
  {
    path: /tfjs-core\/dist\/optimizers\/(adadelta|adagrad|adam|adamax|momentum)_optimizer\.d\.ts$/,
    changes: [[GRADIENTS, "applyGradients(variableGradients: import('../tensor_types').NamedTensorMap | NamedTensor[]): void;"]],
  },
  {
    path: 'tfjs-core/dist/optimizers/optimizer.d.ts',
    changes: [
      [
        'minimize(f: () => Scalar, returnCost?: boolean, varList?: Variable[]): Scalar | null;',
        `minimize(f: () => Scalar, returnCost: true, varList?: Variable[]): Scalar;
    minimize(f: () => Scalar, returnCost?: boolean, varList?: Variable[]): Scalar | null;`,
      ],
    ],
  },
  {
    path: 'tfjs-layers/dist/base_callbacks.d.ts',
    changes: [
      // Read before `fit` gives it.
      ['[key: string]: Array<number | Tensor>;', '[key: string]: number[];'],
      [/(on(?:Epoch|Batch)(?:Begin|End)\?: \(\w+: number, logs)\?: Logs\)/g, '$1: Logs)'],
    ],
  },
  {
    path: /tfjs-layers\/dist\/(engine\/training|models)\.d\.ts$/,
    changes: [
      [/(predict(?:OnBatch)?\([^)]*\)): Tensor \| Tensor\[\];/g, '$1: OneOrMore<Tensor>;'],
      [/(evaluate\([^)]*\)): Scalar \| Scalar\[\];/g, '$1: OneOrMore<Scalar>;'],
      ['Promise<Scalar | Scalar[]>', 'Promise<OneOrMore<Scalar>>'],
      ['Promise<number | number[]>', 'Promise<OneOrMore<number>>'],
    ],
    adds: ONE_OR_MORE,
  },
  {
    path: 'tfjs-converter/dist/executor/graph_model.d.ts',
    changes: [
      [/(predict\([^)]*\)): Tensor \| Tensor\[\] \| NamedTensorMap;/g, '$1: OneOrMore<Tensor> & NamedTensorMap;'],
      [/(predictAsync\([^)]*\)): Promise<Tensor \| Tensor\[\] \| NamedTensorMap>;/g, '$1: Promise<OneOrMore<Tensor> & NamedTensorMap>;'],
      [/(execute\([^)]*\)): Tensor \| Tensor\[\];/g, '$1: OneOrMore<Tensor>;'],
      [/(executeAsync\([^)]*\)): Promise<Tensor \| Tensor\[\]>;/g, '$1: Promise<OneOrMore<Tensor>>;'],
    ],
    adds: ONE_OR_MORE,
  },
  {
    path: 'tfjs-data/dist/dataset.d.ts',
    changes: [
      ['batch(batchSize: number, smallLastBatch?: boolean): Dataset<tf.TensorContainer>;', 'batch(batchSize: number, smallLastBatch?: boolean): Dataset<Batched<T>>;'],
      [
        'export declare function zip<O extends tf.TensorContainer>(datasets: DatasetContainer): Dataset<O>;',
        `export declare function zip<const D extends { readonly [name: string]: Dataset<any> } | readonly Dataset<any>[]>(datasets: D): Dataset<Zipped<D>>;
export declare function zip<O extends tf.TensorContainer>(datasets: DatasetContainer): Dataset<O>;`,
      ],
    ],
    adds: `/** Values that make a tensor are stacked, with an axis of examples before their own. */
type Batched<T> = 0 extends 1 & T ? any : T extends tf.Tensor | number | string | boolean | readonly unknown[] | ArrayBufferView ? tf.Tensor : { [Name in keyof T]: Batched<T[Name]> };
type Zipped<D> = D extends Dataset<infer T> ? T : { -readonly [Name in keyof D]: Zipped<D[Name]> };`,
  },
  {
    // By column; or {xs, ys} of columns where some are labels, which is told when it runs.
    path: 'tfjs-data/dist/datasets/csv_dataset.d.ts',
    changes: [['extends Dataset<TensorContainer>', 'extends Dataset<Record<string, any>>'], ['LazyIterator<TensorContainer>', 'LazyIterator<Record<string, any>>']],
  },
  // The function that saves comes after the inputs, of which there may be any number.
  { path: 'tfjs-core/dist/engine.d.ts', changes: [['(...inputs: Array<Tensor | GradSaveFunc>) => {', '(...inputs: Array<Tensor & GradSaveFunc>) => {']] },
  {
    path: 'tfjs-core/dist/ops/multinomial.d.ts',
    changes: [
      [
        /declare function multinomial_\(logits: Tensor1D \| Tensor2D \| TensorLike, numSamples: number, seed\?: number, ([^)]*)\): Tensor1D \| Tensor2D;/,
        `declare function multinomial_(logits: Tensor1D, numSamples: number, seed?: number | null, $1): Tensor1D;
declare function multinomial_(logits: import('../tensor').Tensor | TensorLike, numSamples: number, seed?: number | null, $1): Tensor2D;`,
      ],
    ],
  },
];

/**
 * A declaration file as cells see it.
 * @throws Error where TensorFlow.js declares otherwise what is amended
 */
export function amended(path: string, text: string): string {
  const found = AMENDMENTS.filter((amendment) => (typeof amendment.path === 'string' ? path.endsWith(amendment.path) : amendment.path.test(path)));
  return found.reduce((whole, { changes, adds }) => {
    const changed = changes.reduce((before, [declared, wanted]) => {
      const after = before.replace(declared, wanted);
      if (after === before) throw new Error(`${path} declares otherwise than it did what is amended for cells: see where it has ${String(declared)}`);
      return after;
    }, whole);
    return adds === undefined ? changed : `${changed.trimEnd()}\n${adds}\n`;
  }, text);
}

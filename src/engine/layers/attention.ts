import type { FullTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { LayerArgs } from './configured';
import { defineConfiguredLayer } from './configured';
import type { AddWeight, InitializerName, Options, Shape, Variable } from './parts';
import { firstShape, knownSize, project } from './parts';

export interface AttentionSettings {
  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly dropout: number;
  readonly useBias: boolean;
  readonly kernelInitializer: InitializerName;
  readonly biasInitializer: InitializerName;
}

export interface Widths {
  readonly query: number;
  readonly key: number;
  readonly value: number;
  readonly output: number;
}

export interface Attending {
  readonly isCausal: boolean;
  readonly training: boolean;
  /** True where a query may see a key: [batch, queries, keys]. */
  readonly mask?: Tensor;
  /** True where a key is no padding: [batch, keys]. */
  readonly keyMask?: Tensor;
}

/** The projections of multi-head attention and how they are used; for any layer that contains them. */
export class Heads {
  readonly #part: Readonly<Record<'query' | 'key' | 'value' | 'output', { readonly kernel: Variable; readonly bias: Variable | null }>>;

  constructor(
    readonly tf: FullTensorFlow,
    readonly settings: AttentionSettings,
    readonly widths: Widths,
    add: AddWeight,
    prefix = '',
  ) {
    const { numHeads, keyDim, valueDim, useBias, kernelInitializer, biasInitializer } = settings;
    const part = (name: string, kernel: number[], bias: number[]) => ({
      kernel: add(`${prefix}${name}/kernel`, kernel, kernelInitializer),
      bias: useBias ? add(`${prefix}${name}/bias`, bias, biasInitializer) : null,
    });
    this.#part = {
      query: part('query', [widths.query, numHeads, keyDim], [numHeads, keyDim]),
      key: part('key', [widths.key, numHeads, keyDim], [numHeads, keyDim]),
      value: part('value', [widths.value, numHeads, valueDim], [numHeads, valueDim]),
      output: part('attention_output', [numHeads, valueDim, widths.output], [widths.output]),
    };
  }

  /** [batch, queries, width] and twice [batch, keys, width] → [batch, queries, output]. */
  attend(query: Tensor, key: Tensor, value: Tensor, { isCausal, training, mask, keyMask }: Attending): Tensor {
    const { tf, widths, settings } = this;
    const { numHeads, keyDim, valueDim, dropout } = settings;
    const allowed = [mask && tf.expandDims(mask, 1), keyMask && tf.expandDims(tf.expandDims(keyMask, 1), 1)].filter((one) => one !== undefined);
    const [first, ...others] = allowed.map((one) => tf.cast(one, 'bool'));
    const seen = others.reduce<Tensor | undefined>((all, one) => all && tf.logicalAnd(all, one), first);
    const attended = tf.dotProductAttention(
      this.#project('query', query, widths.query, [numHeads, keyDim]),
      this.#project('key', key, widths.key, [numHeads, keyDim]),
      this.#project('value', value, widths.value, [numHeads, valueDim]),
      { isCausal, dropout: training ? dropout : 0, ...(seen && { mask: seen }) },
    );
    const merged = tf.reshape(attended, [...attended.shape.slice(0, 2), numHeads * valueDim]);
    return this.#project('output', merged, numHeads * valueDim, [widths.output]);
  }

  #project(name: 'query' | 'key' | 'value' | 'output', x: Tensor, inner: number, outer: readonly number[]): Tensor {
    const { kernel, bias } = this.#part[name];
    return project(this.tf, x, kernel.read(), bias?.read() ?? null, inner, outer);
  }
}

export interface MultiHeadAttentionArgs extends LayerArgs {
  /** How many heads attend side by side. */
  readonly numHeads: number;
  /** Width of each head's queries and keys. */
  readonly keyDim: number;
  /** Width of each head's values; `keyDim` unless told. */
  readonly valueDim?: number;
  /** Share of the attention weights dropped while training; 0 unless told. */
  readonly dropout?: number;
  /** Whether the projections add a bias; true unless told. */
  readonly useBias?: boolean;
  /** Width of the output; the query's unless told. */
  readonly outputShape?: number;
  /** Whether a query sees only the keys at and before its own place. */
  readonly useCausalMask?: boolean;
  readonly kernelInitializer?: InitializerName;
  readonly biasInitializer?: InitializerName;
}

export function defineMultiHeadAttention(tf: FullTensorFlow) {
  const ConfiguredLayer = defineConfiguredLayer(tf);

  class MultiHeadAttention extends ConfiguredLayer<MultiHeadAttentionArgs> {
    static readonly className = 'MultiHeadAttention';
    #heads: Heads | null = null;

    constructor(args: MultiHeadAttentionArgs) {
      super(args);
      for (const name of ['numHeads', 'keyDim'] as const) {
        if (!(Number.isInteger(args[name]) && args[name] > 0)) throw new Error(`multiHeadAttention: ${name} is ${args[name]} and must be a positive whole number`);
      }
    }

    override build(inputShape: Shape | Shape[]): void {
      const shapes = Array.isArray(inputShape[0]) ? (inputShape as Shape[]) : [inputShape as Shape];
      const [query, value = query, key = value] = shapes.map((shape) => knownSize('multiHeadAttention', shape, -1)) as [number, number?, number?];
      const { numHeads, keyDim, valueDim = keyDim, dropout = 0, useBias = true, outputShape = query } = this.args;
      const { kernelInitializer = 'glorotUniform', biasInitializer = 'zeros' } = this.args;
      const settings = { numHeads, keyDim, valueDim, dropout, useBias, kernelInitializer, biasInitializer };
      const add: AddWeight = (name, shape, initializer) => this.addWeight(name, shape, 'float32', tf.initializers[initializer]({} as never) as never);
      this.#heads = new Heads(tf, settings, { query, key, value, output: outputShape }, add);
      this.built = true;
    }

    /** One input attends to itself; of several they are query, value and, unless it is the value, key. */
    override call(inputs: Tensor | Tensor[], options: Options): Tensor {
      return tf.tidy(() => {
        const [query, value = query, key = value] = [inputs].flat() as [Tensor, Tensor?, Tensor?];
        const masks = [options['mask']].flat() as (Tensor | null | undefined)[];
        const keyMask = masks[[inputs].flat().length > 1 ? 1 : 0] ?? undefined;
        const mask = options['attentionMask'] as Tensor | undefined;
        return (this.#heads as Heads).attend(query, key, value, {
          isCausal: options['useCausalMask'] === true || this.args.useCausalMask === true,
          training: options['training'] === true,
          ...(mask && { mask }),
          ...(keyMask && { keyMask }),
        });
      });
    }

    override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor {
      return [mask].flat()[0] as Tensor;
    }

    override computeOutputShape(inputShape: Shape | Shape[]): number[] {
      const shape = firstShape(inputShape);
      return [...shape.slice(0, -1), this.args.outputShape ?? shape.at(-1) ?? null] as number[];
    }
  }
  return MultiHeadAttention;
}

import type { FullTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import { Heads } from './attention';
import type { LayerArgs } from './configured';
import { defineConfiguredLayer } from './configured';
import type { AddWeight, InitializerName, Options, Shape, Variable } from './parts';
import { knownSize, project } from './parts';

const ACTIVATIONS = ['gelu', 'silu', 'relu', 'tanh', 'mish'] as const;

export interface TransformerBlockArgs extends LayerArgs {
  /** How many heads attend side by side; they share the width of the input. */
  readonly numHeads: number;
  /** Width of the hidden layer of the feed-forward network; four times the input's unless told. */
  readonly intermediateDim?: number;
  /** Width of each head; the input's width divided by the heads unless told. */
  readonly keyDim?: number;
  /** Share dropped while training, of attention weights and of what each half adds; 0 unless told. */
  readonly dropout?: number;
  /** Of the feed-forward network; 'gelu' unless told. */
  readonly activation?: (typeof ACTIVATIONS)[number];
  /** Whether to normalise before each half (the default) rather than after. */
  readonly normalizeFirst?: boolean;
  /** Whether a place sees only those at and before it. */
  readonly useCausalMask?: boolean;
  readonly useBias?: boolean;
  readonly layerNormEpsilon?: number;
  readonly kernelInitializer?: InitializerName;
  readonly biasInitializer?: InitializerName;
}

interface Norm {
  readonly gamma: Variable;
  readonly beta: Variable;
}
interface Built {
  readonly width: number;
  readonly hidden: number;
  readonly heads: Heads;
  readonly norms: readonly [Norm, Norm];
  readonly up: { readonly kernel: Variable; readonly bias: Variable | null };
  readonly down: { readonly kernel: Variable; readonly bias: Variable | null };
}

export function defineTransformerBlock(tf: FullTensorFlow) {
  const ConfiguredLayer = defineConfiguredLayer(tf);

  class TransformerBlock extends ConfiguredLayer<TransformerBlockArgs> {
    static readonly className = 'TransformerBlock';
    #built: Built | null = null;

    constructor(args: TransformerBlockArgs) {
      super(args);
      if (args.activation !== undefined && !ACTIVATIONS.includes(args.activation)) {
        throw new Error(`transformerBlock: activation '${String(args.activation)}' is not known; activations are: ${ACTIVATIONS.join(', ')}`);
      }
    }

    override build(inputShape: Shape | Shape[]): void {
      const width = knownSize('transformerBlock', inputShape as Shape, -1);
      const { numHeads, keyDim = width / numHeads, dropout = 0, useBias = true, intermediateDim: hidden = 4 * width } = this.args;
      if (!Number.isInteger(keyDim)) throw new Error(`transformerBlock: a width of ${width} cannot be shared by ${numHeads} heads; name keyDim`);
      const { kernelInitializer = 'glorotUniform', biasInitializer = 'zeros' } = this.args;
      const add: AddWeight = (name, shape, initializer) => this.addWeight(name, shape, 'float32', tf.initializers[initializer]({} as never) as never);
      const settings = { numHeads, keyDim, valueDim: keyDim, dropout, useBias, kernelInitializer, biasInitializer };
      const norm = (name: string): Norm => ({ gamma: add(`${name}/gamma`, [width], 'ones'), beta: add(`${name}/beta`, [width], 'zeros') });
      const dense = (name: string, from: number, to: number) => ({
        kernel: add(`${name}/kernel`, [from, to], kernelInitializer),
        bias: useBias ? add(`${name}/bias`, [to], biasInitializer) : null,
      });
      this.#built = {
        width,
        hidden,
        norms: [norm('attention_norm'), norm('feedforward_norm')],
        heads: new Heads(tf, settings, { query: width, key: width, value: width, output: width }, add, 'attention/'),
        up: dense('feedforward_intermediate', width, hidden),
        down: dense('feedforward_output', hidden, width),
      };
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[], options: Options): Tensor {
      return tf.tidy(() => {
        const { heads, norms, up, down, width, hidden } = this.#built as Built;
        const { dropout = 0, activation = 'gelu', normalizeFirst = true, layerNormEpsilon = 1e-5 } = this.args;
        const training = options['training'] === true;
        const keyMask = ([options['mask']].flat()[0] ?? undefined) as Tensor | undefined;
        const isCausal = options['useCausalMask'] === true || this.args.useCausalMask === true;
        const dropped = (x: Tensor): Tensor => (training && dropout > 0 ? tf.dropout(x, dropout) : x);
        const normal = (x: Tensor, { gamma, beta }: Norm): Tensor => tf.layerNorm(x, gamma.read(), beta.read(), -1, layerNormEpsilon);
        const around = (x: Tensor, norm: Norm, work: (x: Tensor) => Tensor): Tensor =>
          normalizeFirst ? tf.add(x, dropped(work(normal(x, norm)))) : normal(tf.add(x, dropped(work(x))), norm);
        const attended = around([inputs].flat()[0] as Tensor, norms[0], (x) => heads.attend(x, x, x, { isCausal, training, ...(keyMask && { keyMask }) }));
        return around(attended, norms[1], (x) => {
          const bend = tf[activation] as (x: Tensor) => Tensor;
          const inner = bend(project(tf, x, up.kernel.read(), up.bias?.read() ?? null, width, [hidden]));
          return project(tf, inner, down.kernel.read(), down.bias?.read() ?? null, hidden, [width]);
        });
      });
    }

    override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor {
      return [mask].flat()[0] as Tensor;
    }

    override computeOutputShape(inputShape: Shape | Shape[]): number[] {
      return inputShape as number[];
    }
  }
  return TransformerBlock;
}

import type { FullTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { LayerArgs } from './configured';
import { defineConfiguredLayer } from './configured';
import type { InitializerName, Shape, Variable } from './parts';
import { knownSize } from './parts';

export interface PositionalEmbeddingArgs extends LayerArgs {
  /** 'learned' (the default) or 'sinusoidal'. */
  readonly kind?: 'learned' | 'sinusoidal';
  /** The longest sequence; a learned embedding has a row for each place and must be told. */
  readonly sequenceLength?: number;
  /** Of the slowest sine; 10000 unless told. */
  readonly maxWavelength?: number;
  readonly initializer?: InitializerName;
}
export interface RotaryEmbeddingArgs extends LayerArgs {
  /** Of the slowest rotation; 10000 unless told. */
  readonly maxWavelength?: number;
  /** Positions are divided by it, to reach beyond the lengths trained on; 1 unless told. */
  readonly scalingFactor?: number;
  /** The axis of time; 1 unless told. */
  readonly sequenceAxis?: number;
}

export function definePositions(tf: FullTensorFlow) {
  const ConfiguredLayer = defineConfiguredLayer(tf);

  class PositionalEmbedding extends ConfiguredLayer<PositionalEmbeddingArgs> {
    static readonly className = 'PositionalEmbedding';
    #rows: Variable | null = null;

    constructor(args: PositionalEmbeddingArgs = {}) {
      super(args);
      if (args.kind !== 'sinusoidal' && args.sequenceLength === undefined) {
        throw new Error('positionalEmbedding: sequenceLength must name the longest sequence; or choose kind: "sinusoidal"');
      }
    }

    override build(inputShape: Shape | Shape[]): void {
      const { kind = 'learned', sequenceLength = 1, initializer = 'glorotUniform' } = this.args;
      const width = knownSize('positionalEmbedding', inputShape as Shape, -1);
      if (kind === 'learned') this.#rows = this.addWeight('embeddings', [sequenceLength, width], 'float32', tf.initializers[initializer]({} as never) as never);
      this.built = true;
    }

    /** x [batch, time, width] plus the embedding of each time. */
    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const x = [inputs].flat()[0] as Tensor;
        const [time = 1, width = 1] = x.shape.slice(-2);
        if (this.#rows === null) return tf.add(x, sines(tf, time, width, this.args.maxWavelength ?? 10_000));
        const rows = this.#rows.read();
        if (time > (rows.shape[0] ?? 0)) throw new Error(`positionalEmbedding: a sequence of ${time} is longer than sequenceLength ${rows.shape[0]}`);
        return tf.add(x, tf.slice(rows, [0, 0], [time, width]));
      });
    }
  }

  class RotaryEmbedding extends ConfiguredLayer<RotaryEmbeddingArgs> {
    static readonly className = 'RotaryEmbedding';

    /** x [batch, time, ..., width]: turns value i of the first half with value i of the second by an angle that grows with time. */
    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const { maxWavelength = 10_000, scalingFactor = 1, sequenceAxis = 1 } = this.args;
        const x = [inputs].flat()[0] as Tensor;
        const width = x.shape.at(-1) ?? 1;
        if (width % 2 !== 0) throw new Error(`rotaryEmbedding: the width ${width} of its input [${x.shape.join(', ')}] must be even`);
        const time = x.shape[sequenceAxis] ?? 1;
        const shape = x.shape.map((size, axis) => (axis === sequenceAxis || axis === x.rank - 1 ? (axis === sequenceAxis ? size : width / 2) : 1));
        const angles = Float32Array.from({ length: (time * width) / 2 }, (_, at) => {
          const [place, pair] = [Math.floor(at / (width / 2)), at % (width / 2)];
          return place / scalingFactor / maxWavelength ** ((2 * pair) / width);
        });
        const [cosine, sine] = [tf.tensor(angles.map(Math.cos), shape), tf.tensor(angles.map(Math.sin), shape)];
        const [first, second] = tf.split(x, 2, -1) as [Tensor, Tensor];
        const turned = [tf.sub(tf.mul(first, cosine), tf.mul(second, sine)), tf.add(tf.mul(second, cosine), tf.mul(first, sine))];
        return tf.concat(turned, -1);
      });
    }
  }
  return { PositionalEmbedding, RotaryEmbedding };
}

/** [time, width]: sines at even places, cosines at odd ones (Vaswani et al., "Attention Is All You Need", 2017). */
function sines(tf: FullTensorFlow, time: number, width: number, maxWavelength: number): Tensor {
  const values = Float32Array.from({ length: time * width }, (_, at) => {
    const [place, feature] = [Math.floor(at / width), at % width];
    const angle = place / maxWavelength ** ((2 * Math.floor(feature / 2)) / width);
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return tf.tensor2d(values, [time, width]);
}

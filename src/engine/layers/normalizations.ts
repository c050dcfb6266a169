import type { FullTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { Shape, Variable } from './parts';
import { knownSize } from './parts';

interface LayerArgs {
  readonly name?: string;
  readonly inputShape?: (number | null)[];
  readonly trainable?: boolean;
}
export interface RmsNormalizationArgs extends LayerArgs {
  /** The axis normalised over; the last unless told. */
  readonly axis?: number;
  /** Added to the mean square; 1e-6 unless told. */
  readonly epsilon?: number;
}
export interface GroupNormalizationArgs extends LayerArgs {
  /** How many groups the channels are parted into; 32 unless told, -1 for one group a channel. */
  readonly groups?: number;
  /** The axis of the channels; the last unless told. */
  readonly axis?: number;
  /** Added to the variance; 1e-3 unless told. */
  readonly epsilon?: number;
  /** Whether to add a learned shift; true unless told. */
  readonly center?: boolean;
  /** Whether to multiply by a learned scale; true unless told. */
  readonly scale?: boolean;
}

export function defineNormalizations(tf: FullTensorFlow) {
  type Config = ReturnType<InstanceType<typeof tf.layers.Layer>['getConfig']>;

  class RmsNormalization extends tf.layers.Layer {
    static readonly className = 'RMSNormalization';
    readonly #args: RmsNormalizationArgs;
    #scale: Variable | null = null;

    constructor(args: RmsNormalizationArgs = {}) {
      super(args as never);
      this.#args = args;
      this.supportsMasking = true;
    }

    override build(inputShape: Shape | Shape[]): void {
      const size = knownSize('rmsNormalization', inputShape as Shape, this.#args.axis ?? -1);
      this.#scale = this.addWeight('scale', [size], 'float32', tf.initializers.ones());
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { axis = -1, epsilon = 1e-6 } = this.#args;
      return tf.tidy(() => tf.rmsNorm([inputs].flat()[0] as Tensor, this.#scale?.read(), axis, epsilon));
    }

    override getConfig(): Config {
      return { ...super.getConfig(), ...this.#args } as Config;
    }
  }

  class GroupNormalization extends tf.layers.Layer {
    static readonly className = 'GroupNormalization';
    readonly #args: GroupNormalizationArgs;
    #gamma: Variable | null = null;
    #beta: Variable | null = null;

    constructor(args: GroupNormalizationArgs = {}) {
      super(args as never);
      this.#args = args;
      this.supportsMasking = true;
    }

    override build(inputShape: Shape | Shape[]): void {
      const { axis = -1, scale = true, center = true } = this.#args;
      const size = knownSize('groupNormalization', inputShape as Shape, axis);
      if (scale) this.#gamma = this.addWeight('gamma', [size], 'float32', tf.initializers.ones());
      if (center) this.#beta = this.addWeight('beta', [size], 'float32', tf.initializers.zeros());
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { groups = 32, axis = -1, epsilon = 1e-3 } = this.#args;
      return tf.tidy(() => {
        const x = [inputs].flat()[0] as Tensor;
        return tf.groupNorm(x, groups === -1 ? (x.shape.at(axis) ?? 1) : groups, this.#gamma?.read(), this.#beta?.read(), axis, epsilon);
      });
    }

    override getConfig(): Config {
      return { ...super.getConfig(), ...this.#args } as Config;
    }
  }
  return { RmsNormalization, GroupNormalization };
}

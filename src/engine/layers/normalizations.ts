import type { FullTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { LayerArgs } from './configured';
import { defineConfiguredLayer } from './configured';
import type { Shape, Variable } from './parts';
import { knownSize } from './parts';

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
  const ConfiguredLayer = defineConfiguredLayer(tf);

  class RmsNormalization extends ConfiguredLayer<RmsNormalizationArgs> {
    static readonly className = 'RMSNormalization';
    #scale: Variable | null = null;

    override build(inputShape: Shape | Shape[]): void {
      const size = knownSize('rmsNormalization', inputShape as Shape, this.args.axis ?? -1);
      this.#scale = this.addWeight('scale', [size], 'float32', tf.initializers.ones());
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { axis = -1, epsilon = 1e-6 } = this.args;
      return tf.tidy(() => tf.rmsNorm([inputs].flat()[0] as Tensor, this.#scale?.read(), axis, epsilon));
    }
  }

  class GroupNormalization extends ConfiguredLayer<GroupNormalizationArgs> {
    static readonly className = 'GroupNormalization';
    #gamma: Variable | null = null;
    #beta: Variable | null = null;

    override build(inputShape: Shape | Shape[]): void {
      const { axis = -1, scale = true, center = true } = this.args;
      const size = knownSize('groupNormalization', inputShape as Shape, axis);
      if (scale) this.#gamma = this.addWeight('gamma', [size], 'float32', tf.initializers.ones());
      if (center) this.#beta = this.addWeight('beta', [size], 'float32', tf.initializers.zeros());
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { groups = 32, axis = -1, epsilon = 1e-3 } = this.args;
      return tf.tidy(() => {
        const x = [inputs].flat()[0] as Tensor;
        return tf.groupNorm(x, groups === -1 ? (x.shape.at(axis) ?? 1) : groups, this.#gamma?.read(), this.#beta?.read(), axis, epsilon);
      });
    }
  }
  return { RmsNormalization, GroupNormalization };
}

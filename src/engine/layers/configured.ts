import type { FullTensorFlow } from '../api';

/** What every layer may be told. */
export interface LayerArgs {
  readonly name?: string;
  readonly inputShape?: (number | null)[];
  readonly trainable?: boolean;
}

/** A layer that passes masks on, and whose configuration, by which models are saved, is what it was made with. */
export function defineConfiguredLayer(tf: FullTensorFlow) {
  abstract class ConfiguredLayer<Args extends LayerArgs> extends tf.layers.Layer {
    constructor(readonly args: Args = {} as Args) {
      super(args as never);
      this.supportsMasking = true;
    }

    override getConfig() {
      return { ...super.getConfig(), ...this.args } as ReturnType<InstanceType<typeof tf.layers.Layer>['getConfig']>;
    }
  }
  return ConfiguredLayer;
}

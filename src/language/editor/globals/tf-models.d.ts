/** What Gradbook adds to the layers and models of TensorFlow.js. */
import type { NamedTensorMap } from '@tensorflow/tfjs';
import type { WeightReport, SafeTensorsWriteOptions, SourceOptions } from './train-transfer';

declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/topology' {
  interface Layer {
    /** 'float16' or 'bfloat16' where its policy is mixed: what it computes in. */
    readonly computeDtype: 'float32' | 'float16' | 'bfloat16';
    /** What its variables are stored in. */
    readonly variableDtype: 'float32';
  }
}
declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/container' {
  interface Container {
    /** Takes weights by name, or those of a SafeTensors file of the notebook (or an address): by name, else by place. @throws Error listing what does not fit */
    loadWeights(name: string, options?: SourceOptions): Promise<WeightReport>;
    loadWeights(weights: NamedTensorMap, strict?: boolean): void;
  }
}
declare module '../node_modules/@tensorflow/tfjs-layers/dist/engine/training' {
  interface LayersModel {
    /** Writes the weights, with the names that Keras gives them, as a SafeTensors file of the notebook: `name.safetensors`. */
    saveWeights(name: string, options?: SafeTensorsWriteOptions): Promise<unknown>;
  }
}

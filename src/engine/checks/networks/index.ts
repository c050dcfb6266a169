/** The networks that benchmarks and checks train: the same numbers on every device. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../api';
import { Noise } from '../noise';
import { bag } from './bag';
import { cnn } from './cnn';
import { gpt } from './gpt';
import { lstm } from './lstm';
import { mlp } from './mlp';
import { mobilenet } from './mobilenet';
import type { Network } from './network';

/** A network, a batch for it, and the optimizer. */
export interface Workload {
  readonly variables: readonly Variable[];
  /** The cost of the batch, a scalar, on the tape of whoever asks for gradients. */
  loss(): Tensor;
  /** One step of training on the batch without reading anything back. @returns the loss before the step; the caller disposes it. */
  train(): Tensor;
  /** One step of training on the batch. @returns the loss before the step. */
  step(): Promise<number>;
  dispose(): void;
}

const NETWORKS = { cnn, mlp, mobilenet, lstm, gpt, bag } satisfies Record<string, Network>;

export type NetworkName = keyof typeof NETWORKS;

export const NETWORK_NAMES = Object.keys(NETWORKS) as readonly NetworkName[];

interface WorkloadOptions {
  readonly network: NetworkName;
  readonly batch: number;
  /** How much of the network's width to keep, for devices that compute in software; 1 unless told. */
  readonly width?: number;
}

/** The network with Adam at 0.001; weights, inputs and labels depend on nothing but the options. */
export function workload(tf: TensorFlow, { network, batch, width = 1 }: WorkloadOptions): Workload {
  const noise = new Noise(7);
  const { weights: specs, inputs, loss: cost } = NETWORKS[network].build({ batch, width });
  const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
  const variables = specs.map(({ shape, start }) =>
    tf.tidy(() => tf.variable(typeof start === 'number' ? tf.fill([...shape], start) : tf.tensor(noise.normal(size(shape), Math.sqrt(start.gain / start.fanIn)), [...shape]))),
  );
  const given = inputs.map(({ shape, values }) =>
    values === 'noise' ? tf.tensor(noise.normal(size(shape), 1), [...shape]) : tf.tensor(Array.from({ length: size(shape) }, (_, index) => (index * 7 + (index >> 3)) % values.classes), [...shape], 'int32'),
  );
  const optimizer = tf.train.adam(0.001);
  const loss = () => tf.tidy(() => cost(tf, given, variables).asScalar());
  const train = (): Tensor => {
    const lost = optimizer.minimize(loss, true, variables);
    if (lost === null) throw new Error('the optimizer returned no loss');
    return lost;
  };
  return {
    variables,
    loss,
    train,
    async step() {
      const lost = train();
      const [value] = await lost.data();
      lost.dispose();
      return value ?? NaN;
    },
    dispose() {
      tf.dispose([...given, ...variables]);
      optimizer.dispose();
    },
  };
}

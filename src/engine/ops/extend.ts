import { CHAINED } from '../additions';
import type { Additions } from '../additions';
import type { FullTensorFlow, StockTensorFlow } from '../api';
import { installGradients } from '../gradients/install';
import { remat } from '../gradients/remat';
import { addLayers } from '../layers/install';
import { activations } from './activations';
import { attention } from './attention';
import { ctc } from './ctc';
import { losses } from './losses';
import { matrices } from './matrices';
import { normalizations } from './normalizations';

/** TensorFlow.js with the engine's operations and gradients beside its own; tensors get the chained methods. */
export function extendTensorFlow(tf: StockTensorFlow): FullTensorFlow {
  installGradients(tf);
  const added = { ...activations(tf), ...normalizations(tf), ...attention(tf), ...ctc(tf), ...matrices(tf), remat: remat(tf) };
  // Ranks are kept by each operation, though the functions are written for any.
  const additions = added as unknown as Additions;
  for (const name of CHAINED) {
    Object.defineProperty(tf.Tensor.prototype, name, {
      configurable: true,
      writable: true,
      value(this: unknown, ...rest: readonly unknown[]): unknown {
        return Reflect.apply(additions[name], undefined, [this, ...rest]);
      },
    });
  }
  // Its optimizers are added by whoever needs them: `installOptimizers`.
  const full = { ...tf, ...additions, losses: { ...tf.losses, ...losses(tf) } } as FullTensorFlow;
  return { ...full, layers: { ...tf.layers, ...addLayers(full) } };
}

import type { Engine } from '../api';
import { expectTrue } from './expect';

/** `model.fit` runs to its end where no animation frame ever comes. */
export async function fitsWithoutFrames({ tf }: Engine): Promise<void> {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [x, y] = [tf.ones([64, 2]), tf.ones([64, 1])];
  const trained = model.fit(x, y, { epochs: 3, batchSize: 8, verbose: 0, yieldEvery: 'batch' });
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 20_000));
  expectTrue((await Promise.race([trained, late])) !== 'late', 'model.fit waits for an animation frame');
  tf.dispose([x, y]);
  model.dispose();
}

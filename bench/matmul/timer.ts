import type { TensorFlow } from '../../src/engine/api';

/** Operations a measurement, some 50 ms of them. */
const OPERATIONS = 1e9;

/** GFLOP/s of square products of a size. */
export function productTimer(tf: TensorFlow) {
  return async (size: number): Promise<number> => {
    const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
    const each = 2 * size ** 3;
    const count = Math.max(1, Math.round(OPERATIONS / each));
    a.matMul(b).dispose();
    const begin = performance.now();
    for (let round = 0; round < count; round++) a.matMul(b).dispose();
    const seconds = (performance.now() - begin) / 1000;
    tf.dispose([a, b]);
    return (count * each) / seconds / 1e9;
  };
}

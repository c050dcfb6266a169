import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../api';
import { startOracle } from '../../cpu/oracle';
import type { KernelBackend } from '../../tensors';
import { compiled } from './compiled';
import type { Outfeed } from './outfeed';
import { stacked, type StackedStep } from './stacked';

let tf: TensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
  await tf.setBackend('wasm');
}, 60_000);

/** What happened, in order. */
let events: string[] = [];
beforeEach(() => (events = []));

/** Adds what it is given to a variable and returns it before and after. */
function adding(total: Variable, outfeed: Outfeed): StackedStep<[Tensor], { readonly before: Scalar; readonly after: Tensor }> {
  const step = (x: Tensor) => {
    events.push('step');
    const before = total.clone() as Scalar;
    total.assign(total.add(x.sum()));
    return { before, after: tf.stack([total, total.neg()]) };
  };
  return stacked(tf, compiled(tf, step, { runEagerly: true }, { lineOf: () => null, say: () => undefined }), 4, outfeed);
}
const told = (values: unknown, first: number): string => {
  const { before, after } = values as { readonly before: Float32Array; readonly after: Float32Array };
  return `${first}: ${before.join()} ${after.join()}`;
};

describe('an outfeed', () => {
  it('tells on the CPU what each step returns before the next one runs', async () => {
    const total = tf.variable(tf.scalar(0));
    const step = adding(total, { onValues: (values, first) => events.push(told(values, first)) });
    const x = tf.tensor2d([[1], [2], [3], [4]]);
    tf.dispose(step(x));
    expect(events).toEqual(['step', '0: 0 1,-1', 'step', '1: 1 3,-3', 'step', '2: 3 6,-6', 'step', '3: 6 10,-10']);
    events = [];
    tf.dispose(step(x));
    expect(events.filter((event) => event !== 'step').map((event) => event.slice(0, 1))).toEqual(['4', '5', '6', '7']);
    await step.settled();
    tf.dispose([total, x]);
  });

  it('tells them in order on a device whose values are waited for, though later ones may come first', async () => {
    const name = 'late';
    const plain = tf.findBackend('wasm') as KernelBackend;
    const late = Object.create(plain) as KernelBackend & { read(id: object): Promise<unknown> };
    let wait = 40;
    late.read = async (id) => {
      const values = plain.readSync(id);
      await new Promise((resolve) => setTimeout(resolve, (wait -= 4)));
      return values;
    };
    tf.registerBackend(name, () => late);
    for (const kernel of tf.getKernelsForBackend('wasm')) tf.registerKernel({ ...kernel, backendName: name });
    await tf.setBackend(name);
    try {
      const total = tf.variable(tf.scalar(0));
      const [all, last] = [[] as string[], [] as string[]];
      const x = tf.tensor2d([[1], [2], [3], [4]]);
      const before = tf.memory().numTensors;
      const step = adding(total, { onValues: (values, first) => all.push(told(values, first)) });
      tf.dispose(step(x));
      expect(all).toEqual([]);
      await step.settled();
      expect(all).toEqual(['0: 0 1,-1', '1: 1 3,-3', '2: 3 6,-6', '3: 6 10,-10']);
      // Those that a slow reader would miss are left out, but never the last.
      const latest = adding(total, { mode: 'last', onValues: (values, first) => last.push(told(values, first)) });
      tf.dispose(latest(x));
      await latest.settled();
      expect(last).toEqual(['0: 10 11,-11', '3: 16 20,-20']);
      expect(tf.memory().numTensors).toBe(before);
      // What the listener throws ends nothing, and is heard.
      const failing = adding(total, { onValues: () => { throw new Error('the chart is gone'); } });
      tf.dispose(failing(x));
      await expect(failing.settled()).rejects.toThrow('the chart is gone');
      tf.dispose([total, x]);
    } finally {
      await tf.setBackend('wasm');
      tf.removeBackend(name);
    }
  });
});

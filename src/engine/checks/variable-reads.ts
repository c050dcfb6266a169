import type { Optimizer, Variable } from '@tensorflow/tfjs';
import type { Engine } from '../api';
import { compiled } from '../graph/compiled/compiled';
import { expectClose, expectTrue } from './expect';

const parts = {
  lineOf: () => null,
  say: (message: string): void => {
    throw new Error(message);
  },
};

/** A variable that was read, then trained or assigned to, is read anew: by `data`, and where there is one by `dataSync`. */
export async function readsWhatWasWritten({ tf }: Engine): Promise<void> {
  for (const backend of ['webgpu', 'webgl', 'wasm']) {
    expectTrue(await tf.setBackend(backend), `${backend} did not start`);
    const read = async (variable: Variable): Promise<number[]> => {
      const values = Array.from(await variable.data(), Number);
      // WebGPU knows them by now, the others can be asked at any time.
      expectClose(variable.dataSync(), values, 0, `dataSync on ${backend} after data`);
      return values;
    };
    const writers: Readonly<Record<string, Write>> = {
      assign: (variables) => tf.tidy(() => variables.forEach((variable) => variable.assign(variable.sub(1)))),
      'a step of sgd': stepOf(tf, tf.train.sgd(0.1)),
      'a step of adam': stepOf(tf, tf.train.adam(0.1)),
    };
    for (const [name, write] of Object.entries(writers)) await followsWrites(tf, `${name} on ${backend}`, () => write, read);
    if (backend === 'webgl') continue;
    const step = stepOf(tf, tf.train.momentum(0.01, 0.9));
    await followsWrites(tf, `a compiled step on ${backend}`, (variables) => compiled(tf, () => step(variables), {}, parts), read);
  }
}

type Write = (variables: readonly Variable[]) => void;

const stepOf = (tf: Engine['tf'], optimizer: Optimizer): Write => (variables) => {
  optimizer.minimize(() => tf.addN(variables.map((variable) => variable.square().sum())).asScalar(), false, [...variables]);
};

async function followsWrites(tf: Engine['tf'], name: string, writer: (variables: readonly Variable[]) => Write, read: (variable: Variable) => Promise<number[]>): Promise<void> {
  const start = Float32Array.from({ length: 1500 }, (_, index) => 10 + index / 100);
  const [watched, unseen] = [tf.variable(tf.tensor(start)), tf.variable(tf.tensor(start))];
  const write = writer([watched, unseen]);
  for (let time = 0; time < 6; time++) {
    const before = await read(watched);
    // On its way while the next values are written.
    const late = watched.data();
    write([watched, unseen]);
    expectClose(await late, before, 0, `${name}: a read that had begun`);
    const after = await read(watched);
    expectTrue(after.every((value, index) => value < (before[index] ?? -Infinity)), `${name}: value 0 is ${after[0]} after ${before[0]}`);
  }
  // Never read before, it has no old values that could be mistaken for its own.
  expectClose(await read(watched), await read(unseen), 1e-6, name);
  tf.dispose([watched, unseen]);
}

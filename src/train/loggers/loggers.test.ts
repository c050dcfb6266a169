import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReadEvent } from '../../base/event-file/events';
import { readEvents } from '../../base/event-file/read';
import { createTestTrain, type TestTrain } from '../testing';
import type { TrainerOptions } from '../trainer/options';
import { FileTail } from './file-tail';

beforeAll(() => tf.setBackend('cpu'));

async function fitWith({ train }: TestTrain, options: TrainerOptions): Promise<void> {
  const net = train.defineModule({
    name: 'tiny net', hparams: { lr: 0.1, layers: [1] },
    w: tf.variable(tf.scalar(1)),
    forward(x: tf.Tensor) {
      return x.mul(this['w'] as tf.Variable);
    },
    loss: (y: tf.Tensor, predicted: tf.Tensor) => tf.losses.meanSquaredError(y, predicted),
    configureOptimizers: () => tf.train.sgd(0.1),
  } as Parameters<typeof train.defineModule>[0]);
  const batches = [1, 2].map((value) => ({ x: tf.fill([2, 1], value), y: tf.zeros([2, 1]) }));
  await new train.Trainer({ maxEpochs: 2, summary: false, sanityValidationSteps: 0, seed: 5, ...options }).fit(net, { train: batches, validation: batches });
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('train.loggers.tensorBoard', () => {
  it('writes an event file in a folder for each fit', async () => {
    const test = createTestTrain();
    await fitWith(test, { logger: [test.train.loggers.tensorBoard(), test.train.loggers.runs()] });
    await fitWith(test, { logger: test.train.loggers.tensorBoard() });
    const names = [...test.files.keys()];
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^logs\/tiny-net-\d{8}-\d{6}(-2)?\/events\.out\.tfevents\.\d+\.gradbook$/);
    expect(new Set(names.map((name) => name.replace(/\/[^/]*$/, ''))).size).toBe(2);
    const events: ReadEvent[] = [...readEvents(test.files.get(names[0] ?? '') ?? new Uint8Array())];
    const scalars = events.flatMap(({ step, values }) => values.flatMap((value) => (value.kind === 'scalar' ? [`${value.tag} ${step}`] : [])));
    expect(scalars).toEqual(['loss 1', 'loss 2', 'epoch_loss 2', 'val_loss 2', 'loss 3', 'loss 4', 'epoch_loss 4', 'val_loss 4']);
    expect(events[0]?.values).toMatchObject([{ kind: 'hparams', data: { kind: 'start', hparams: { lr: 0.1, layers: '[1]', seed: 5 } } }]);
    expect(events.at(-1)?.values).toMatchObject([{ kind: 'hparams', data: { kind: 'end', status: 'success' } }]);
  });
});

describe('train.loggers.csv', () => {
  it('writes a table whose lines all have every column', async () => {
    const test = createTestTrain();
    await fitWith(test, { logger: test.train.loggers.csv('out/m.csv') });
    const [head, ...lines] = text(test.files.get('out/m.csv')).trim().split('\n');
    expect(head).toBe('epoch,step,loss,epoch_loss,val_loss');
    expect(lines.map((line) => line.split(',').map((field) => (field === '' ? '' : 'n')).join(''))).toEqual(['nnn', 'nnn', 'nnnn', 'nnn', 'nnn', 'nnnn']);
    expect(lines.map((line) => line.split(',').slice(0, 2).join())).toEqual(['0,1', '0,2', '0,2', '1,3', '1,4', '1,4']);
    expect(lines.every((line) => line.split(',').length === 5)).toBe(true);
  });
});

it('own loggers are told of the fit, of batches and epochs, and of the end', async () => {
  const test = createTestTrain();
  const told: unknown[] = [];
  await fitWith(test, { maxEpochs: 1, logger: { begin: ({ name, settings, seed }) => told.push([name, settings, seed]), log: (values, at) => told.push([Object.keys(values), at]), end: (status) => told.push(status) } });
  expect(told).toEqual([
    ['tiny net', { lr: 0.1, layers: [1] }, 5],
    [['loss'], { step: 1, epoch: 0, of: 'batch' }],
    [['loss'], { step: 2, epoch: 0, of: 'batch' }],
    [['loss', 'val_loss'], { step: 2, epoch: 0, of: 'epoch' }],
    'done',
  ]);
});

it('names that are none say so', () => {
  const { loggers } = createTestTrain().train;
  expect(() => loggers.tensorBoard('')).toThrow("takes the name of a folder, such as 'logs'");
  expect(() => loggers.csv('logs/')).toThrow("takes the name of a file, such as 'metrics.csv'");
});

describe('a file that grows', () => {
  const parts = (append: (name: string, bytes: Uint8Array) => Promise<void>) => {
    const said: string[] = [];
    let time = 0;
    const files = { has: () => Promise.resolve(false), bytes: () => Promise.resolve(new Uint8Array()), write: () => Promise.resolve(), delete: () => Promise.resolve(), append };
    return { said, pass: (ms: number) => (time += ms), tail: new FileTail({ files, name: 'a', now: () => time, say: (message) => said.push(message) }) };
  };

  it('is written about once a second, in order', async () => {
    const writes: string[] = [];
    const { tail, pass } = parts((_, bytes) => Promise.resolve(void writes.push(Array.from(bytes).join(''))));
    for (const byte of [1, 2, 3, 4, 5]) {
      tail.add(Uint8Array.of(byte));
      pass(600);
      await Promise.resolve();
    }
    await tail.flush();
    expect(writes.join('|')).toBe('123|45');
  });

  it('on a disk that is full ends with a word, not with the training', async () => {
    let writes = 0;
    const { tail, said } = parts(() => (writes++, Promise.reject(new Error('no space left'))));
    tail.add(Uint8Array.of(1));
    await tail.flush();
    tail.add(Uint8Array.of(2));
    await tail.flush();
    expect(writes).toBe(1);
    expect(said).toEqual(["'a' could not be written any further; training goes on without it: no space left"]);
  });
});

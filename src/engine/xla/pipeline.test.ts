import type { Scalar, Sequential, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, useServer } from '../../../e2e/support/remote-engine';
import { startRemoteServer, type RemoteServer } from '../../../e2e/support/remote-server';
import type { Engine } from '../api';
import type { PipelineOptions } from '../pipeline/pipeline';

let server: RemoteServer;
let engine: Engine;
let socket: Awaited<ReturnType<typeof useServer>>;
beforeAll(async () => {
  server = await startRemoteServer({ devices: 4 });
  engine = await startEngine();
}, 120_000);
afterAll(async () => {
  socket.close();
  await server.end();
});

const STEPS = 4;

function network(dropout: number): Sequential {
  const { tf } = engine;
  engine.seed(3);
  const dense = (units: number, activation: 'relu' | 'softmax', more = {}) => tf.layers.dense({ units, activation, kernelInitializer: 'glorotUniform', ...more });
  return tf.sequential({ layers: [dense(8, 'relu', { inputShape: [6] }), tf.layers.dropout({ rate: dropout }), dense(5, 'relu'), dense(3, 'softmax')] });
}

const batch = () => {
  const { tf } = engine;
  return [tf.randomUniform([8, 6], -1, 1), tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0, 2, 2, 1], 'int32'), 3)] as const;
};

const loss = (labels: Tensor, predictions: Tensor): Scalar => engine.tf.metrics.categoricalCrossentropy(labels, predictions).mean();
const options = (): Pick<PipelineOptions, 'loss' | 'optimizer'> => ({ loss, optimizer: () => engine.tf.train.adam(0.02) });

/** Losses of the steps, and a sum over all weights after them. */
async function pipelined(more: Omit<PipelineOptions, 'loss' | 'optimizer'>, dropout = 0): Promise<number[]> {
  const model = network(dropout);
  const [x, y] = batch();
  const made = engine.pipeline(model, { ...options(), ...more });
  const losses: Scalar[] = [];
  for (let step = 0; step < STEPS; step++) losses.push(made.step(x, y));
  const found: number[] = [];
  for (const tensor of [...losses, ...model.getWeights()]) found.push(...(await tensor.data()));
  return found;
}

/** The whole model, on whatever device is current. */
async function whole(dropout = 0): Promise<number[]> {
  const model = network(dropout);
  const [x, y] = batch();
  const optimizer = engine.tf.train.adam(0.02);
  const losses: Scalar[] = [];
  for (let step = 0; step < STEPS; step++) {
    const made = optimizer.minimize(() => loss(y, model.apply(x, { training: true }) as Tensor), true);
    if (made !== null) losses.push(made);
  }
  const found: number[] = [];
  for (const tensor of [...losses, ...model.getWeights()]) found.push(...(await tensor.data()));
  return found;
}

const near = (found: readonly number[], wanted: readonly number[]): void => {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, index) => expect(Math.abs(value - (wanted[index] ?? NaN))).toBeLessThan(1e-5));
};

describe('a pipeline', () => {
  let alone: number[];
  it('trains on one device as the whole model does', async () => {
    alone = await whole();
    near(await pipelined({ stages: 2, microBatches: 4 }), alone);
    near(await pipelined({ stages: 4, schedule: 'interleaved' }), alone);
  }, 60_000);

  it.each(['grouped', 'interleaved', 'sequential'] as const)('trains on devices of its own in %s order as on one', async (schedule) => {
    socket ??= await useServer(engine, server);
    near(await pipelined({ stages: 2, microBatches: 4, schedule }), alone);
  }, 60_000);

  it('gives each stage a device, or several stages the same', async () => {
    near(await pipelined({ stages: 4, microBatches: 2 }), alone);
    near(await pipelined({ stages: 3, microBatches: 2, deviceMapping: [0, 1, 0] }), alone);
    await expect(pipelined({ stages: 3, microBatches: 2 })).rejects.toThrow('4 devices do not divide among 3 stages');
  }, 60_000);

  it('computes again with the random numbers of the first time', async () => {
    near(await pipelined({ stages: 2, microBatches: 1 }, 0.5), await whole(0.5));
  }, 60_000);

  it('compiles each graph once and leaves no tensors behind', async () => {
    const { tf } = engine;
    const model = network(0);
    const [x, y] = batch();
    const made = engine.pipeline(model, { ...options(), stages: 2, microBatches: 4 });
    made.step(x, y).dispose();
    made.step(x, y).dispose();
    const before = { tensors: tf.memory().numTensors, graphs: engine.remote.activity()?.graphs.length };
    for (let step = 0; step < 5; step++) await made.step(x, y).data();
    expect(engine.remote.activity()?.graphs.length).toBe(before.graphs);
    expect(tf.memory().numTensors).toBe(before.tensors + 5);
  }, 60_000);

  it('refuses what it would compute otherwise, by name', () => {
    const { tf } = engine;
    const model = (layer: Parameters<Sequential['add']>[0]) => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), layer] });
    expect(() => engine.pipeline(model(tf.layers.batchNormalization({ name: 'norm' })), { ...options(), stages: 2 })).toThrow("layer 'norm' has weights that its forward pass changes");
    expect(() => engine.pipeline(model(tf.layers.dense({ units: 2, name: 'held', kernelRegularizer: 'l1l2' })), { ...options(), stages: 2 })).toThrow("layer 'held' has a regularizer");
    expect(() => engine.pipeline(network(0), { ...options(), stages: 6 })).toThrow('a model of 4 layers is cut into 1 to 4 stages; here are 6');
    expect(() => engine.pipeline(network(0), { ...options(), stages: 2, schedule: 'parallel' as never })).toThrow('schedules are: grouped, interleaved, sequential');
    const made = engine.pipeline(network(0), { ...options(), stages: 2, microBatches: 3 });
    expect(() => made.step(...batch())).toThrow('a batch of 8 rows does not divide into 3 micro-batches');
    expect(made.stages.flat()).toHaveLength(4);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Variable } from '@tensorflow/tfjs';
import { startEngine, useServer } from '../../../e2e/support/remote-engine';
import { startRemoteServer, type RemoteServer } from '../../../e2e/support/remote-server';
import type { Engine } from '../api';

let server: RemoteServer;
let engine: Engine;
let socket: Awaited<ReturnType<typeof useServer>>;
beforeAll(async () => {
  server = await startRemoteServer({ devices: 4, args: ['--mesh', 'data=2,model=2'] });
  engine = await startEngine();
}, 120_000);
afterAll(async () => {
  socket.close();
  await server.end();
});
afterEach(() => engine.remote.layout.offload(false));

const STEPS = 6;

/** Two dense layers on digits that are none, with Adam. */
function network() {
  const { tf } = engine;
  engine.seed(7);
  const w1 = tf.variable(tf.randomUniform([6, 8], -1, 1));
  const b1 = tf.variable(tf.zeros([8]));
  const w2 = tf.variable(tf.randomUniform([8, 3], -1, 1));
  const x = tf.randomUniform([4, 6], -1, 1);
  const y = tf.oneHot(tf.tensor1d([0, 1, 2, 1], 'int32'), 3);
  const optimizer = tf.train.adam(0.02);
  const loss = () => tf.losses.softmaxCrossEntropy(y, x.matMul(w1).add(b1).relu().matMul(w2)).asScalar();
  return { w1, b1, w2, loss, optimizer };
}

async function train({ optimizer, loss }: ReturnType<typeof network>) {
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const lost = optimizer.minimize(loss, true);
    losses.push((await lost?.data())?.[0] ?? NaN);
    lost?.dispose();
  }
  return losses;
}

const near = (found: readonly number[], wanted: readonly number[]): void => found.forEach((value, index) => expect(Math.abs(value / (wanted[index] ?? NaN) - 1)).toBeLessThan(1e-5));

describe('variables that are shared out among the devices along model', () => {
  let onCpu: number[];
  it('train as on one device, in programs that are compiled once, with what the devices tell each other', async () => {
    onCpu = await train(network());
    socket = await useServer(engine, server);
    const parted = network();
    const { layout } = engine.remote;
    layout.shard(parted.w1, 1);
    layout.shard(parted.b1, 0);
    layout.shard(parted.w2, 0);
    near(await train(parted), onCpu);
    const steps = engine.remote.activity()?.graphs.filter(({ graph }) => graph.nodes.some(({ kernel }) => kernel === 'OptimizerStep')) ?? [];
    // Slots are made in the first step; the second is that of all that follow.
    expect(steps.length).toBeLessThanOrEqual(2);
    const told = steps.at(-1)?.compiled?.collectives;
    expect(told).toEqual({ 'all-reduce': 1 });
  }, 120_000);

  it('may be read, assigned and switched to another device and back', async () => {
    const { tf } = engine;
    const { w1 } = network();
    engine.remote.layout.shard(w1, 1);
    const before = await w1.data();
    const doubled = w1.mul(2);
    expect(Array.from(await doubled.data())).toEqual(Array.from(before, (value) => value * 2));
    w1.assign(tf.ones([6, 8]));
    await engine.use('cpu');
    await engine.use('tpu');
    expect(Array.from(await w1.square().sum().data())).toEqual([48]);
  }, 60_000);

  it('keep their losses where the optimizer waits in the memory of the machine', async () => {
    engine.remote.layout.offload(true);
    near(await train(network()), onCpu);
  }, 60_000);

  it('have an axis that divides', () => {
    const { tf } = engine;
    const odd: Variable = tf.variable(tf.zeros([5, 3]), true, 'odd');
    expect(() => engine.remote.layout.shard(odd, 0)).toThrow("axis 0 of 'odd' has length 5, which does not divide among the 2 devices along `model`");
    expect(() => engine.remote.layout.shard(odd, 2)).toThrow("'odd' has shape [5, 3] and no axis 2 to shard; its axes are 0 to 1");
  });
});

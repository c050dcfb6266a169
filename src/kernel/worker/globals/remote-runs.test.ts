import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, useServer } from '../../../../e2e/support/remote-engine';
import { startRemoteServer, type RemoteServer } from '../../../../e2e/support/remote-server';
import { createRuntime } from './runtime';
import type { Engine } from '../../../engine/api';

const folder = mkdtempSync(join(tmpdir(), 'gradbook-detached-'));
const token = join(folder, 'token');
let server: RemoteServer;
let engine: Engine;
const said: string[] = [];
const open: (() => void)[] = [];

const serve = () => startRemoteServer({ args: ['--data-dir', folder, '--checkpoint-dir', join(folder, 'runs'), '--token', token] });
beforeAll(async () => {
  writeFileSync(token, 'a-token-of-the-test-0123456789');
  // y = 2 a - b + 1
  const rows = Array.from({ length: 50 }, (_, index) => [Math.sin(index), Math.cos(3 * index)] as const);
  writeFileSync(join(folder, 'line.csv'), ['a,b,y', ...rows.map(([a, b]) => `${a},${b},${2 * a - b + 1}`)].join('\n'));
  server = await serve();
  engine = await startEngine();
}, 120_000);
/** The notebook is closed: what it held is gone, here and on the server. */
async function leave(): Promise<void> {
  engine.tf.disposeVariables();
  await engine.remote.disconnect();
  open.splice(0).forEach((close) => close());
}
afterEach(leave);
afterAll(async () => {
  await server.end();
  rmSync(folder, { recursive: true });
});

/** A notebook that has just been opened, and a line to be learnt in it. */
async function notebook() {
  await leave();
  const socket = await useServer(engine, server);
  open.push(() => socket.close());
  const runtime = runtimeOf(engine);
  runtime.seed(3);
  const { tf } = engine;
  const [weight, bias] = [tf.variable(tf.zeros([2, 1]), true, 'line/weight'), tf.variable(tf.zeros([1]), true, 'line/bias')];
  const optimizer = tf.train.adam(0.05);
  const step = runtime.compiled((x: Tensor, y: Tensor) => {
    const loss = optimizer.minimize(() => tf.losses.meanSquaredError(y, x.matMul(weight as never).add(bias).reshape([-1])) as never, true);
    return { loss };
  });
  const data = await runtime.remoteDataset('line.csv', { labels: 'y', batch: 8, shuffle: true, seed: 11 });
  return { tf, runtime, step, data, optimizer, weight, bias };
}

const runtimeOf = (engine: Engine) => createRuntime(engine, () => undefined, { tracing: { framesOf: () => [], countOf: () => null }, say: (message) => said.push(message), now: () => performance.now(), limitReached: (text) => said.push(text) });

describe('data that the server reads', () => {
  it('comes in batches that live there, each epoch in another order', async () => {
    const { data, tf } = await notebook();
    expect([data.rows, data.batches, data.shapes, data.classes]).toEqual([50, 6, { x: [8, 2], y: [8] }, null]);
    const epochs: number[][] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      const labels: number[] = [];
      for await (const [x, y] of data) {
        const [values, expected] = [await (x as Tensor).data(), await (y as Tensor).data()];
        expected.forEach((label, row) => expect(label).toBeCloseTo(2 * (values[2 * row] ?? NaN) - (values[2 * row + 1] ?? NaN) + 1, 5));
        labels.push(...expected);
        tf.dispose([x, y] as Tensor[]);
      }
      expect(new Set(labels).size).toBe(48);
      epochs.push(labels);
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
    const first = [...(await (data.next()[0] as Tensor).data())];
    const { data: again } = await notebook();
    again.skip(12);
    expect([...(await (again.next()[0] as Tensor).data())]).toEqual(first);
    expect(() => data.next()).toThrow('open the data anew');
    expect(again.stack(3)[1]?.shape).toEqual([3, 8]);
    again.dispose();
    expect(() => again.next()).toThrow('has been disposed');
  }, 60_000);

  it('names what is wrong and what there is', async () => {
    const { runtime } = await notebook();
    await expect(runtime.remoteDataset('lines.csv')).rejects.toThrow(/There are: line.csv/);
    await expect(runtime.remoteDataset('line.csv', { labels: 'z' })).rejects.toThrow("column 'z' not found; columns are: a, b, y");
    await expect(runtime.remoteDataset('../secret')).rejects.toThrow('stay below --data-dir');
    await expect(runtime.remoteDataset('line.csv', { batch: 100 })).rejects.toThrow('fewer than a batch');
    await expect(runtime.remoteDataset('line.csv', { remainder: 'wrap' as never })).rejects.toThrow("'drop', 'pad', 'keep'");
  }, 60_000);
});

it('a limit takes everything to the CPU and ends the session', async () => {
  const { runtime, weight, tf } = await notebook();
  weight.assign(tf.tensor2d([[5], [6]]));
  expect(() => runtime.limit({ cost: 5 })).toThrow('needs to know the price');
  expect(() => runtime.limit({})).toThrow('null lifts it');
  runtime.limit({ cost: 0.0001, pricePerHour: 3.6 });
  while (engine.current().kind === 'tpu') await new Promise((resolve) => setTimeout(resolve, 20));
  expect([...(await weight.data())]).toEqual([5, 6]);
  await expect.poll(() => said).toEqual([expect.stringMatching(/^The limit on the TPU runtime, 0.0001 at 3.6 an hour or 0 s, is reached: tensors are on the CPU/)]);
  await expect(runtime.remoteDataset('line.csv')).rejects.toThrow('connect to a server');
});

describe('a training that is detached', () => {
  const STEPS = 60;

  /** All steps in the notebook. */
  async function attended(): Promise<{ losses: number[]; values: number[] }> {
    const { step, data, weight, bias, tf } = await notebook();
    const losses: number[] = [];
    for (let index = 0; index < STEPS; index++) {
      const batch = data.next();
      const { loss } = step(...(batch as [Tensor, Tensor]));
      losses.push(((await (loss as Tensor).data())[0]) as number);
      tf.dispose([...batch, loss as Tensor]);
    }
    return { losses, values: [...(await weight.data()), ...(await bias.data())] };
  }

  const close = (found: readonly number[], expected: readonly number[]): void => {
    expect(found.length).toBe(expected.length);
    found.forEach((value, index) => expect(Math.abs(value - (expected[index] as number))).toBeLessThan(1e-5));
  };

  it('takes the steps that the notebook would, and gives it variables and counts at the end', async () => {
    const expected = await attended();
    const { runtime, step, data, weight, bias, optimizer } = await notebook();
    const run = await runtime.detach(step, { data, steps: STEPS, name: 'whole' });
    const rows: { readonly step: number; readonly loss?: number }[] = [];
    for await (const row of run.metrics()) rows.push(row);
    const first = STEPS - rows.length;
    expect(first).toBeLessThan(3);
    expect(rows.map(({ step: number }) => number)).toEqual(rows.map((_, index) => index + 1));
    close(rows.map(({ loss }) => loss ?? NaN), expected.losses.slice(first));
    expect((await run.done).phase).toBe('done');
    close([...(await weight.data()), ...(await bias.data())], expected.values);
    expect((optimizer as unknown as { iterations: number }).iterations).toBe(STEPS);
    await expect(runtime.detach(step, { data, steps: STEPS, name: 'whole' })).rejects.toThrow(/A run 'whole' is there, over: attach to it/);
  }, 120_000);

  it('goes on after the notebook is closed and the server taken away, and is found again', async () => {
    const { runtime, step, data } = await notebook();
    const LONG = 100_000;
    await runtime.detach(step, { data, steps: LONG, name: 'night', checkpointEvery: 50 });
    await leave();
    const later = await notebook();
    const found = await later.runtime.attach('night');
    expect(found.state.phase).toBe('running');
    for await (const { step: number } of found.metrics()) if (number === 120) break;
    await leave();
    await server.end('SIGTERM');
    server = await serve();
    const third = await notebook();
    const [listed] = (await third.runtime.runs()).filter(({ run }) => run === 'night');
    expect(listed?.phase).toBe('interrupted');
    const before = listed?.done ?? 0;
    expect(before).toBeGreaterThanOrEqual(120);
    const run = await third.runtime.attach('night', { step: third.step, data: third.data, resume: true });
    const losses: number[] = [];
    for await (const { step: number, loss } of run.metrics()) {
      losses.push(loss as number);
      if (number > before + 20) break;
    }
    expect(losses.at(-1)).toBeLessThan(0.01);
    expect((await run.stop()).phase).toBe('stopped');
    await run.done;
    (await third.weight.data()).forEach((value, index) => expect(value).toBeCloseTo(index === 0 ? 2 : -1, 2));
    expect((third.optimizer as unknown as { iterations: number }).iterations).toBe(run.state.done + LONG - run.state.steps);
    await run.forget();
    expect((await third.runtime.runs()).map(({ run: name }) => name)).not.toContain('night');
    await expect(third.runtime.attach('night')).rejects.toThrow("There is no run 'night'");
  }, 120_000);

  it('ends at its limit, and fails with words', async () => {
    const { runtime, step, data, tf } = await notebook();
    const run = await runtime.detach(step, { data, steps: 100_000, name: 'brief', limit: { cost: 0.001, pricePerHour: 3.6 } });
    expect(await run.done).toMatchObject({ phase: 'limit', message: expect.stringMatching(/Its 1 seconds were up/) });
    expect(run.state.done).toBeLessThan(100_000);
    await expect(runtime.detach(step, { data, steps: 10, name: 'a/b' })).rejects.toThrow('names a run');
    await expect(runtime.detach((x: Tensor) => x, { data, steps: 10, name: 'plain' })).rejects.toThrow('runtime.compiled made');
    const reading = runtime.compiled((x: Tensor) => tf.scalar(x.dataSync()[0] as number), { runEagerly: false });
    await expect(runtime.detach(reading, { data, steps: 10, name: 'reading' })).rejects.toThrow();
  }, 120_000);
});

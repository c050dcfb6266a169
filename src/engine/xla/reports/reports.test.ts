import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../../api';
import { startOracle } from '../../cpu/oracle';
import type { Executor } from '../../graph/executor';
import { LocalExecutor } from '../../graph/executors/local';
import { installRecorder } from '../../graph/recorder/install';
import { testLine } from '../../graph/testing';
import { ActivityLog, type CompiledGraph } from './activity';
import { advice } from './advice';
import { causeWords, recompilations } from './compiles';
import { lineWords } from './lines';
import { batchThatFits, memoryProblem, roomProblem } from './memory';
import { paddedBytes, paddedProducts, paddingRemedy } from './padding';
import { xlaReport } from './report';

const MIB = 1024 * 1024;
const compiled = (more: Partial<CompiledGraph> = {}): CompiledGraph => ({ milliseconds: 100, flops: null, bytes: null, memory: null, collectives: {}, ...more });

let tf: TensorFlow;
let made = 0;
beforeAll(async () => {
  tf = (await startOracle()).tf;
});

/** What a session counts while `work` runs on a recorder whose graphs the CPU computes. */
async function observed(work: () => Promise<void> | void, devices = 1): Promise<ActivityLog> {
  const log = new ActivityLog({ platform: 'tpu', devices: Array.from({ length: devices }, (_, id) => ({ id, kind: 'TPU v5 lite', memory: 16 * 1024 * MIB })) }, 0);
  await tf.setBackend('wasm');
  const real = new LocalExecutor(tf, 'wasm');
  const executor: Executor = {
    supports: (kernel) => real.supports(kernel),
    put(handle, spec, values) {
      log.put(4 * values.length);
      real.put(handle, spec, values);
    },
    execute(graph, inputs, scalars, outputs, free) {
      log.executed(graph);
      real.execute(graph, inputs, scalars, outputs, free);
    },
    async read(handle) {
      const values = await real.read(handle);
      log.read(4 * values.length);
      return values;
    },
    readSync: null,
    free: (handles) => real.free(handles),
    drained: () => real.drained(),
    bytes: null,
    loop: null,
    devices: 1,
    dispose: () => real.dispose(),
  };
  const name = `observed${++made}`;
  const recorder = installRecorder(tf, name, executor, { lineOf: testLine });
  await tf.setBackend(name);
  try {
    await work();
    recorder.flush();
  } finally {
    await tf.setBackend('wasm');
  }
  for (const { graph } of log.activity.graphs) log.compiled(graph.key, compiled());
  return log;
}

/** A step of a small network on `rows` rows, its loss read. */
async function step(weights: ReturnType<TensorFlow['ones']>, rows: number): Promise<void> {
  const x = tf.ones([rows, 20]);
  const loss = tf.tidy(() => tf.mean(tf.relu(tf.matMul(tf.add(x, 1) as never, weights as never))));
  await loss.data();
  tf.dispose([x, loss]);
}

describe('why programs are compiled again', () => {
  it('names the smaller last batch, its rows and the remedy', async () => {
    const log = await observed(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      for (let epoch = 0; epoch < 2; epoch++) for (const rows of [64, 64, 64, 37]) await uploadedStep(weights, rows);
      weights.dispose();
    });
    const [found, ...more] = recompilations(log.activity.graphs);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ cause: { kind: 'last-batch', rows: 37, usual: 64 }, compilations: 1, milliseconds: 100 });
    expect(found?.line).toMatch(/reports\.test\.ts:\d+/);
    expect(found && causeWords(found.cause)).toMatch(/last batch has 37 rows, the others 64\. Drop it \(dataset\.batch\(64, false\)/);
  });

  it('names an axis that grows every time', async () => {
    const log = await observed(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      for (let rows = 1; rows <= 6; rows++) await uploadedStep(weights, rows);
      weights.dispose();
    });
    const [found] = recompilations(log.activity.graphs);
    expect(found).toMatchObject({ cause: { kind: 'grows', axis: 0, lengths: [1, 2, 3, 4, 5, 6] }, compilations: 5 });
    expect(found && causeWords(found.cause)).toContain('grows every time: 1, 2, 3, 4, 5, 6. Pad it to a fixed length');
  });

  it('names a slice that moves on, which is part of the program', async () => {
    const log = await observed(async () => {
      const data = tf.ones([64, 8]);
      for (let at = 0; at < 64; at += 16) {
        const part = tf.tidy(() => tf.sum(tf.slice(data, [at, 0], [16, 8])));
        await part.data();
        part.dispose();
      }
      data.dispose();
    });
    const [found] = recompilations(log.activity.graphs);
    expect(found).toMatchObject({ cause: { kind: 'attribute', kernel: 'Slice', name: 'begin', from: '[32,0,]', to: '[48,0,]' }, compilations: 3 });
    expect(found && causeWords(found.cause)).toContain('tf.gather(x, indices)');
  });

  it('has nothing to say of a training whose shapes stay', async () => {
    const log = await observed(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      for (let times = 0; times < 5; times++) await step(weights, 64);
      weights.dispose();
    });
    expect(recompilations(log.activity.graphs)).toEqual([]);
    expect(xlaReport(log.activity, { now: 0, pricePerHour: null }).remarks).toContainEqual({ tone: 'success', text: 'No computation was compiled for another shape.' });
  });
});

async function uploadedStep(weights: ReturnType<TensorFlow['variable']>, rows: number): Promise<void> {
  const x = tf.tensor2d(new Float32Array(rows * 20), [rows, 20]);
  const loss = tf.tidy(() => tf.mean(tf.relu(tf.matMul(x, weights as never))));
  await loss.data();
  tf.dispose([x, loss]);
}

describe('padding', () => {
  it('tells what a product of 100 by 130 wastes in units of 128 by 128, and the sizes that fill them', async () => {
    const log = await observed(async () => {
      const [x, w] = [tf.ones([64, 100]), tf.ones([100, 130])];
      const y = tf.matMul(x, w);
      await y.data();
      tf.dispose([x, w, y]);
    });
    const [product, ...more] = paddedProducts(log.activity.graphs);
    expect(more).toEqual([]);
    expect(product).toMatchObject({ kind: 'matmul', shapes: '[64,100] x [100,130]', rows: 64, inner: 100, columns: 130, flops: 2 * 64 * 100 * 130 });
    expect(product?.waste).toBeCloseTo(1 - (100 * 130) / (128 * 256), 10);
    expect(product && paddingRemedy(product)).toBe('100 → 128, 130 → 128 or 256');
    const { remarks, sections } = xlaReport(log.activity, { now: 0, pricePerHour: null });
    expect(remarks.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^The matrix units spend about 60 % of their work on padding, most of it in \[64,100\] x \[100,130\] \(.*reports\.test\.ts:\d+\)/));
    expect(sections.find(({ title }) => title === 'Padding in matrix units')).toMatchObject({ rows: [[expect.stringContaining('reports.test.ts'), 'BatchMatMul', '[64,100] x [100,130]', expect.closeTo(0.603, 3), '100 → 128, 130 → 128 or 256']] });
  });

  it('finds none where sizes fill the tiles, whichever side is transposed', async () => {
    const log = await observed(async () => {
      const [x, w] = [tf.ones([128, 64]), tf.ones([256, 128])];
      const y = tf.matMul(x, w, true, true);
      await y.data();
      tf.dispose([x, w, y]);
    });
    expect(paddedProducts(log.activity.graphs)).toMatchObject([{ rows: 64, inner: 128, columns: 256, waste: 0 }]);
  });

  it('counts a convolution by its channels, forwards and back', async () => {
    const log = await observed(async () => {
      const [x, w] = [tf.ones([2, 8, 8, 3]) as ReturnType<TensorFlow['tensor4d']>, tf.ones([3, 3, 3, 16]) as ReturnType<TensorFlow['tensor4d']>];
      const [dx, dw] = tf.grads((a, b) => tf.sum(tf.conv2d(a as never, b as never, 1, 'same')))([x, w]);
      await dx?.data();
      await dw?.data();
    });
    const forward = 2 * 9 * (2 * 8 * 8) * 3 * 16;
    const found = paddedProducts(log.activity.graphs);
    expect(found.map(({ kernel, rows, inner, columns, flops }) => [kernel, rows, inner, columns, flops]).sort()).toEqual([
      ['Conv2DBackpropFilter', 3, 128, 16, forward],
      ['Conv2DBackpropInput', 128, 16, 3, forward],
    ]);
  });

  it('rounds tensors up to tiles of 8 by 128', () => {
    expect(paddedBytes({ shape: [100, 130], dtype: 'float32' })).toBe(104 * 256 * 4);
    expect(paddedBytes({ shape: [3, 5, 1], dtype: 'float32' })).toBe(3 * 8 * 128 * 4);
    expect(paddedBytes({ shape: [10, 10], dtype: 'bool' })).toBe(32 * 128);
    expect(paddedBytes({ shape: [], dtype: 'float32' })).toBe(4);
  });
});

describe('advice', () => {
  const words = async (work: () => Promise<void>) => advice((await observed(work)).activity).map(({ text }) => text);

  it('notices a read after every operation, with its line', async () => {
    const said = await words(async () => {
      for (let times = 0; times < 10; times++) {
        const y = tf.add(tf.ones([4]), times);
        await y.data();
        y.dispose();
      }
    });
    expect(said[0]).toMatch(/^Values are read back after nearly every operation \(.*reports\.test\.ts:\d+\): 10 reads/);
  });

  it('sends small networks to the devices of this machine', async () => {
    const said = await words(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      for (let times = 0; times < 10; times++) await step(weights, 16);
      weights.dispose();
    });
    expect(said).toContainEqual(expect.stringMatching(/^Values are read back 1\.0 times an execution/));
    expect(said).toContainEqual(expect.stringMatching(/^An execution multiplies only 0\.0051 million numbers .*CPU or GPU of this machine/));
  });

  it('notices steps of element-wise work, and of moving numbers about', async () => {
    const [elementwise, moving] = [
      await words(async () => {
        const y = tf.tidy(() => tf.exp(tf.sin(tf.tanh(tf.sigmoid(tf.matMul(tf.ones([256, 8]), tf.ones([8, 256])))))));
        await y.data();
        y.dispose();
      }),
      await words(async () => {
        const y = tf.tidy(() => tf.concat([tf.transpose(tf.ones([64, 32])), tf.transpose(tf.ones([64, 32]))]));
        await y.data();
        y.dispose();
      }),
    ];
    expect(elementwise).toContainEqual(expect.stringMatching(/^About \d+ % of a step is element-wise work/));
    expect(moving).toContainEqual(expect.stringMatching(/^About 100 % of a step moves numbers without computing, most in (Concat|Transpose)/));
  });

  it('names kernels that the server lacks, long compiling for short trainings, and much that is sent', async () => {
    const log = await observed(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      for (let times = 0; times < 10; times++) await step(weights, 16);
      weights.dispose();
    });
    log.unsupported('NonMaxSuppressionV3', 'Cell [3] #a1:4:9');
    log.put(30 * MIB);
    for (const { graph } of log.activity.graphs) log.compiled(graph.key, compiled({ milliseconds: 12_000 }));
    const said = advice(log.activity).map(({ text }) => text);
    expect(said[0]).toBe('NonMaxSuppressionV3 is not on the server (Cell [3], line 4). Compute that part on the CPU or GPU, or write it with other operations.');
    expect(said).toContainEqual(expect.stringMatching(/are sent for each execution.*tf\.gather\(xs, indices\)/));
    expect(said).toContainEqual(expect.stringMatching(/^Compiling took \d+ s for \d+ executions/));
  });

  it('notices programs that differ every time', async () => {
    const said = await words(async () => {
      for (let times = 1; times <= 24; times++) {
        const y = tf.tidy(() => {
          let sum = tf.sum(tf.ones([2]));
          for (let turn = 0; turn < times; turn++) sum = tf.sin(sum);
          return sum;
        });
        await y.data();
        y.dispose();
      }
    });
    expect(said).toContainEqual(expect.stringMatching(/^24 different programs ran once or twice each.*tf\.where/));
  });
});

describe('memory', () => {
  it('names the largest tensors and a batch that fits, before a program that cannot run', async () => {
    const log = await observed(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      await uploadedStep(weights, 512);
      weights.dispose();
    });
    const [first] = log.activity.graphs;
    if (first === undefined) throw new Error('nothing ran');
    const memory = { arguments: MIB, temporaries: 3 * MIB, outputs: 0 };
    expect(memoryProblem(first.graph, memory, 8 * MIB, true)).toBeNull();
    expect(memoryProblem(first.graph, memory, null, true)).toBeNull();
    const said = memoryProblem(first.graph, memory, 2 * MIB, true);
    expect(said).toMatch(/^The program needs 4 MiB, and a device has 2 MiB for it\. Largest: .*\[512,\d+\] float32 \(.*reports\.test\.ts:\d+\).*\. Most padded: .*\[512,8\] float32 \(.*\) 256 KiB for 16 KiB.*\. A batch of 2\d\d instead of 512 would fit; tf\.remat\(fn\)/);
    expect(roomProblem(first.graph, { needed: 4 * MIB, limit: 2 * MIB }, false)).not.toContain('Most padded');
    expect((batchThatFits(first.graph, { needed: 4 * MIB, limit: 2 * MIB }) ?? 1) % 8).toBe(0);
  });
});

describe('the report', () => {
  it('counts programs and bytes, what devices exchange, and what the machine costs', async () => {
    const log = await observed(async () => {
      const weights = tf.variable(tf.ones([20, 8]));
      for (let times = 0; times < 3; times++) await uploadedStep(weights, 64);
      weights.dispose();
    }, 8);
    for (const { graph, executions } of log.activity.graphs) if (executions > 1) log.compiled(graph.key, compiled({ collectives: { 'all-reduce': 1 }, memory: { arguments: MIB, temporaries: MIB, outputs: 0 } }));
    const report = xlaReport(log.activity, { now: 5_400_000, pricePerHour: 4.8 });
    expect(report.summary).toMatch(/programs? compiled in .*; \d+ executions on 8 devices; .* sent, 12 B read back in 3 reads\.$/);
    const said = report.remarks.map(({ text }) => text);
    expect(said).toContain('The devices exchange 1 all-reduce in an execution.');
    expect(said.at(-1)).toBe("Connected for 1 h 30 min, idle time included: about 7.20 at 4.80 an hour. Disconnecting does not end the machine's own billing: stop the machine where it was started.");
    expect(report.sections.map(({ title }) => title)).toEqual(['Programs', 'Padding in matrix units', 'Memory of the largest program, on one device', 'Its largest tensors']);
  });

  it('says that nothing ran yet', () => {
    const log = new ActivityLog({ platform: 'cpu', devices: [{ id: 0, kind: 'cpu', memory: null }] }, 0);
    const report = xlaReport(log.activity, { now: 1000, pricePerHour: null });
    expect(report).toMatchObject({ title: 'What ran on the CPU of an XLA server', sections: [], remarks: [{ text: 'Nothing has run there yet.' }, { text: expect.stringContaining('runtime.report({ pricePerHour: 1.2 })') }] });
  });

  it('writes places in cells as people read them', () => {
    expect(['Cell [3] #a1:4:9', '<cell> (Cell [3] #a1:4:9)', 'Cell [ ] #b-2:10:1', 'model.ts:3', null].map(lineWords)).toEqual(['Cell [3], line 4', 'Cell [3], line 4', 'Cell [ ], line 10', 'model.ts:3', null]);
  });
});

import { describe, expect, it } from 'vitest';
import { startTestKernel } from './testing';

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a kernel', () => {
  it('shows the last value, keeps names and counts runs', async () => {
    const { run, eventsOf } = await startTestKernel();
    await run('const a = "s"');
    const second = await run('a');
    expect(second.result).toBe('"s"');
    expect(eventsOf(second.runId)[0]).toMatchObject({ type: 'started', executionCount: 2 });
    expect((await run('undefined')).result).toBeUndefined();
    expect((await run('display(1)')).result).toBeUndefined();
  });

  it('case 44: shows thrown values that are no errors', async () => {
    const { run } = await startTestKernel();
    expect((await run('throw {code:7}')).error).toMatchObject({ evalue: '{code: 7}' });
    expect((await run('throw undefined')).error).toMatchObject({ evalue: 'undefined' });
  });

  it('case 45: points into the TypeScript of every cell on the way', async () => {
    const { run } = await startTestKernel();
    await run('interface Unused { a: 1 }\nfunction f(x: number): never {\n  throw new TypeError("no " + x);\n}', 'one');
    expect((await run('\n  f(2)', 'two')).error?.traceback).toEqual(['TypeError: no 2', '    at f (Cell [1] #one:3:9)', '    at <cell> (Cell [2] #two:2:3)']);
  });

  it('case 46: raises a syntax error at its turn, at its place', async () => {
    const { run } = await startTestKernel();
    const { error, end } = await run('let x = 1\nlet y = = 2', 'c');
    expect(error?.traceback[1]).toBe('    at <cell> (Cell [1] #c:2:9)');
    expect(end).toMatchObject({ status: 'error' });
  });

  it('case 50: a busy loop stops and its variables are kept', async () => {
    const { run, raise } = await startTestKernel();
    Reflect.set(globalThis, '__raise', raise);
    await run('let n = 0');
    expect((await run('while (true) { n++; if (n === 100_000) globalThis.__raise() }')).error?.ename).toBe('Interrupted');
    expect((await run('n >= 100_000')).result).toBe('true');
    Reflect.deleteProperty(globalThis, '__raise');
  });

  it('case 52: a pending await ends, and what is left of the cell writes nothing', async () => {
    const { send, finished, interrupt, text } = await startTestKernel();
    const runId = send('setTimeout(() => console.log("late"), 60); await new Promise(() => {}); console.log("never")');
    await sleep(20);
    interrupt();
    expect((await finished(runId)).end).toMatchObject({ status: 'interrupted' });
    await sleep(80);
    expect(text(runId, 'stdout')).toBe('');
  });

  it('case 53: what a timer prints reaches the cell that set it, though another runs', async () => {
    const { run, text } = await startTestKernel();
    const first = await run('let ticks = 0; const timer = setInterval(() => console.log("tick", ticks++), 20)');
    const second = await run('await new Promise((resolve) => setTimeout(resolve, 120)); clearInterval(timer); console.log("mine")');
    expect(text(first.runId, 'stdout')).toMatch(/^tick 0\ntick 1\n/);
    expect(second.stdout).toBe('mine\n');
  });

  it('prints where a helper of another cell is called', async () => {
    const { run } = await startTestKernel();
    await run('async function helper() { console.log("a"); await null; console.log("b") }');
    expect((await run('await helper()')).stdout).toBe('a\nb\n');
  });

  it('case 54: an error nobody waits for goes to the stderr of its cell', async () => {
    const { run, kernel, text } = await startTestKernel();
    const first = await run('const failure = new TypeError("late")', 'one');
    await run('1', 'two');
    Reflect.set(globalThis, '__take', (error: unknown) => kernel.strayErrors.report(error, 'rejection'));
    const third = await run('globalThis.__take(failure); globalThis.__take(5)', 'three');
    await sleep(30);
    expect(text(first.runId, 'stderr')).toContain('Uncaught (in promise) TypeError: late\n    at <cell> (Cell [1] #one:1:17)');
    expect(third.stderr).toBe('Uncaught (in promise) 5\n');
    Reflect.deleteProperty(globalThis, '__take');
  });

  it('case 57: aborts what is queued behind an error, naming it', async () => {
    const { send, finished, eventsOf, run } = await startTestKernel();
    const failing = send('await null; throw new Error("x")');
    const queued = send('console.log("not reached")');
    await finished(queued);
    expect(eventsOf(queued)).toEqual([{ type: 'finished', runId: queued, seq: 0, status: 'aborted', elapsedMs: 0, abortedBy: failing }]);
    expect((await run('1')).result).toBe('1');
  });

  it('a stop aborts what was queued before it and not what comes after', async () => {
    const { send, finished, interrupt } = await startTestKernel();
    const stuck = send('await new Promise(() => {})');
    const before = send('1');
    await sleep(10);
    interrupt();
    const after = send('2');
    expect((await finished(stuck)).end).toMatchObject({ status: 'interrupted' });
    expect((await finished(before)).end).toMatchObject({ status: 'aborted', abortedBy: stuck });
    expect((await finished(after)).result).toBe('2');
  });

  it('gives one TensorFlow.js, as global and as module, and names what else can be imported', async () => {
    const { run } = await startTestKernel();
    expect((await run('import * as whole from "@tensorflow/tfjs"; import core, { tensor } from "@tensorflow/tfjs-core"; [whole === tf, tensor === tf.tensor, core.tensor === tensor]')).result).toBe('[true, true, true]');
    expect((await run('import { live } from "gradbook/chart"; import show from "gradbook/display"; [live === chart.live, show === display]')).result).toBe('[true, true]');
    expect((await run('import x from "gradbook/nothing"; x')).error?.evalue).toContain("module 'gradbook/nothing' cannot be imported: modules of the notebook are: 'gradbook/display'");
  });

  it('draws every fit: a line of progress and charts with every point', async () => {
    const { run, eventsOf, outputs } = await startTestKernel();
    await run('const model = tf.sequential({layers: [tf.layers.dense({units: 1, inputShape: [1]})]}); model.compile({loss: "meanSquaredError", optimizer: "sgd"})');
    const { runId, end } = await run('await model.fit(tf.ones([32, 1]), tf.zeros([32, 1]), {epochs: 3, batchSize: 8})');
    expect(end).toMatchObject({ status: 'ok' });
    const points = eventsOf(runId).flatMap((event) => (event.type === 'points' ? event.batches : [])).filter((batch) => batch.series === 'loss'); // prettier-ignore
    expect(points.reduce((sum, batch) => sum + batch.x.length, 0)).toBe(12);
    const progress = outputs(runId).findLast((output) => 'data' in output && 'application/vnd.gradbook.progress+json' in output.data);
    expect(progress).toMatchObject({ data: { 'application/vnd.gradbook.progress+json': { done: 12, total: 12, state: 'done' } } });
  });

  it('stops a fit within a batch and says so in its line', async () => {
    const { run, send, finished, interrupt, outputs, until } = await startTestKernel();
    await run('const slow = tf.sequential({layers: [tf.layers.dense({units: 1, inputShape: [1]})]}); slow.compile({loss: "meanSquaredError", optimizer: "sgd"})');
    const runId = send('await slow.fit(tf.ones([8, 1]), tf.zeros([8, 1]), {epochs: 100_000})');
    const states = () => outputs(runId).flatMap((output) => ('data' in output ? [output.data['application/vnd.gradbook.progress+json']] : [])).filter((state) => state !== undefined); // prettier-ignore
    await until(() => states().length > 1);
    interrupt();
    expect((await finished(runId)).end).toMatchObject({ status: 'interrupted' });
    expect(states().at(-1)).toMatchObject({ state: 'stopped' });
  });

  it('counts along any iteration', async () => {
    const { run, outputs } = await startTestKernel();
    const { runId, stdout } = await run('for (const x of progress(new Set([1, 2]), {label: "items"})) console.log(x); for await (const y of progress((async function* () { yield 3 })())) console.log(y)');
    expect(stdout).toBe('1\n2\n3\n');
    const lines = outputs(runId).flatMap((output) => (output.type === 'update' ? [output.data['text/plain']] : []));
    expect(lines[0]).toMatch(/^items · 2\/2 · /);
    expect(lines[1]).toMatch(/^1 · /);
  });

  it('asks the reader for files and waits for the answer; a stop takes the question away', async () => {
    const { send, finished, kernel, eventsOf } = await startTestKernel();
    const runId = send('await files.upload({accept: ".csv"})');
    expect((await finished(runId)).error?.evalue).toContain('gives the notebook no storage');
    expect(eventsOf(runId).some((event) => event.type === 'ask')).toBe(false);
    kernel.receive({ type: 'answer', requestId: 'ask-9', answer: { kind: 'cancelled' } });
  });

  it('switches the device between runs and says why it could not', async () => {
    const { kernel, events, until, run } = await startTestKernel();
    kernel.receive({ type: 'switch-device', requestId: 'q', device: 'gpu' });
    await until(() => events.some((event) => event.type === 'device'));
    expect(events.find((event) => event.type === 'device')).toMatchObject({ requestId: 'q', device: { kind: 'cpu' }, moved: 0, failure: 'no gpu in this process' });
    expect((await run('runtime.device')).result).toBe('"cpu"');
    expect((await run('await runtime.use("quantum")')).error?.evalue).toContain("devices are: 'cpu', 'gpu', 'tpu'");
  });

  it('opens the deeper parts of what it showed until the cell runs again', async () => {
    const { run, kernel, events } = await startTestKernel();
    await run('const deep = {a: {b: {c: {d: 1}}}}');
    await run('deep', 'shown');
    const handle = /"handle":"(h\d+)"/.exec(JSON.stringify(events))?.[1] ?? '';
    kernel.receive({ type: 'expand', requestId: 'q1', handle });
    await run('deep', 'shown');
    kernel.receive({ type: 'expand', requestId: 'q2', handle });
    const nodes = events.flatMap((event) => (event.type === 'expanded' ? [event.node] : []));
    expect(nodes).toMatchObject([{ kind: 'object', entries: [{ key: 'c' }] }, null]);
  });

  it('reports memory after each run', async () => {
    const { run, events } = await startTestKernel();
    await run('const kept = tf.ones([10])');
    const report = events.findLast((event) => event.type === 'memory');
    expect(report).toMatchObject({ memory: { tensors: expect.any(Number) as number } });
  });
});

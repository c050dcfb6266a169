/**
 * The server's tests compute what is recorded here: steps of training as graphs for the wire, with the values that go in
 * and those that the CPU device makes. `WRITE_FIXTURES=1 npx vitest run src/engine/xla/recorded-steps.test.ts` writes them
 * anew after a change of the recorder, the kernels or the networks.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workload } from '../checks/networks';
import type { NetworkName } from '../checks/networks';
import { startOracle } from '../cpu/oracle';
import { LocalExecutor } from '../graph/executors/local';
import type { Executor, Handle } from '../graph/executor';
import type { Graph, TensorSpec } from '../graph/ir';
import { installRecorder } from '../graph/recorder/install';
import { layersWorkloads } from '../graph/recorder/workloads';
import { testLine } from '../graph/testing';
import { toBytes, wireGraph, wireType } from './wire-graph';

interface Step {
  readonly graph: ReturnType<typeof wireGraph>;
  /** Base64 of each tensor's bytes. */
  readonly inputs: readonly string[];
  readonly scalars: readonly (number | string)[];
  readonly outputs: readonly string[];
}

type Work = (tf: Awaited<ReturnType<typeof startOracle>>['tf']) => Promise<unknown>;

const folder = join(import.meta.dirname, '../../../remote/tests/ops/fixtures/steps');
const network =
  (name: NetworkName, width: number): Work =>
  async (tf) => {
    const trained = workload(tf, { network: name, batch: 2, width });
    for (let step = 0; step < 2; step++) await trained.step();
    trained.dispose();
  };

const STEPS: Readonly<Record<string, Work>> = {
  cnn: network('cnn', 0.125),
  gpt: network('gpt', 0.0625),
  // A GRU compiles for long and has nothing that the LSTM has not.
  ...Object.fromEntries(Object.entries(layersWorkloads).filter(([name]) => !name.includes('GRU')).map(([name, train]) => [name.replaceAll(' ', '-'), train])),
};

describe('the steps that the server is tested with are those recorded today', () => {
  it.each(Object.entries(STEPS))('%s', async (name, work) => {
    const made = await record(name, work);
    const path = join(folder, `${name}.json`);
    if (process.env['WRITE_FIXTURES'] !== undefined || !existsSync(path)) writeFileSync(path, `${JSON.stringify(made)}\n`);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Step;
    expect(kept.graph).toEqual(JSON.parse(JSON.stringify(made.graph)));
    expect(kept.inputs.length + kept.outputs.length).toBe(made.inputs.length + made.outputs.length);
  }, 60_000);
});

/** The second execution of the longest graph: the first one is still about making slots. */
async function record(name: string, work: Work): Promise<Step> {
  const { tf } = await startOracle();
  await tf.setBackend('wasm');
  const keeper = new Keeper(new LocalExecutor(tf, 'wasm'));
  installRecorder(tf, `keeper-${name}`, keeper.executor, { lineOf: testLine });
  await tf.setBackend(`keeper-${name}`);
  await work(tf);
  await tf.setBackend('wasm');
  const nodes = Math.max(...keeper.steps.slice(1).map(({ graph }) => graph.nodes.length));
  return keeper.steps.slice(1).find(({ graph }) => graph.nodes.length === nodes) as Step;
}

/** Remembers what every execution was given and made. */
class Keeper {
  readonly steps: Step[] = [];
  readonly executor: Executor;

  constructor(local: LocalExecutor) {
    const bytes = (handle: Handle, { dtype }: TensorSpec): string => Buffer.from(toBytes(local.readSync(handle), wireType(dtype))).toString('base64');
    this.executor = {
      supports: (kernel) => local.supports(kernel),
      put: (handle, spec, values) => local.put(handle, spec, values),
      execute: (graph, inputs, scalars, outputs, free) => {
        const given = inputs.map((handle, index) => bytes(handle, graph.inputs[index] as TensorSpec));
        local.execute(graph, inputs, scalars, outputs, []);
        const made = outputs.map((handle, index) => bytes(handle, specOf(graph, graph.outputs[index] ?? -1)));
        local.free(free);
        this.steps.push({ graph: wireGraph(graph), inputs: given, scalars: scalars.map((number) => (Number.isFinite(number) ? number : String(number))), outputs: made });
      },
      read: (handle) => local.read(handle),
      readSync: local.readSync,
      free: (handles) => local.free(handles),
      drained: () => local.drained(),
      loop: null,
      devices: 1,
      get bytes() {
        return local.bytes;
      },
      dispose: () => local.dispose(),
    };
  }
}

function specOf({ inputs, scalars, nodes }: Graph, value: number): TensorSpec {
  const specs = [...inputs, ...scalars.map((dtype): TensorSpec => ({ shape: [], dtype })), ...nodes.flatMap(({ outputs }) => outputs)];
  return specs[value] as TensorSpec;
}

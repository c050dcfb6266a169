/** What runs a recording's graph: kernel by kernel on this machine, or as a whole where an executor takes it. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';
import type { Graph } from '../ir';
import { graphKey } from '../key';
import { RecordingBackend } from '../recorder/backend';
import { Program } from '../run';

export interface Runner {
  /** How many kernels a run calls. */
  readonly kernels: number;
  /** @returns the outputs, each of which the caller owns one reference to. Inputs are lent. */
  run(inputs: readonly TensorInfo[], scalars: readonly number[], check: () => void): TensorInfo[];
  /** After a run, when what it replaced has been disposed of. */
  finish(): void;
}

/** The recorder, where that is the current backend. */
export function recorderOf(tf: StockTensorFlow): RecordingBackend | null {
  const backend: unknown = tf.backend();
  return backend instanceof RecordingBackend ? backend : null;
}

export function runnerOf(tf: StockTensorFlow, graph: Graph, backendName: string): Runner {
  const recorder = recorderOf(tf);
  if (recorder !== null) return new WholeGraph(recorder, graph);
  const program = new Program(graph, tf, backendName, tf.backend() as KernelBackend);
  return {
    kernels: program.kernels,
    run: (inputs, scalars, check) => program.run(inputs, scalars, check),
    finish: () => undefined,
  };
}

/** A graph that an executor computes as one. */
class WholeGraph implements Runner {
  readonly #graph: Graph;
  /** For each output that is asked for, its place among those computed, or the input that it is. */
  readonly #outputs: readonly ({ readonly made: number } | { readonly input: number })[];

  constructor(
    private readonly recorder: RecordingBackend,
    graph: Graph,
  ) {
    // What is asked for twice, or is there already, is shared rather than computed: buffers may be given away later.
    const wanted = [...new Set(graph.outputs)].filter((value) => value >= graph.inputs.length);
    this.#outputs = graph.outputs.map((value) => (value < graph.inputs.length ? { input: value } : { made: wanted.indexOf(value) }));
    this.#graph = asPure({ ...graph, outputs: wanted });
  }

  get kernels(): number {
    return this.#graph.nodes.length;
  }

  run(inputs: readonly TensorInfo[], scalars: readonly number[], check: () => void): TensorInfo[] {
    check();
    const made = this.#graph.outputs.length === 0 ? [] : this.recorder.replays.run(this.#graph, inputs, scalars);
    const taken = new Set<number>();
    return this.#outputs.map((output) => {
      const info = 'input' in output ? inputs[output.input] : made[output.made];
      if (info === undefined) throw new Error('the graph made too few tensors');
      if ('input' in output || taken.has(output.made)) this.recorder.incRef(info.dataId);
      else taken.add(output.made);
      const { dataId, shape, dtype } = info;
      return { dataId, shape, dtype };
    });
  }

  finish(): void {
    this.recorder.flush();
  }
}

/** Nothing is computed in place: that is the executor's to decide. */
export function asPure(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => (node.attributes['inPlace'] === true ? { ...node, attributes: { ...node.attributes, inPlace: false } } : node));
  const pure = { ...graph, nodes };
  return { ...pure, key: graphKey(pure) };
}


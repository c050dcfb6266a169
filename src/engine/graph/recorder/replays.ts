/** Graphs that were recorded before and are executed again: sent off once it is known what they replace. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Executor, Handle, LoopPlan } from '../executor';
import type { Graph, TensorSpec } from '../ir';
import { valueSpecs } from '../ir';

/** What it needs of the recorder whose tensors these are. */
export interface ReplayParts {
  readonly executor: Executor;
  /** Of tensors that the executor has, or gets. */
  readonly handlesOf: (infos: readonly TensorInfo[]) => readonly Handle[];
  /** A tensor that the executor will have. */
  readonly adopt: (spec: TensorSpec) => { readonly handle: Handle; readonly info: TensorInfo };
}

export class Replays {
  readonly #parts: ReplayParts;
  #waiting: ((freed: readonly Handle[]) => void) | null = null;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  get devices(): number {
    return this.#parts.executor.devices;
  }

  get canLoop(): boolean {
    return this.#parts.executor.loop !== null;
  }

  /** Whether something is to be sent off: what is freed until then goes along as memory to compute in. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /**
   * Executes `graph`, when the recorder is flushed or something else is asked of it.
   * @returns a tensor for each output, which the caller owns
   */
  run(graph: Graph, inputs: readonly TensorInfo[], scalars: readonly number[]): TensorInfo[] {
    const given = this.#parts.handlesOf(inputs);
    const { infos, handles } = this.#outputsOf(graph);
    this.#waiting = (freed) => this.#parts.executor.execute(graph, given, scalars, handles, freed);
    return infos;
  }

  /** As `run`, many times in one. @returns also how many steps were done, once they are */
  loop(plan: LoopPlan, inputs: readonly TensorInfo[]): { readonly made: TensorInfo[]; readonly run: Promise<number> } {
    const { loop } = this.#parts.executor;
    if (loop === null) throw new Error('this device does one step at a time');
    const given = this.#parts.handlesOf(inputs);
    const { infos, handles } = this.#outputsOf(plan.graph, (position) => (plan.collect.includes(position) ? [plan.steps] : []));
    const run = new Promise<number>((resolve, reject) => {
      this.#waiting = (freed) => {
        try {
          loop({ ...plan, inputs: given, outputs: handles, free: freed }).done.then(resolve, reject);
        } catch (failure) {
          reject(failure as Error);
          throw failure;
        }
      };
    });
    // Whoever reads the tensors hears of it; not everybody asks how many steps were done.
    run.catch(() => undefined);
    return { made: infos, run };
  }

  sendOff(freed: readonly Handle[]): void {
    const send = this.#waiting;
    this.#waiting = null;
    send?.(freed);
  }

  forget(): void {
    this.#waiting = null;
  }

  #outputsOf(graph: Graph, leading: (position: number) => readonly number[] = () => []): { readonly infos: TensorInfo[]; readonly handles: readonly Handle[] } {
    const specs = valueSpecs(graph);
    const made = graph.outputs.map((value, position) => {
      const spec = specs[value];
      if (spec === undefined) throw new Error(`the graph has no value ${value}`);
      return this.#parts.adopt({ dtype: spec.dtype, shape: [...leading(position), ...spec.shape] });
    });
    return { infos: made.map(({ info }) => info), handles: made.map(({ handle }) => handle) };
  }
}

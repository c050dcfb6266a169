/** Many runs of a recording in one loop of the device. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Values } from '../../tensors';
import type { LoopRows, LoopStream } from '../executor';
import type { Graph } from '../ir';
import type { RecordingBackend } from '../recorder/backend';
import type { Recording, Shape } from './recording';
import { asPure } from './runner';

/** Hears of what the steps of a loop return, while it runs. */
export interface LoopValues {
  /** Of every step, for which the loop waits if need be; or of the latest each time some are done. */
  readonly mode: 'all' | 'last';
  /** @param values what the step returns, with the rows of `count` steps, from step `from` of the loop on, in place of each tensor */
  readonly onValues: (values: unknown, from: number, count: number) => void;
}

/** A loop that has been sent off. */
interface Sent {
  readonly undo: readonly (() => void)[];
  /** Null until it is over. */
  done: number | null;
}

export class LoopedStep {
  readonly #graph: Graph;
  /** Inputs that variables are, with the outputs that are their next values. */
  readonly #state: readonly (readonly [input: number, output: number])[];
  readonly #feeds: readonly number[];
  readonly #returned: readonly number[];
  #sent: Sent[] = [];

  constructor(
    private readonly recorder: RecordingBackend,
    private readonly recording: Recording,
    graph: Graph,
  ) {
    const { sources, updates } = recording;
    this.#graph = asPure(graph);
    const returned = graph.outputs.length - updates.length;
    this.#returned = Array.from({ length: returned }, (_, position) => position);
    this.#state = updates.flatMap((variable, index) => {
      const input = sources.findIndex((source) => source.kind === 'variable' && source.variable === variable);
      return input === -1 ? [] : [[input, returned + index] as const];
    });
    this.#feeds = sources.flatMap((source, input) => (source.kind === 'argument' ? [input] : []));
  }

  run(inputs: readonly TensorInfo[], scalars: readonly (readonly number[])[], listener: LoopValues | null): { readonly made: TensorInfo[]; readonly run: Promise<number> } {
    const stream = listener === null || this.#returned.length === 0 ? null : streamTo(listener, this.#returned, this.recording.returned);
    return this.recorder.replays.loop({ graph: this.#graph, steps: scalars.length, state: this.#state, feeds: this.#feeds, scalars, collect: this.#returned, stream }, inputs);
  }

  /**
   * Where a loop was stopped, what optimizers count is as after the steps that were done.
   * @param undo takes back each step that was begun, the last first
   */
  async settle(run: Promise<number>, undo: readonly (() => void)[]): Promise<number> {
    const own: Sent = { undo, done: null };
    this.#sent.push(own);
    try {
      own.done = await run;
    } catch (failure) {
      own.done = undo.length;
      throw failure;
    } finally {
      this.#takeBack();
    }
    return own.done;
  }

  /** A stop reaches all loops under way; they are taken back together, the last one first. */
  #takeBack(): void {
    const whole = this.#sent.findIndex(({ done, undo }) => done === null || done < undo.length);
    this.#sent = whole === -1 ? [] : this.#sent.slice(whole);
    if (this.#sent.some(({ done }) => done === null)) return;
    for (const { done, undo } of this.#sent.toReversed()) {
      // What came after the stop counted on.
      if (done === undo.length) break;
      undo.slice(done ?? 0).toReversed().forEach((one) => one());
    }
    this.#sent = [];
  }
}

/** Puts the outputs of a step together. */
function streamTo({ mode, onValues }: LoopValues, outputs: readonly number[], returned: Shape): LoopStream {
  /** By their first step. */
  const parts = new Map<number, Map<number, Values>>();
  const onRows = ({ output, from, count, values }: LoopRows): void => {
    const part = parts.get(from) ?? new Map<number, Values>();
    parts.set(from, part.set(output, values));
    if (part.size < outputs.length) return;
    // Whatever is incomplete and older was left out for a reader too slow.
    for (const known of parts.keys()) if (known <= from) parts.delete(known);
    onValues(valuesIn(returned, part), from, count);
  };
  return { outputs, mode, onRows };
}

function valuesIn(shape: Shape, values: ReadonlyMap<number, Values>): unknown {
  switch (shape.kind) {
    case 'output':
      return values.get(shape.output);
    case 'argument':
      return null;
    case 'value':
      return shape.value;
    case 'list':
      return shape.items.map((item) => valuesIn(item, values));
    case 'object':
      return Object.fromEntries(shape.fields.map(([name, field]) => [name, valuesIn(field, values)]));
  }
}

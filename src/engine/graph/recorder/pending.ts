/** The kernels recorded since the last flush. */
import type { DataType } from '@tensorflow/tfjs-core';
import { GraphBuilder } from '../builder';
import type { Built, DraftNode } from '../builder';
import type { Handle } from '../executor';
import type { TensorSpec, ValueId } from '../ir';
import { Hash, nodeText, specsText } from '../key';

export class PendingGraph {
  readonly #builder = new GraphBuilder();
  readonly #hash = new Hash();
  readonly #inputs = new Map<Handle, ValueId>();
  /** By value: the handle of an input, or the number of a scalar. */
  readonly #handles = new Map<ValueId, Handle>();
  readonly #numbers = new Map<ValueId, number>();

  get nodeCount(): number {
    return this.#builder.nodeCount;
  }

  /** Names all that was recorded so far, dead code included. */
  get prefix(): string {
    return this.#hash.value;
  }

  input(handle: Handle, spec: TensorSpec): ValueId {
    const known = this.#inputs.get(handle);
    if (known !== undefined) return known;
    const value = this.#builder.input(spec);
    this.#hash.add(specsText([spec]));
    this.#inputs.set(handle, value);
    this.#handles.set(value, handle);
    return value;
  }

  uses(handle: Handle): boolean {
    return this.#inputs.has(handle);
  }

  scalar(dtype: DataType, number: number): ValueId {
    const value = this.#builder.scalar(dtype);
    this.#hash.add(dtype);
    this.#numbers.set(value, number);
    return value;
  }

  /** @param lineFor tells the node's line, given the name of all recorded up to and with it. */
  node(draft: Omit<DraftNode, 'line'>, lineFor: (prefix: string) => string | null): ValueId {
    this.#hash.add(nodeText(draft));
    return this.#builder.node({ ...draft, line: lineFor(this.#hash.value) });
  }

  build(outputs: readonly ValueId[]): Built {
    return this.#builder.build(outputs);
  }

  handleOf(value: ValueId): Handle {
    const handle = this.#handles.get(value);
    if (handle === undefined) throw new Error(`value ${value} is not an input`);
    return handle;
  }

  numberOf(value: ValueId): number {
    return this.#numbers.get(value) ?? NaN;
  }
}

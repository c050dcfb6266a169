import type { TensorInfo } from '../../tensors';
import type { Stored } from '../../patches/webgpu/dispatch/backend';
import type { FormulaName, ValueType } from './formulas';
import type { IndexMap } from './index-map';

/** A record of the backend's table that values not computed yet may still have to be computed from. */
export interface Pinnable extends Stored {
  /** Uncomputed values that read it. */
  pins?: number;
  /** Disposed of, with pins left. */
  orphan?: boolean;
}

/** What a formula reads: elements of a buffer (or of what is still to be computed), or one number. */
export type Operand = { readonly stored: Pinnable; readonly map: IndexMap | null } | { readonly value: number; readonly type: ValueType };

/** A tensor's record whose values are known as a formula only; asking for its buffer computes them. */
export class Pending implements Pinnable {
  readonly dtype: TensorInfo['dtype'];
  readonly size: number;
  readonly formula: FormulaName;
  values: null = null;
  refCount = 1;
  pins = 0;
  orphan = false;
  /** Empty once computed. */
  operands: readonly Operand[];
  /** Formulas to compute it, those of uncomputed operands included. */
  readonly cost: number;
  /** Buffers that it reads, at most. */
  readonly reads: number;
  /** Formulas that have taken it as an operand. */
  uses = 0;
  buffer: GPUBuffer | null = null;
  readonly #compute: (pending: Pending) => void;

  constructor(formula: FormulaName, operands: readonly Operand[], dtype: TensorInfo['dtype'], size: number, compute: (pending: Pending) => void) {
    this.formula = formula;
    this.operands = operands;
    this.dtype = dtype;
    this.size = size;
    this.#compute = compute;
    let [cost, reads] = [1, 0];
    for (const operand of operands) {
      if ('value' in operand) continue;
      if (isUncomputed(operand.stored)) {
        cost += operand.stored.cost;
        // Of numbers alone it is a buffer itself once it has been computed.
        reads += Math.max(1, operand.stored.reads);
      } else reads++;
    }
    this.cost = cost;
    this.reads = reads;
  }

  get resource(): GPUBuffer | null {
    if (this.buffer === null && this.operands.length > 0) this.#compute(this);
    return this.buffer;
  }

  set resource(buffer: GPUBuffer | null) {
    this.buffer = buffer;
  }
}

export function isUncomputed(stored: Stored): stored is Pending {
  return stored instanceof Pending && stored.buffer === null;
}

export const valueType = (dtype: TensorInfo['dtype']): ValueType => (dtype === 'float32' ? 'f' : 'i');

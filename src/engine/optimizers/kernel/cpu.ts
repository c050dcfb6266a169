import type { CpuRuntime, KernelCall } from '../../cpu/runtime';
import type { BackendWasm, TensorInfo } from '../../tensors';
import { heapOf } from '../../tensors';
import type { StepAttrs } from './kernel';
import { readInputs } from './kernel';
import { PLAIN, clipped, nextState } from './plain';
import { RULES, usesTrust } from './rules';

/** Values in a block: what one item of the wasm kernel's range is. */
const BLOCK = 1024;
/** Blocks worth another thread's while. */
const GRAIN = 12;
/** 32-bit words of a variable's row: first block, length, scale, addresses of value, gradient and three slots. */
const ROW = 8;
/** Floats before the rows: the clip, then hyperparameters, then states. */
const HEAD = 16;

/** The numbers by which assembly/optimizer.ts knows the rules. */
const RULE_NUMBERS = Object.keys(RULES);

/** The step on the CPU device: all variables in one call, shared among threads by blocks. */
export function optimizerStep({ inputs, attrs, cpu }: KernelCall<StepAttrs>): TensorInfo[] {
  const { rule, hyper, clip, inPlace } = attrs;
  const { parts, state, scales } = readInputs(inputs, attrs);
  const own = (tensor: TensorInfo) => (inPlace && cpu.backend.refCount(tensor.dataId) === 1 ? cpu.share(tensor) : copyOf(cpu, tensor));
  const updated = parts.map(({ value, gradient, slots, scale }) => ({ value: own(value), gradient, slots: slots.map(own), scale }));
  const states = state.map(own);
  // From here nothing is allocated in the heap but the table, so addresses hold.
  const factors = scales === null ? [1] : Array.from(cpu.view(scales), Number);
  const before = states.map((tensor) => Number(cpu.view(tensor)[0]));
  if (cpu.kernels === null) {
    for (const { value, gradient, slots, scale } of updated) {
      const factor = factors[scale] ?? 1;
      const trusts = usesTrust(rule);
      const g = clipped(cpu.view(gradient) as Float32Array, trusts ? 1 : factor, clip);
      PLAIN[rule]({ w: cpu.view(value) as Float32Array, g, slots: slots.map((slot) => cpu.view(slot) as Float32Array), trust: trusts ? factor : 1 }, hyper, before);
    }
  } else {
    const rows = updated.map(({ value, gradient, slots, scale }) => ({
      length: cpu.sizeOf(value),
      scale: factors[scale] ?? 1,
      addresses: [value, gradient, ...slots].map((tensor) => cpu.address(tensor)),
    }));
    const blocks = rows.reduce((sum, { length }) => sum + Math.ceil(length / BLOCK), 0);
    const table = cpu.kernels.scratch(4 * (HEAD + ROW * rows.length));
    writeTable(cpu.backend, table, [clip ?? Infinity, ...hyper, ...before], rows);
    cpu.kernels.run('optimizerStep', blocks, GRAIN, [RULE_NUMBERS.indexOf(rule), table, rows.length]);
  }
  const after = nextState(rule, hyper, before);
  states.forEach((tensor, index) => (cpu.view(tensor)[0] = after[index] ?? NaN));
  return [...updated.flatMap(({ value, slots }) => [value, ...slots]), ...states];
}

interface Row {
  readonly length: number;
  readonly scale: number;
  readonly addresses: readonly number[];
}

function writeTable(backend: BackendWasm, address: number, head: readonly number[], rows: readonly Row[]): void {
  const heap = heapOf(backend);
  new Float32Array(heap, address, HEAD).set(head);
  const words = new Uint32Array(heap, address + 4 * HEAD, ROW * rows.length);
  const floats = new Float32Array(heap, address + 4 * HEAD, ROW * rows.length);
  let block = 0;
  rows.forEach(({ length, scale, addresses }, index) => {
    words.set([block, length], ROW * index);
    floats[ROW * index + 2] = scale;
    words.set(addresses, ROW * index + 3);
    block += Math.ceil(length / BLOCK);
  });
}

function copyOf(cpu: CpuRuntime, tensor: TensorInfo): TensorInfo {
  const copy = cpu.allocate(tensor.shape, tensor.dtype);
  cpu.view(copy).set(cpu.view(tensor));
  return copy;
}

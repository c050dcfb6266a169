import type { BackendWasm, TensorInfo } from '../tensors';
import { heapOf } from '../tensors';
import type { KernelCall } from './runtime';
import { required } from './runtime';

/** Two float tensors of one shape as a complex one; its memory holds real and imaginary parts in turn. */
export function complex({ inputs, cpu }: KernelCall<object>): TensorInfo {
  const real = required(inputs, 'real');
  const imag = required(inputs, 'imag');
  const made = cpu.allocate(real.shape, 'complex64');
  const to = cpu.view(made);
  const [reals, imags] = [cpu.view(real), cpu.view(imag)];
  for (let index = 0; index < reals.length; index++) {
    to[2 * index] = reals[index] ?? 0;
    to[2 * index + 1] = imags[index] ?? 0;
  }
  return made;
}

export const realPart = (call: KernelCall<object>): TensorInfo => part(call, 0);
export const imaginaryPart = (call: KernelCall<object>): TensorInfo => part(call, 1);

function part({ inputs, cpu }: KernelCall<object>, offset: 0 | 1): TensorInfo {
  const input = required(inputs, 'input');
  const made = cpu.allocate(input.shape, 'float32');
  const from = cpu.view(input);
  const to = cpu.view(made);
  for (let index = 0; index < to.length; index++) to[index] = from[2 * index + offset] ?? 0;
  return made;
}

/** The stock backend stores complex values but cannot read them back. */
export function readComplex(backend: BackendWasm): void {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId, start, end) => {
    const { dtype, memoryOffset, shape } = backend.dataIdMap.get(dataId);
    if (dtype !== 'complex64') return readSync(dataId, start, end);
    const size = shape.reduce((product, length) => product * length, 1);
    const values = new Float32Array(heapOf(backend), memoryOffset, 2 * size);
    return values.slice(2 * (start ?? 0), 2 * (end ?? size));
  };
}

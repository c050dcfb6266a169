import type { KernelBackend, TensorInfo } from '../../tensors';
import type { StepAttrs } from './kernel';
import { readInputs } from './kernel';
import { PLAIN, clipped, nextState } from './plain';
import { usesTrust } from './rules';

type Inputs = Readonly<Record<string, TensorInfo | undefined>>;

/** The step on the plain JavaScript backend; makes new tensors for all outputs. */
export function plainOptimizerStep(inputs: Inputs, attrs: StepAttrs, backend: KernelBackend): TensorInfo[] {
  const { rule, hyper, clip } = attrs;
  const { parts, state, scales } = readInputs(inputs, attrs);
  const read = ({ dataId }: TensorInfo): Float32Array => Float32Array.from(backend.readSync(dataId) as Float32Array);
  const make = ({ shape, dtype }: TensorInfo, values: Float32Array): TensorInfo => ({ dataId: backend.write(values, shape, dtype), shape, dtype });
  const before = state.flatMap((tensor) => [...read(tensor)]);
  const factors = scales === null ? [1] : [...read(scales)];
  const trusts = usesTrust(rule);
  const outputs = parts.flatMap(({ value, gradient, slots, scale }) => {
    const factor = factors[scale] ?? 1;
    const [w, ...kept] = [value, ...slots].map(read) as [Float32Array, ...Float32Array[]];
    PLAIN[rule]({ w, g: clipped(read(gradient), trusts ? 1 : factor, clip), slots: kept, trust: trusts ? factor : 1 }, hyper, before);
    return [make(value, w), ...slots.map((slot, k) => make(slot, kept[k] ?? w))];
  });
  const after = nextState(rule, hyper, before);
  return [...outputs, ...state.map((tensor, k) => make(tensor, Float32Array.of(after[k] ?? NaN)))];
}

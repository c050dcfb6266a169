import type { StockTensorFlow } from '../api';
import type { AttrsOf, CustomKernel, InputsOf, OutputsOf } from '../kernels';
import type { Tensor } from '../gradients/tape';

/** Runs a kernel of ours on the current device, followed by gradients; its outputs in order. */
export function runCustom<Name extends CustomKernel>(tf: StockTensorFlow, name: Name, inputs: InputsOf<Name, Tensor>, attrs: AttrsOf<Name>): OutputsOf<Name, Tensor> {
  const made: Tensor | Tensor[] = tf.engine().runKernel(name, { ...inputs }, { ...attrs });
  return [made].flat() as never as OutputsOf<Name, Tensor>;
}

import type { StockTensorFlow } from '../api';
import type { AttrsOf, CustomKernel, InputsOf } from '../kernels';
import type { KernelBackend, TensorInfo } from '../tensors';
import { Arithmetic, BufferGround } from './arithmetic';
import { formulas } from './formulas';

/** A call of a kernel as TensorFlow.js makes it. */
export interface ComposedCall<Name extends CustomKernel> {
  readonly inputs: InputsOf<Name, TensorInfo>;
  readonly attrs: AttrsOf<Name>;
  readonly backend: KernelBackend;
}

/**
 * The kernel composed of the backend's stock kernels: the default, and what a faster version falls back on for
 * shapes that it does not take. Its outputs in order; the caller owns them.
 */
export function composedKernel<Name extends CustomKernel>(tf: StockTensorFlow, backendName: string, name: Name) {
  const formula = formulas[name];
  return ({ inputs, attrs, backend }: ComposedCall<Name>): TensorInfo[] => {
    const ground = new BufferGround(tf, backendName, backend);
    const made = [...formula(new Arithmetic<TensorInfo>(ground), inputs, attrs)];
    ground.finish(made);
    return made;
  };
}

/** Gives a backend those kernels of ours that it has no version of yet. Call it after its fast ones are registered. */
export function completeKernels(tf: StockTensorFlow, backendName: string): void {
  for (const kernelName of Object.keys(formulas) as CustomKernel[]) {
    // Asked for a kernel that is not there, TensorFlow.js answers undefined, whatever its declarations say.
    if ((tf.getKernel(kernelName, backendName) as object | undefined) !== undefined) continue;
    const kernel = composedKernel(tf, backendName, kernelName);
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const made = kernel({ inputs, attrs, backend } as never as ComposedCall<typeof kernelName>);
        return made.length === 1 ? (made[0] as TensorInfo) : made;
      },
    });
  }
}

import type { TensorFlow } from '../../api';
import { overrideKernel } from '../override-kernel';

/** The stock shader takes a single value that fills in two decimals; three of them it takes as they are. */
export function patchRotate(tf: TensorFlow): void {
  overrideKernel(tf, 'RotateWithOffset', 'webgl', (stock) => (call) => {
    const fillValue: unknown = call.attrs?.['fillValue'];
    const channels = call.inputs['image']?.shape[3] ?? 0;
    return typeof fillValue === 'number' && channels <= 3 ? stock({ ...call, attrs: { ...call.attrs, fillValue: [fillValue, fillValue, fillValue] } }) : stock(call);
  });
}

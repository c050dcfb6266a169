import type { TensorFlow } from '../../api';
import type { TensorInfo } from '../../tensors';
import { overrideKernel } from '../override-kernel';

/** Floats divided and rounded down: the stock kernel rounds the quotient to the nearest, as suits whole numbers only. */
export function patchFloorDiv(tf: TensorFlow): void {
  overrideKernel(tf, 'FloorDiv', 'webgl', (stock) => (call) => {
    const { a, b } = call.inputs;
    if (a?.dtype !== 'float32' || b?.dtype !== 'float32') return stock(call);
    const run = (kernelName: string, inputs: Readonly<Record<string, TensorInfo>>): TensorInfo =>
      [tf.getKernel(kernelName, 'webgl').kernelFunc({ inputs, attrs: {}, backend: call.backend })].flat()[0] as TensorInfo;
    const quotient = run('RealDiv', { a, b });
    const floor = run('Floor', { x: quotient });
    (call.backend as { disposeData(id: object): boolean }).disposeData(quotient.dataId);
    return floor;
  });
}

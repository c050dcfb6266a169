import type { TensorFlow } from '../../api';
import { overrideKernel } from '../override-kernel';

/** The stock shader reads one matrix for each image, though there may be one for all; the others lie beyond its buffer. */
export function patchSharedTransform(tf: TensorFlow): void {
  overrideKernel(tf, 'Transform', 'webgpu', (stock) => (call) => {
    const { image, transforms } = call.inputs;
    const batch = image?.shape[0] ?? 1;
    if (image === undefined || transforms === undefined || transforms.shape[0] === batch) return stock(call);
    const { kernelFunc } = tf.getKernel('Tile', 'webgpu');
    const each = [kernelFunc({ inputs: { x: transforms }, attrs: { reps: [batch, 1] }, backend: call.backend })].flat()[0];
    if (each === undefined) throw new Error('the kernel Tile made no output');
    const made = stock({ ...call, inputs: { image, transforms: each } });
    (call.backend as { disposeData(id: object): void }).disposeData(each.dataId);
    return made;
  });
}

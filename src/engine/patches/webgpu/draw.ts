import type { DrawAttrs } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../../api';
import { overrideKernel } from '../override-kernel';
import type { GpuBackend } from './backend';
import type { PlainBackend } from './host-kernels';
import { areOnHost, hostKernel } from './host-kernels';

/**
 * Draws pictures whose values the host knows without the GPU. The stock kernel presents a WebGPU canvas, which a worker's
 * canvas cannot always be made into, and on some drivers a few in a row end the process that drives the GPU.
 */
export function patchDraw(tf: TensorFlow, MathBackendCPU: PlainBackend): void {
  const plain = hostKernel(tf, 'Draw', MathBackendCPU);
  overrideKernel(tf, 'Draw', 'webgpu', (stock) => (call) => {
    const { image } = call.inputs;
    const backend = call.backend as GpuBackend;
    if (image === undefined || !areOnHost(backend, [image])) return stock(call);
    const { canvas, options } = call.attrs as unknown as DrawAttrs;
    const drawn = plain({ ...call, attrs: { canvas, options: { ...options, contextOptions: { contextType: '2d' } } } as never });
    for (const { dataId } of [drawn].flat()) backend.disposeData(dataId);
    return image;
  });
}

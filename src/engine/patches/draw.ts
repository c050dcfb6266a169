import type { DrawAttrs } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../api';
import type { KernelBackend } from '../tensors';
import { overrideKernel } from './override-kernel';
import type { PlainBackend } from './host-kernels';
import { areOnHost, hostKernel } from './host-kernels';

/**
 * Draws pictures on a '2d' canvas where the host knows their values, and on WebGL, which has no such kernel. The stock
 * kernel of WebGPU presents a WebGPU canvas, which a worker's canvas cannot always be made into, and on some drivers a
 * few in a row end the process that drives the GPU.
 */
export function patchDraw(tf: TensorFlow, backendName: 'webgpu' | 'webgl', MathBackendCPU: PlainBackend): void {
  const plain = hostKernel(tf, 'Draw', MathBackendCPU);
  overrideKernel(tf, 'Draw', backendName, (stock) => (call) => {
    const { image } = call.inputs;
    const backend = call.backend as KernelBackend;
    if (image === undefined || (backendName === 'webgpu' && !areOnHost(backend, [image]))) return stock(call);
    const { canvas, options } = call.attrs as unknown as DrawAttrs;
    const drawn = plain({ ...call, attrs: { canvas, options: { ...options, contextOptions: { contextType: '2d' } } } as never });
    for (const { dataId } of [drawn].flat()) backend.disposeData(dataId);
    return image;
  });
}

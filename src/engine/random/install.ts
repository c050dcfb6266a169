import type { StockTensorFlow } from '../api';
import type { KernelBackend, NamedAttrMap, TensorInfo } from '../tensors';
import type { RandomAttrs } from './kernel';
import { RANDOM_VALUES, dtypeOf } from './kernel';
import { seedLayers } from './layers';
import { plainRandomValues } from './plain';
import { Random } from './random';
import { webglRandomValues } from './webgl';
import { webgpuRandomValues } from './webgpu';

const installed = new WeakMap<object, Random>();

/** Puts the kernel, the layers and the initialisers in place, once for each TensorFlow.js; `randomOperations` gives the operations. */
export function installRandom(tf: StockTensorFlow): Random {
  const known = installed.get(tf.Tensor);
  if (known !== undefined) return known;
  const random = new Random(tf);
  installed.set(tf.Tensor, random);
  registerKernel(tf);
  seedLayers(tf, random);
  random.shuffles.install(tf, () => String(random.hostSeed()));
  return random;
}

function registerKernel(tf: StockTensorFlow): void {
  const kernels: Readonly<Record<string, (attrs: RandomAttrs, backend: KernelBackend) => TensorInfo>> = {
    cpu: (attrs, backend) => {
      const [shape, dtype] = [[...attrs.shape], dtypeOf(attrs.distribution)];
      return { dataId: backend.write(plainRandomValues(attrs), shape, dtype), shape, dtype };
    },
    webgl: (attrs, backend) => webglRandomValues(attrs, backend, tf.env().getNumber('WEBGL_VERSION')),
    webgpu: webgpuRandomValues,
  };
  for (const [backendName, kernel] of Object.entries(kernels)) {
    tf.registerKernel({ kernelName: RANDOM_VALUES, backendName, kernelFunc: ({ attrs, backend }) => kernel(attributes(attrs), backend as KernelBackend) });
  }
}

/** TensorFlow.js types attributes loosely; these are made in one place, random.ts. */
const attributes = (attrs: NamedAttrMap | undefined): RandomAttrs => attrs as unknown as RandomAttrs;

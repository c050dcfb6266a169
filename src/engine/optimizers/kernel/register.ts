import type { TensorFlow } from '../../api';
import type { KernelBackend, NamedAttrMap, TensorInfo } from '../../tensors';
import type { StepAttrs } from './kernel';
import { OPTIMIZER_STEP } from './kernel';
import { plainOptimizerStep } from './plain-backend';
import { webglOptimizerStep } from './webgl';
import { webgpuOptimizerStep } from './webgpu';

type Step = (inputs: Readonly<Record<string, TensorInfo | undefined>>, attrs: StepAttrs, backend: KernelBackend) => TensorInfo[];

/** Puts the kernel in place for the backends that are not the CPU device's; that one has its own table of kernels. */
export function registerOptimizerStep(tf: TensorFlow): void {
  const steps: Readonly<Record<string, Step>> = {
    cpu: plainOptimizerStep,
    webgl: webglOptimizerStep,
    webgpu: (inputs, attrs, backend) => webgpuOptimizerStep(inputs, attrs, backend, tf.env().getBool('WEBGPU_ENGINE_COMPILE_ONLY')),
  };
  for (const [backendName, step] of Object.entries(steps)) {
    if (tf.getKernel(OPTIMIZER_STEP, backendName)) continue;
    tf.registerKernel({
      kernelName: OPTIMIZER_STEP,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => step(inputs, stepAttrs(attrs), backend as KernelBackend),
    });
  }
}

/** TensorFlow.js types attributes loosely; these are made in one place, apply.ts. */
const stepAttrs = (attrs: NamedAttrMap | undefined): StepAttrs => attrs as unknown as StepAttrs;

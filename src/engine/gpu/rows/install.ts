import type { TensorFlow } from '../../api';
import type { AttrsOf, CustomKernel, InputsOf } from '../../kernels';
import { composedKernel } from '../../ops/composed';
import type { ComposedCall } from '../../ops/composed';
import type { DispatchBackend } from '../../patches/webgpu/dispatch/backend';
import type { Recorder } from '../../patches/webgpu/dispatch/recorder';
import type { TensorInfo } from '../../tensors';
import type { Fusion } from '../lazy/fusion';
import { RowRunner } from './gpu';
import { crossEntropy, crossEntropyGrad, sparseCrossEntropy, sparseCrossEntropyGrad } from './losses';
import { layerNorm, layerNormGrad, rmsNorm, rmsNormGrad } from './norms';
import { maskedSoftmax, maskedSoftmaxGrad } from './softmax';

/** What kernels of rows and formulas run on. */
interface Device {
  readonly rows: RowRunner;
  readonly fusion: Fusion;
}

/** Null where the kernel has to be composed of stock ones. */
type Fast<Name extends CustomKernel> = (device: Device, inputs: InputsOf<Name, TensorInfo>, attrs: AttrsOf<Name>) => readonly TensorInfo[] | null;

const rows = <Name extends CustomKernel>(kernel: (gpu: RowRunner, inputs: InputsOf<Name, TensorInfo>, attrs: AttrsOf<Name>) => readonly TensorInfo[] | null): Fast<Name> =>
  (device, inputs, attrs) => kernel(device.rows, inputs, attrs);

const listed = (info: TensorInfo | null) => (info === null ? null : [info]);

const KERNELS: { readonly [Name in CustomKernel]: Fast<Name> } = {
  Gelu: ({ fusion }, { x }, { approximate }) => listed(fusion.apply(approximate ? 'gelutanh' : 'gelu', [fusion.operand(x, x.shape)], x.shape, 'float32')),
  GeluGrad: ({ fusion }, { dy, x }, { approximate }) =>
    listed(fusion.apply(approximate ? 'gelutanhgrad' : 'gelugrad', [fusion.operand(dy, x.shape), fusion.operand(x, x.shape)], x.shape, 'float32')),
  Silu: ({ fusion }, { x }) => listed(fusion.apply('silu', [fusion.operand(x, x.shape)], x.shape, 'float32')),
  SiluGrad: ({ fusion }, { dy, x }) => listed(fusion.apply('silugrad', [fusion.operand(dy, x.shape), fusion.operand(x, x.shape)], x.shape, 'float32')),
  LayerNorm: rows(layerNorm),
  LayerNormGrad: rows(layerNormGrad),
  RmsNorm: rows(rmsNorm),
  RmsNormGrad: rows(rmsNormGrad),
  SparseSoftmaxCrossEntropy: rows(sparseCrossEntropy),
  SparseSoftmaxCrossEntropyGrad: rows(sparseCrossEntropyGrad),
  SoftmaxCrossEntropy: rows(crossEntropy),
  SoftmaxCrossEntropyGrad: rows(crossEntropyGrad),
  MaskedSoftmax: rows(maskedSoftmax),
  MaskedSoftmaxGrad: rows(maskedSoftmaxGrad),
};

const devices = new WeakMap<object, Device>();

/** Registers the engine's own kernels for WebGPU; call it for each device, before they are composed of stock kernels. */
export function installRowKernels(tf: TensorFlow, backend: DispatchBackend, recorder: Recorder, fusion: Fusion): void {
  devices.set(backend, { rows: new RowRunner(backend, recorder), fusion });
  for (const name of Object.keys(KERNELS) as CustomKernel[]) registerKernel(tf, name);
}

function registerKernel<Name extends CustomKernel>(tf: TensorFlow, kernelName: Name): void {
  // Asked for a kernel that is not there, TensorFlow.js answers undefined, whatever its declarations say.
  if ((tf.getKernel(kernelName, 'webgpu') as object | undefined) !== undefined) return;
  const composed = composedKernel(tf, 'webgpu', kernelName);
  const fast = KERNELS[kernelName] as Fast<Name>;
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc(call) {
      const { inputs, attrs, backend } = call as unknown as ComposedCall<Name>;
      const device = devices.get(backend);
      const empty = Object.values<TensorInfo | undefined>(inputs).some((input) => input?.shape.includes(0));
      const made = (device === undefined || empty ? null : fast(device, inputs, attrs)) ?? composed({ inputs, attrs, backend });
      return made.length === 1 ? (made[0] as TensorInfo) : [...made];
    },
  });
}

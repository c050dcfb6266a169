import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';

/** In the labels of what is refused on purpose. */
const ON_PURPOSE = 'refused on purpose';

interface WebgpuBackend {
  readonly device: GPUDevice;
}

/** Work that WebGPU refuses fails the next read, once, with what was refused; known values are had all the same, and the device goes on. */
export async function tellsOfFaults({ tf }: Engine): Promise<void> {
  expectTrue(await tf.setBackend('webgpu'), 'webgpu did not start');
  const { device } = tf.backend() as unknown as WebgpuBackend;
  const known = tf.tensor([1, 2, 3]);
  const x = tf.tidy(() => tf.ones([40, 40]).matMul(tf.ones([40, 40])));
  for (const round of [1, 2]) {
    dispatchWithoutBindings(device);
    const [first, other] = [tf.tidy(() => x.add(round)), tf.tidy(() => x.mul(round))];
    expectClose(await known.data(), [1, 2, 3], 0, 'values that the host knows');
    // Both were on their way.
    const failures = await Promise.all([first, other].map((tensor) => tensor.data().then(() => 'no error', String)));
    for (const words of failures) {
      expectTrue(words.includes('GpuFaultError') && words.includes(ON_PURPOSE) && words.includes('run their cells again'), `a read after refused work says: ${words}`);
    }
    expectClose(await first.data(), new Float32Array(1600).fill(40 + round), 1e-6, 'the same tensor, read again');
    expectClose(await tf.tidy(() => x.sub(round)).data(), new Float32Array(1600).fill(40 - round), 1e-6, 'a tensor made afterwards');
    tf.dispose([first, other]);
  }
  tf.dispose([known, x]);
}

/** A pipeline set without what it reads. */
function dispatchWithoutBindings(device: GPUDevice): void {
  const code = '@group(0) @binding(0) var<storage, read_write> out: array<f32>; @compute @workgroup_size(1) fn main() { out[0] = 1.0; }';
  const compute = { module: device.createShaderModule({ code, label: ON_PURPOSE }), entryPoint: 'main' };
  const pipeline = device.createComputePipeline({ layout: 'auto', compute, label: ON_PURPOSE });
  const encoder = device.createCommandEncoder({ label: ON_PURPOSE });
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.dispatchWorkgroups(1);
  pass.end();
  device.queue.submit([encoder.finish()]);
}

/** Reads something of WebGPU, if it has been started: throws if it refused anything since the last read. */
export async function expectNoFaults({ tf }: Engine): Promise<void> {
  if (!('webgpu' in tf.engine().registry)) return;
  await tf.setBackend('webgpu');
  const probe = tf.tidy(() => tf.ones([40, 40]).square());
  await probe.data();
  probe.dispose();
}

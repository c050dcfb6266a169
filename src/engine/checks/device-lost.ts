import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';

/** A WebGPU device that is destroyed fails what runs, comes back with every tensor that has a copy, and names the others. */
export async function outlivesItsDevice(engine: Engine): Promise<void> {
  const { tf } = engine;
  await engine.use('gpu');
  expectTrue(tf.getBackend() === 'webgpu', 'WebGPU did not start');
  await outlivesLoss(engine, () => (tf.backend() as unknown as { readonly device: GPUDevice }).device.destroy());
}

/** The same of a WebGL context that is lost. */
export async function outlivesItsContext(engine: Engine): Promise<void> {
  await engine.tf.setBackend('webgl');
  await outlivesLoss(engine, () => {
    const { gl } = (engine.tf.backend() as unknown as { readonly gpgpu: { readonly gl: WebGL2RenderingContext } }).gpgpu;
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
}

async function outlivesLoss(engine: Engine, lose: () => void): Promise<void> {
  const { tf } = engine;
  const name = tf.getBackend();
  const known = tf.tensor([1, 2, 3]);
  const read = tf.tensor([1, 2, 3]).square();
  await read.data();
  const variable = tf.variable(tf.tensor([5, 6]).add(1));
  engine.keepCopies(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const gone = tf.tensor([7, 8]).square();

  lose();
  const failure: unknown = await gone.data().catch((error: unknown) => error);
  expectTrue(failure instanceof Error && failure.name === 'DeviceLostError', `a read of a lost device fails with ${String(failure)}`);

  const recovered = await engine.recover();
  expectTrue(recovered !== null && recovered.lost >= 1 && recovered.restored >= 3, `recovered ${JSON.stringify(recovered)}`);
  expectTrue(tf.getBackend() === name, `${tf.getBackend()} took the place of ${name}`);
  expectClose(await known.add(1).data(), [2, 3, 4], 0, 'a tensor that the host knew');
  expectClose(await read.add(1).data(), [2, 5, 10], 0, 'a tensor that had been read');
  expectClose(await variable.mul(2).data(), [12, 14], 0, 'a variable');
  for (const use of [() => gone.add(1), () => gone.data()]) {
    const words = await Promise.resolve().then((): unknown => use()).then(() => 'no error', String);
    expectTrue(words.includes('TensorLostError') && words.includes('[2]'), `a lost tensor says: ${words}`);
  }
  expectTrue((await engine.recover()) === null, 'a device is replaced once');
  const before = tf.memory().numTensors;
  tf.dispose([known, read, gone, variable]);
  expectTrue(tf.memory().numTensors === before - 4, 'lost tensors can be disposed');
  expectTrue((await engine.use('cpu')).ok, 'the new device can be left');
}

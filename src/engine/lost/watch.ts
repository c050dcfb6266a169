/** Notices that a backend's device is gone, and makes what uses it say so. */
import type { DataId, KernelBackend, Values } from '../tensors';
import { hostValues } from '../patches/host-values';
import { DeviceLostError } from './errors';

export interface Watch {
  readonly name: string;
  readonly backend: KernelBackend;
  /** Null while the device works. */
  lost(): Error | null;
  /** Settles when the device is lost. */
  readonly gone: Promise<unknown>;
  /** The values of a buffer that the host knows. */
  hostValues(id: DataId): Values | null;
  /** Forgets values that were read of a device already lost. */
  forget(id: DataId): void;
}

type Work = (...work: readonly unknown[]) => unknown;

/** What a backend keeps of each buffer. */
interface Table {
  has(id: DataId): boolean;
  get(id: DataId): { values?: Values | null };
}

interface WebgpuParts extends KernelBackend {
  readonly device: GPUDevice;
  readonly tensorMap: Table;
  runWebGPUProgram: Work;
}

interface WebglParts extends KernelBackend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
  readonly texData: Table;
  runWebGLProgram: Work;
  uploadToGPU: Work;
}

/** Undefined for a backend without a device that could be lost; `remote` watches a backend that is no GPU's. */
export function watchDevice(name: string, backend: KernelBackend, remote?: Watch): Watch | undefined {
  const watch = name === 'webgpu' ? watchWebgpu(backend as WebgpuParts) : name === 'webgl' ? watchWebgl(backend as WebglParts) : remote;
  if (watch) failWhenLost(watch);
  return watch;
}

function watchWebgpu(backend: WebgpuParts): Watch {
  let lost: DeviceLostError | null = null;
  const gone = backend.device.lost.then(({ message }) => {
    lost = new DeviceLostError('WebGPU', message.replace(/\.?\s*$/, ''));
  });
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (...work) => {
    if (lost) throw Object.assign(new DeviceLostError('', ''), { message: lost.message });
    return run(...work);
  };
  return {
    name: 'webgpu',
    backend,
    lost: () => lost,
    gone,
    ...valuesIn(backend, backend.tensorMap),
  };
}

function watchWebgl(backend: WebglParts): Watch {
  const { gl } = backend.gpgpu;
  let isLost = false;
  const gone = new Promise<void>((resolve) => {
    gl.canvas.addEventListener('webglcontextlost', () => {
      isLost = true;
      resolve();
    });
  });
  const lost = (): DeviceLostError | null => (isLost || gl.isContextLost() ? new DeviceLostError('WebGL', 'its context') : null);
  for (const name of ['runWebGLProgram', 'uploadToGPU'] as const) {
    const work = backend[name].bind(backend);
    backend[name] = (...args) => {
      // The event comes in a later task; until then calls do nothing, silently, and reads find it out.
      if (isLost) throw new DeviceLostError('WebGL', 'its context');
      return work(...args);
    };
  }
  return {
    name: 'webgl',
    backend,
    lost,
    gone,
    ...valuesIn(backend, backend.texData),
  };
}

const valuesIn = (backend: KernelBackend, table: Table): Pick<Watch, 'hostValues' | 'forget'> => ({
  hostValues: (id) => hostValues(backend, id),
  forget: (id) => {
    if (table.has(id)) table.get(id).values = null;
  },
});

/** A read of a lost device fails in the browser's words, yields zeros, or never ends; each becomes the one error. */
function failWhenLost(watch: Watch): void {
  const { backend } = watch;
  const read = backend.read.bind(backend);
  backend.read = async (id) => {
    const known = watch.hostValues(id);
    if (known !== null) return known;
    try {
      const values = await Promise.race([read(id), watch.gone.then(() => null)]);
      if (values !== null && watch.lost() === null) return values;
    } catch (failure) {
      await turn();
      if (watch.lost() === null) throw failure;
    }
    watch.forget(id);
    throw anew(watch);
  };
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (id) => {
    const known = watch.hostValues(id);
    if (known !== null) return known;
    const values = readSync(id);
    if (watch.lost() === null) return values;
    watch.forget(id);
    throw anew(watch);
  };
}

/** With the stack of whoever meets the loss, not of the device's own event. */
const anew = (watch: Watch): Error => {
  const loss = watch.lost();
  return Object.assign(new DeviceLostError('', ''), { message: loss?.message, name: loss?.name });
};

/** The browser tells of the loss in a task of its own, perhaps behind the failures that it causes. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

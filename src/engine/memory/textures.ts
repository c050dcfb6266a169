/** Keeps WebGL's textures within a budget. */
import type { TensorFlow } from '../api';
import { budgetOf, defaultGpuLimit } from './budget';
import { megabytes, outOfMemory } from './out-of-memory';

/** `usage` and `packed` say what a texture is for, as TensorFlow.js numbers it. */
type Acquire = (shape: [number, number], usage: number, packed: boolean) => object;

/** The part of the WebGL backend that allocates. */
export interface TextureOwner {
  readonly textureManager: {
    acquireTexture: Acquire;
    releaseTexture(texture: object, shape: [number, number], usage: number, packed: boolean): void;
    readonly numBytesAllocated: number;
    readonly numBytesFree: number;
    /** By rows, columns, physical type and whether four values share a texel, joined by underscores. */
    readonly freeTextures: Readonly<Record<string, readonly object[]>>;
  };
  memory(): object;
}

/** A texture stores a float32 in four bytes, alone or with three others in a texel. */
const BYTES_PER_VALUE = 4;
/** What a texture of each physical type is asked for as: rendering, rendering, download, upload, rendering. */
const USAGE_OF_TYPE = [0, 0, 3, 1, 0];

export function limitTextures(tf: TensorFlow, backend: TextureOwner): void {
  // WebGL tells nothing of a GPU's size; half of the machine's memory stays the bound.
  const budget = budgetOf(tf, 'webgl', defaultGpuLimit(Infinity));
  const { textureManager: manager } = backend;
  const acquire = manager.acquireTexture.bind(manager);
  manager.acquireTexture = (shape, usage, packed) => {
    const bytes = shape[0] * shape[1] * BYTES_PER_VALUE;
    if (manager.numBytesAllocated + bytes > budget.limit && !hasFree(backend, shape)) {
      free(tf, backend, acquire);
      if (manager.numBytesAllocated + bytes > budget.limit) throw outOfMemory(tf, fullWords(bytes, manager.numBytesAllocated, budget.limit));
    }
    return acquire(shape, usage, packed);
  };
  const memory = backend.memory.bind(backend);
  backend.memory = () => ({ ...memory(), numBytesInGPULimit: budget.limit });
}

const hasFree = ({ textureManager }: TextureOwner, [rows, columns]: readonly [number, number]): boolean =>
  Object.entries(textureManager.freeTextures).some(([key, textures]) => textures.length > 0 && key.startsWith(`${rows}_${columns}_`));

/** Deletes the textures that wait for reuse, by the pool's own rule: above a threshold it deletes what is given back. */
function free(tf: TensorFlow, { textureManager: manager }: TextureOwner, acquire: Acquire): void {
  const env = tf.env();
  const threshold = env.getNumber('WEBGL_DELETE_TEXTURE_THRESHOLD');
  env.set('WEBGL_DELETE_TEXTURE_THRESHOLD', 0);
  try {
    for (const [key, textures] of Object.entries(manager.freeTextures)) {
      const [rows = 0, columns = 0, type = 0] = key.split('_').map(Number);
      const [shape, usage, packed]: [[number, number], number, boolean] = [[rows, columns], USAGE_OF_TYPE[type] ?? 0, key.endsWith('_true')];
      for (let left = textures.length; left > 0; left--) manager.releaseTexture(acquire(shape, usage, packed), shape, usage, packed);
    }
  } finally {
    env.set('WEBGL_DELETE_TEXTURE_THRESHOLD', threshold);
  }
}

const fullWords = (bytes: number, allocated: number, limit: number): string =>
  `a tensor of ${megabytes(bytes)} has no room on the GPU beside ${megabytes(allocated)} of textures; the limit is ${megabytes(limit)} (runtime.memoryLimit(bytes) changes it)`;

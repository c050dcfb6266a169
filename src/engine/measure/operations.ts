/** Listens to what TensorFlow.js does: scopes, kernels, tensors, reads. For measurements only; nothing is wrapped outside them. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import type { DataId, Values } from '../tensors';

export interface OperationListener {
  /** An operation ('matMul') or a named scope begins; until the matching `leave`, all else is inside it. */
  enter?(name: string): void;
  leave?(): void;
  /** A kernel has run, or on a GPU has been sent. `bytes` is what is alive after it. */
  kernel?(name: string, started: number, ended: number, bytes: number): void;
  /** A tensor was made; variables are not told of. */
  made?(tensor: Tensor): void;
  /** Values were read back to JavaScript. */
  read?(started: number, ended: number): void;
}

type KernelCall = { readonly kernelName?: string };

/** Members of TensorFlow.js's engine that its declarations keep private. */
interface Listened {
  readonly state: { readonly numBytes: number };
  runKernelFunc(call: KernelCall): unknown;
  startScope(name?: string): unknown;
  endScope(result?: unknown): unknown;
  trackTensor(tensor: Tensor, backend: unknown): void;
  read(id: DataId): Promise<Values>;
  readSync(id: DataId): Values;
}

/** Calls `listener` until the returned function is called. `now` is in milliseconds. */
export function listen(tf: TensorFlow, listener: OperationListener, now: () => number): () => void {
  const engine = tf.engine() as unknown as Listened;
  const own = { ...engine };
  const before = {
    runKernelFunc: engine.runKernelFunc,
    startScope: engine.startScope,
    endScope: engine.endScope,
    trackTensor: engine.trackTensor,
    read: engine.read,
    readSync: engine.readSync,
  };
  Object.assign(engine, {
    runKernelFunc(call: KernelCall): unknown {
      const started = now();
      const made = before.runKernelFunc.call(engine, call);
      // Without a name it is a gradient of the cell's own, whose operations tell of themselves.
      if (call.kernelName !== undefined) listener.kernel?.(call.kernelName, started, now(), engine.state.numBytes);
      return made;
    },
    startScope(name?: string): unknown {
      const scope = before.startScope.call(engine, name);
      listener.enter?.((name ?? '').replace(/__op$/, ''));
      return scope;
    },
    endScope(result?: unknown): unknown {
      const ended = before.endScope.call(engine, result);
      listener.leave?.();
      return ended;
    },
    trackTensor(tensor: Tensor, backend: unknown): void {
      before.trackTensor.call(engine, tensor, backend);
      if (!(tensor instanceof tf.Variable)) listener.made?.(tensor);
    },
    async read(id: DataId): Promise<Values> {
      const started = now();
      try {
        return await before.read.call(engine, id);
      } finally {
        listener.read?.(started, now());
      }
    },
    readSync(id: DataId): Values {
      const started = now();
      try {
        return before.readSync.call(engine, id);
      } finally {
        listener.read?.(started, now());
      }
    },
  });
  return () => {
    for (const [name, member] of Object.entries(before)) {
      if (Object.hasOwn(own, name)) Reflect.set(engine, name, member);
      else Reflect.deleteProperty(engine, name);
    }
  };
}

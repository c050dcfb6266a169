/** What the notebook asked for about where tensors lie; it outlives sessions and switches of the device. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Placement, Welcome } from '../../protocol/remote';
import type { Handle } from '../graph/executor';
import type { RecordingBackend } from '../graph/recorder/backend';
import type { Group, Wishes } from './sharding';
import { checkShard } from './sharding';

export class RequestedLayout {
  readonly #sharded = new Map<Variable, number>();
  /** Null until something was asked for: stages of a pipeline offload then, as they are what does not fit on one device. */
  #offloads: boolean | null = null;
  #group: Group | null = null;
  #batches: readonly Handle[] = [];

  /** @param welcome of the server that there is; what does not fit another one is told when it is used there */
  constructor(private readonly welcome: () => Welcome | null) {}

  /** The variable lies parted along `axis` from its next use on. @throws RangeError where it cannot */
  shard(variable: Variable, axis: number): void {
    checkShard(variable, axis, this.welcome()?.mesh.model ?? 1);
    this.#sharded.set(variable, axis);
  }

  /** Whether optimizers' slots wait in the memory of the server's machine between steps. @throws Error where it has none for that */
  offload(on: boolean): void {
    if (on && this.welcome()?.hostMemory === false) throw new Error('the devices of this server have no memory of the machine beside their own: nothing can be offloaded there');
    this.#offloads = on;
  }

  /** Has what `work` records computed by a part of the mesh; `batches` are parted among its devices where they divide. */
  within<T>(recorder: Pick<RecordingBackend, 'handleOf' | 'flush'>, group: Group | null, batches: readonly Pick<Tensor, 'dataId' | 'shape'>[], work: () => T): T {
    recorder.flush();
    const devices = (this.welcome()?.mesh.data ?? 1) / (group?.[1] ?? 1);
    const parted = group === null || devices === 1 ? [] : batches.filter(({ shape }) => (shape[0] ?? 1) % devices === 0);
    this.#group = group;
    this.#batches = parted.flatMap(({ dataId }) => recorder.handleOf(dataId) ?? []);
    try {
      const made = work();
      recorder.flush();
      return made;
    } finally {
      this.#group = null;
      this.#batches = [];
    }
  }

  wishesOf(recorder: () => Pick<RecordingBackend, 'handleOf'> | null, { mesh, hostMemory }: Welcome): Wishes {
    const sharded = this.#sharded;
    const now = (): { readonly offloads: boolean; readonly group: Group | null; readonly batches: readonly Handle[] } => ({
      offloads: (this.#offloads ?? this.#group !== null) && hostMemory,
      group: this.#group,
      batches: this.#batches,
    });
    return {
      *sharded(): Iterable<readonly [Handle, Placement]> {
        if (mesh.model === 1) return;
        for (const [variable, axis] of sharded) {
          if (variable.isDisposed) sharded.delete(variable);
          else {
            const handle = recorder()?.handleOf(variable.dataId);
            if (typeof handle === 'number') yield [handle, `model:${axis}`];
          }
        }
      },
      get group() {
        return now().group;
      },
      batches: () => now().batches,
      get offloads() {
        return now().offloads;
      },
    };
  }
}

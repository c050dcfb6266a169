/** What the notebook asked for about where tensors lie; it outlives sessions and switches of the device. */
import type { Variable } from '@tensorflow/tfjs-core';
import type { Placement, Welcome } from '../../protocol/remote';
import type { Handle } from '../graph/executor';
import type { RecordingBackend } from '../graph/recorder/backend';
import type { Wishes } from './sharding';
import { checkShard } from './sharding';

export class RequestedLayout {
  readonly #sharded = new Map<Variable, number>();
  #offloads = false;

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

  wishesOf(recorder: () => Pick<RecordingBackend, 'handleOf'> | null, { mesh, hostMemory }: Welcome): Wishes {
    const sharded = this.#sharded;
    const isOffloading = (): boolean => this.#offloads && hostMemory;
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
      get offloads() {
        return isOffloading();
      },
    };
  }
}

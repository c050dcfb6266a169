/** Loops that the server runs: how far each came, and the values that come while it does. */
import type { RemoteEvent } from '../../protocol/remote';
import type { PortEvent } from '../../protocol/remote-port';
import type { LoopPlan, LoopRun } from '../graph/executor';
import { fromBytes } from './wire-graph';

interface UnderWay {
  readonly plan: LoopPlan;
  /** Steps done where it was stopped; null while all may be. */
  ended: number | null;
  failure: Error | null;
  resolve(steps: number): void;
  reject(failure: Error): void;
}

export class Loops {
  readonly #underWay = new Map<number, UnderWay>();

  /** The last that has not ended; 0 where there is none. */
  get last(): number {
    return Math.max(0, ...this.#underWay.keys());
  }

  begin(seq: number, plan: LoopPlan): LoopRun {
    const done = new Promise<number>((resolve, reject) => this.#underWay.set(seq, { plan, ended: null, failure: null, resolve, reject }));
    done.catch(() => undefined);
    return { done };
  }

  rows({ seq, output, from, type, shape, bytes }: Extract<PortEvent, { kind: 'rows' }>): void {
    this.#underWay.get(seq)?.plan.stream?.onRows({ output, from, count: shape[0] ?? 0, values: fromBytes(bytes, type) });
  }

  /** Whether it was a loop that ended early with its outputs whole. */
  failed({ seq = 0, steps }: Extract<RemoteEvent, { kind: 'failed' }>, error: () => Error): boolean {
    const loop = this.#underWay.get(seq);
    if (loop === undefined) return steps !== undefined;
    if (steps === undefined) loop.failure = error();
    else loop.ended = steps;
    return steps !== undefined;
  }

  /** All up to `seq` are over. */
  acked(seq: number): void {
    for (const [own, loop] of this.#underWay) {
      if (own > seq) continue;
      this.#underWay.delete(own);
      if (loop.failure === null) loop.resolve(loop.ended ?? loop.plan.steps);
      else loop.reject(loop.failure);
    }
  }

  lose(loss: Error): void {
    for (const { reject } of this.#underWay.values()) reject(loss);
    this.#underWay.clear();
  }
}

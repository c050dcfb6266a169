/** What the loops of one run of a cell train: with each checkpoint goes the state of all of them, such as both sides of a GAN. */
import type * as tfjs from '@tensorflow/tfjs';
import type { NamedVariable } from '../module/collect';
import type { TrainOps } from '../module/types';
import type { Checkpoint } from '../trainer/checkpoint';
import type { OptimizerPlan } from '../trainer/optimizers';
import { keyOf, restoreOptimizers } from '../trainer/saving';
import { misfit } from './going-on';
import { putWeights } from './put-weights';
import { takeOptimizers, takeVariables, type Taken } from './snapshot';

interface LoopPart {
  readonly optimizer: tfjs.Optimizer;
  variables(): readonly NamedVariable[];
  /** No gradients wait for a step, which no checkpoint would know of. */
  isSettled(): boolean;
}

const parts = new WeakMap<object, LoopPart[]>();

/** @param run of the cell @returns what takes it away again */
export function joinLoops(run: object, part: LoopPart): () => void {
  const all = parts.get(run) ?? [];
  parts.set(run, [...all, part]);
  return () => void parts.set(run, (parts.get(run) ?? []).filter((one) => one !== part));
}

export class LoopParts {
  constructor(
    private readonly tf: TrainOps,
    private readonly run: object,
  ) {}

  get #all(): readonly LoopPart[] {
    return parts.get(this.run) ?? [];
  }
  get #plans(): readonly Pick<OptimizerPlan, 'name' | 'groups'>[] {
    return this.#all.map(({ optimizer }, index) => ({ name: `optimizer${index}`, groups: [{ optimizer, variables: () => [], share: 1 }] }));
  }
  get variables(): NamedVariable[] {
    return this.#all.flatMap((part, index) => part.variables().map(({ path, variable }) => ({ path: `${index}/${path}`, variable })));
  }
  get areSettled(): boolean {
    return this.#all.every((part) => part.isSettled());
  }

  async take(): Promise<{ readonly weights: Taken[]; readonly optimizers: Record<string, Taken[]>; readonly bytes: number }> {
    const { variables } = this;
    const weights = takeVariables(this.tf, variables);
    const optimizers = await takeOptimizers(this.tf, this.#plans);
    const bytes = variables.reduce((sum, { variable }) => sum + 4 * variable.size, 0);
    return { weights, optimizers, bytes: bytes * (1 + Object.values(optimizers).flat().length / Math.max(1, weights.length)) };
  }

  /** Null for a checkpoint of these. */
  misfit(checkpoint: Checkpoint): string | null {
    return misfit({ weights: this.variables.map(({ path, variable }) => ({ name: path, shape: variable.shape })), optimizers: this.#plans.map((plan) => keyOf(plan, 0)) }, checkpoint);
  }

  async give({ weights, optimizers }: Pick<Checkpoint, 'weights' | 'optimizers'>): Promise<void> {
    putWeights(this.tf, this.variables, weights);
    await restoreOptimizers(this.tf, this.#plans as readonly OptimizerPlan[], optimizers);
  }
}

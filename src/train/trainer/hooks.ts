/** Tells the module and the callbacks, in this order, what happens. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Callback, HookName, Hooks, TrainEvent } from '../callbacks/types';
import type { Module } from '../module/types';

const STEP_HOOKS = ['onBeforeBackward', 'onAfterBackward', 'onOptimizerStep'] as const;

export class HookCaller {
  constructor(
    private readonly module: Module & Hooks,
    private readonly callbacks: readonly Callback[],
  ) {}

  /** Whether someone listens to what happens inside a step, which recordings leave out. */
  get listensToSteps(): boolean {
    return STEP_HOOKS.some((hook) => this.has(hook));
  }

  has(hook: HookName): boolean {
    return [this.module, ...this.callbacks].some((one) => typeof one[hook] === 'function');
  }

  /** One after another. */
  async call(hook: HookName, event: () => TrainEvent): Promise<void> {
    for (const one of [this.module, ...this.callbacks]) if (typeof one[hook] === 'function') await one[hook](event());
  }

  /** Who is told the gradients of the next step; null where nobody asks. */
  gradientWatch(event: () => TrainEvent): ((gradients: Readonly<Record<string, tfjs.Tensor>>) => void) | null {
    const watching = this.callbacks.filter((one) => one.onGradients !== undefined && one.wantsGradients?.(event()) !== false);
    return watching.length === 0 ? null : (gradients) => watching.forEach((one) => one.onGradients?.(gradients, event()));
  }

  now(hook: (typeof STEP_HOOKS)[number], event: () => TrainEvent): void {
    for (const one of [this.module, ...this.callbacks]) one[hook]?.(event());
  }
}

/** Scales the losses of models that are compiled under a float16 policy, as Keras does. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { LossScaleOptimizer } from '../tools/loss-scale-optimizer';
import { createLossScaleOptimizer } from '../tools/loss-scale-optimizer';
import { computeDtypeOf, type Policy } from './policy';

/** What `compile` and `save` use of a model. */
interface CompiledModel {
  optimizer_?: tfjs.Optimizer;
  /** That of a sequential model, which trains in its place. */
  model?: CompiledModel;
  compile(args: tfjs.ModelCompileArgs): void;
  save(target: unknown, options?: { readonly includeOptimizer?: boolean }): Promise<tfjs.io.SaveResult>;
}

const installed = new WeakMap<object, () => Policy>();

/** Changes the prototype of layers models; a second call replaces the policy that is asked. */
export function scaleLosses(tf: TrainOps, policy: () => Policy): void {
  const isInstalled = installed.has(tf.LayersModel);
  installed.set(tf.LayersModel, policy);
  if (isInstalled) return;
  const prototype = tf.LayersModel.prototype as unknown as CompiledModel;
  const { compile, save } = prototype;
  prototype.compile = function (args) {
    compile.call(this, args);
    const { optimizer_: optimizer } = this;
    const isScaled = computeDtypeOf((installed.get(tf.LayersModel) ?? policy)().name) === 'float16';
    if (isScaled && optimizer !== undefined && !('innerOptimizer' in optimizer)) this.optimizer_ = createLossScaleOptimizer(tf, optimizer);
  };
  // The file holds the optimizer that does the steps: scales belong to a policy, and begin anew.
  prototype.save = async function (target, options) {
    const models = [this, this.model].filter((model) => model !== undefined);
    const scalers = models.map((model) => model.optimizer_);
    models.forEach((model) => {
      const { innerOptimizer } = (model.optimizer_ ?? {}) as Partial<LossScaleOptimizer>;
      if (options?.includeOptimizer === true && innerOptimizer !== undefined) model.optimizer_ = innerOptimizer;
    });
    try {
      return await save.call(this, target, options);
    } finally {
      models.forEach((model, index) => {
        if (scalers[index] !== undefined) model.optimizer_ = scalers[index];
      });
    }
  };
}

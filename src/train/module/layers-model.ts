/** A compiled layers model as a module: its loss, its metrics and its optimizer are those of `model.compile`. */
import type * as tfjs from '@tensorflow/tfjs';
import type { ModuleClass } from './module';
import type { Module, StepContext, StepOutput, TrainOps } from './types';

/** Fields that the declarations of a model keep private. */
interface OpenModel {
  readonly optimizer_?: tfjs.Optimizer;
  readonly lossFunctions?: readonly ((target: tfjs.Tensor, predicted: tfjs.Tensor) => tfjs.Tensor)[];
  readonly metricsNames?: readonly string[];
  readonly metricsTensors?: readonly (readonly [metric: (target: tfjs.Tensor, predicted: tfjs.Tensor) => tfjs.Tensor, output: number])[];
  calculateLosses(): tfjs.Scalar[];
}

/** @throws Error for a model that was not compiled */
export function modelModule(tf: TrainOps, ModuleOf: ModuleClass, model: tfjs.LayersModel): Module {
  // A sequential model trains through an inner one.
  const open = (model instanceof tf.Sequential ? (model as unknown as { readonly model: unknown }).model : model) as OpenModel;
  const { lossFunctions = [], optimizer_: optimizer, metricsTensors = [], metricsNames = [] } = open;
  if (optimizer === undefined || open.lossFunctions === undefined) throw new Error(`'${model.name}' has no loss yet: model.compile({optimizer, loss}) before a Trainer fits it, or wrap it with train.defineModule({model, trainingStep})`);

  class ModelModule extends ModuleOf {
    readonly model = model;
    constructor() {
      super();
      this.name = model.name;
    }
    override forward(input: unknown, training = false): tfjs.Tensor | tfjs.Tensor[] {
      return model.apply(input as tfjs.Tensor | tfjs.Tensor[], { training }) as tfjs.Tensor | tfjs.Tensor[];
    }
    override trainingStep(_batch: unknown, context: StepContext): StepOutput {
      const outputs = listOf(this.forward(context.input, context.training));
      const targets = listOf(context.target as tfjs.Tensor | tfjs.Tensor[]);
      if (targets.length !== outputs.length || targets.some((target) => !(target instanceof tf.Tensor))) {
        throw new Error(`'${model.name}' has ${outputs.length} output${outputs.length === 1 ? '' : 's'} and its batch labels for ${context.target === undefined ? 0 : targets.length}: give data as {x, y}`);
      }
      const losses = lossFunctions.map((loss, index) => loss(targets[index] as tfjs.Tensor, outputs[index] as tfjs.Tensor).mean());
      const [first, ...others] = [...losses, ...open.calculateLosses()];
      // The names begin with those of losses; metrics stand behind.
      const named = metricsNames.slice(metricsNames.length - metricsTensors.length);
      metricsTensors.forEach(([metric, output], index) => context.log(named[index] ?? `metric_${index}`, metric(targets[output] as tfjs.Tensor, outputs[output] as tfjs.Tensor).mean()));
      return others.reduce((sum: tfjs.Tensor, one) => sum.add(one), first as tfjs.Tensor);
    }
    override configureOptimizers(): unknown {
      return optimizer;
    }
  }
  return new ModelModule();
}

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

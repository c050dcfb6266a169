/** A compiled layers model as a module: its loss, its metrics and its optimizer are those of `model.compile`. */
import type * as tfjs from '@tensorflow/tfjs';
import type { OpenModel } from '../keras/model';
import { listOf, stepData } from '../keras/model';
import { metricOf } from '../keras/own-metrics';
import { compiledNames, readLogs } from '../keras/steps';
import type { ModuleClass } from './module';
import type { Module, StepContext, StepOutput, TrainOps } from './types';


/** @throws Error for a model that was not compiled */
export function modelModule(tf: TrainOps, ModuleOf: ModuleClass, model: tfjs.LayersModel): Module {
  // A sequential model trains through an inner one.
  const given = model as unknown as OpenModel;
  const open = (model instanceof tf.Sequential ? given.model : given) ?? given;
  const { lossFunctions = [], optimizer, metricsTensors = [] } = open;
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
      // Read by training alone: what is told of data that is judged counts examples alike.
      const weight = context.training ? context.sampleWeight : undefined;
      const losses = lossFunctions.map((loss, index) => {
        const each = loss(targets[index] as tfjs.Tensor, outputs[index] as tfjs.Tensor);
        return (weight === undefined ? each : each.mul(weight)).mean();
      });
      const [first, ...others] = [...losses, ...open.calculateLosses()];
      // The names begin with those of losses; metrics stand behind.
      const names = compiledNames(open);
      const named = names.slice(names.length - metricsTensors.length);
      metricsTensors.forEach(([metric, output], index) => {
        const value = metric(targets[output] as tfjs.Tensor, outputs[output] as tfjs.Tensor).mean();
        context.log(named[index] ?? `metric_${index}`, metricOf(metric) ?? value);
      });
      return others.reduce((sum: tfjs.Tensor, one) => sum.add(one), first as tfjs.Tensor);
    }
    override configureOptimizers(): unknown {
      return optimizer;
    }
  }
  const module = new ModelModule();
  // Steps that the model overrides are asked, as `fit` asks them.
  const stock = Object.getPrototypeOf(tf.Sequential.prototype) as OpenModel;
  const own = (step: 'trainStep' | 'testStep', context: StepContext): ReturnType<typeof readLogs> => {
    const inner = { ...partsOf(context), model };
    const told: unknown = given[step](stepData(context.input, context.target, context.sampleWeight), inner);
    return readLogs(tf, told, inner, `${step} of '${model.name}'`);
  };
  if (given.trainStep !== stock.trainStep) {
    module.step = (_batch, context) => {
      for (const { name, tensor } of own('trainStep', context)) context.log(name, tensor);
    };
  }
  if (given.testStep !== stock.testStep) module.validationStep = (_batch, context) => Object.fromEntries(own('testStep', context).map(({ name, tensor }) => [name, tensor]));
  if (given.predictStep !== stock.predictStep) module.predictStep = (_batch, context) => given.predictStep(context.input, { ...partsOf(context), model });
  return module;
}

/** Those that a step of a layers model is told; a copy of the others would read them. */
const partsOf = ({ input, target, optimizers, optimizerName, training, call }: StepContext) => ({ input, target, optimizers, optimizerName, training, call, loss: {} });

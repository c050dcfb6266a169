/** The class that a cell extends: its fields are the model, its methods the steps. */
import type * as tfjs from '@tensorflow/tfjs';
import { collectParts, namedVariables, trainableVariables } from './collect';
import { activeLog } from './logging';
import type { Gradients, Hparams, Loggable, Module, ModuleParts, StepContext, StepOutput, TrainOps } from './types';

export type ModuleClass = new (hparams?: Hparams) => Module;

/** @param tf the instance that cells see, so that their layers and variables are recognised */
export function createModuleClass(tf: TrainOps): ModuleClass {
  /** Raw variables that `freeze` has taken from training, and `unfreeze` gives back. */
  const frozen = new WeakSet<tfjs.Variable>();

  class TrainModule implements Module {
    readonly hparams: Hparams;
    name: string;
    forward?(input: unknown, training?: boolean): unknown;
    loss?(target: unknown, predicted: unknown, sampleWeight?: tfjs.Tensor): tfjs.Tensor;

    constructor(hparams: Hparams = {}) {
      if (typeof hparams !== 'object' || hparams === null) throw new TypeError(`hparams of a module is an object of settings, such as {units: 32}; here is ${String(hparams)}`);
      this.hparams = hparams;
      this.name = new.target === TrainModule ? 'module' : new.target.name;
    }

    parts(): ModuleParts {
      return collectParts(tf, this, isModule);
    }
    get variables(): tfjs.Variable[] {
      return [...new Set(namedVariables(this.parts()).map(({ variable }) => variable))];
    }
    get trainableVariables(): tfjs.Variable[] {
      return trainableVariables(this.parts());
    }
    countParams(): { total: number; trainable: number } {
      const sum = (variables: readonly tfjs.Variable[]): number => variables.reduce((total, { size }) => total + size, 0);
      return { total: sum(this.variables), trainable: sum(this.trainableVariables) };
    }

    freeze(...of: readonly unknown[]): this {
      return this.#set(false, of);
    }
    unfreeze(...of: readonly unknown[]): this {
      return this.#set(true, of);
    }
    #set(trainable: boolean, of: readonly unknown[]): this {
      const { variables, layers } = collectParts(tf, of.length === 0 ? this : requireParts(of), isModule);
      if (variables.size + layers.size === 0) throw new Error(`${trainable ? 'unfreeze' : 'freeze'} of '${this.name}' found no layer and no variable: name parts of it, such as module.freeze(module.base), or none for all`);
      for (const layer of layers.values()) layer.trainable = trainable;
      for (const variable of variables.values()) {
        if (trainable ? !frozen.delete(variable) : !variable.trainable) continue;
        if (!trainable) frozen.add(variable);
        (variable as { trainable: boolean }).trainable = trainable;
      }
      return this;
    }

    log(name: string, value: Loggable): void {
      const log = activeLog();
      if (log === undefined) throw new Error(`log('${name}', …) of '${this.name}' is called in its steps, while a Trainer runs them; elsewhere print with console.log`);
      log(name, value);
    }

    trainingStep(_batch: unknown, context: StepContext): StepOutput {
      return this.#lossOfBatch('trainingStep', context);
    }
    validationStep(batch: unknown, context: StepContext): StepOutput {
      return this.trainingStep(batch, context);
    }
    testStep(batch: unknown, context: StepContext): StepOutput {
      return this.validationStep(batch, context);
    }
    predictStep(_batch: unknown, { input, training }: StepContext): unknown {
      if (this.forward === undefined) throw new Error(`predict of '${this.name}' needs a predictStep(batch) or a forward(x)`);
      return this.forward(input, training);
    }
    #lossOfBatch(step: string, context: StepContext): tfjs.Tensor {
      const { input, target, training } = context;
      if (this.forward === undefined || this.loss === undefined) throw new Error(`'${this.name}' has no ${step}: give it one that returns the loss, or a forward(x) and a loss(target, predicted)`);
      return this.loss(target, this.forward(input, training), this.loss.length > 2 ? context.sampleWeight : undefined);
    }

    /** Adam with a rate of 1e-3 (Kingma and Ba, 2015) on everything trainable. */
    configureOptimizers(): unknown {
      return tf.train.adam(1e-3);
    }
    backward(lossOf: () => tfjs.Scalar, variables: tfjs.Variable[], _context: StepContext): { value: tfjs.Scalar; grads: Gradients } {
      return tf.variableGrads(lossOf, variables);
    }
    optimizerStep(optimizer: tfjs.Optimizer, gradients: Gradients, _context: StepContext): void {
      optimizer.applyGradients(gradients);
    }
  }
  const isModule = (value: object): boolean => value instanceof TrainModule;
  return TrainModule;
}

function requireParts(of: readonly unknown[]): readonly unknown[] {
  const wrong = of.findIndex((part) => typeof part !== 'object' || part === null);
  if (wrong >= 0) throw new TypeError(`freeze and unfreeze take layers, models, modules and variables; argument ${wrong + 1} is ${String(of[wrong])}`);
  return of;
}

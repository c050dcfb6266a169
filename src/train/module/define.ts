/** Makes a module of what a cell has: an object of fields and steps, a layers model, or a module as it is. */
import type * as tfjs from '@tensorflow/tfjs';
import { modelModule } from './layers-model';
import type { ModuleClass } from './module';
import type { Hparams, Module, TrainOps } from './types';

/** Fields and methods of a module, as an object literal; methods see the fields as `this`. */
export type ModuleDefinition = { readonly name?: string; readonly hparams?: Hparams } & Readonly<Record<string, unknown>>;

/** @throws TypeError for what is no object, or names a method that no module has but that looks like one */
export function defineModule(ModuleOf: ModuleClass, definition: ModuleDefinition): Module {
  if (typeof definition !== 'object' || definition === null) throw new TypeError(`train.defineModule takes an object of fields and steps, such as {model, trainingStep(batch) { … }}; here is ${String(definition)}`);
  const { name = 'module', hparams = {}, ...rest } = Object.getOwnPropertyDescriptors(definition);
  const module = new ModuleOf(valueOf(hparams, {}));
  module.name = valueOf(name, 'module');
  Object.defineProperties(module, rest as PropertyDescriptorMap);
  return module;
}

const valueOf = <T>(property: unknown, otherwise: T): T => {
  const value: unknown = typeof property === 'object' && property !== null && 'value' in property ? property.value : otherwise;
  return (value ?? otherwise) as T;
};

/** One module for each object that a Trainer is given, so that a second fit goes on in the same charts. */
const made = new WeakMap<object, Module>();

/** @throws TypeError for what can be no module */
export function asModule(tf: TrainOps, ModuleOf: ModuleClass, given: unknown): Module {
  if (given instanceof ModuleOf) return given;
  if (typeof given === 'function' && given.prototype instanceof ModuleOf) throw new TypeError(`a Trainer takes a module, not its class: new ${given.name}() instead of ${given.name}`);
  if (typeof given !== 'object' || given === null) throw new TypeError(`a Trainer takes a module: train.defineModule({…}), an instance of a class that extends train.Module, or a compiled tf.LayersModel; here is ${given === null ? 'null' : typeof given}`);
  const known = made.get(given);
  if (known !== undefined) return known;
  const module = given instanceof tf.LayersModel ? modelModule(tf, ModuleOf, given as tfjs.LayersModel) : defineModule(ModuleOf, given as ModuleDefinition);
  made.set(given, module);
  return module;
}

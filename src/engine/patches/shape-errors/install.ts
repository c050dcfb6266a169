/**
 * Makes operations whose shapes cannot match say so: which shapes, which rule. Operations run as they are;
 * only what they throw is looked at.
 */
import type { TensorFlow } from '../../api';
import { layerInput, modelInput, modelTarget, type NamedLayer, type NamedModel } from './model-rules';
import { kernelRules, lossRules, operationRules, type OperationRule } from './operations';
import { reword } from './reword';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Gives the TensorFlow.js that cells shall see; kernels, methods, layers and models are changed in place. */
export function explainShapeErrors<T extends TensorFlow>(tf: T): T {
  explainKernels(tf);
  explainMethods(tf.Tensor.prototype, operationRules, (rule, self, args) => rule([self, ...args]));
  explainMethods(tf.losses, lossRules, (rule, _self, args) => rule(args));
  explainLayers(tf);
  explainModels(tf);
  const operations: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(operationRules)) {
    const original: unknown = Reflect.get(tf, name);
    if (isCallable(original)) operations[name] = explaining(original, (_self, args) => rule(args));
  }
  return { ...tf, ...operations };
}

function explainKernels(tf: TensorFlow): void {
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  engine.runKernel = (name, inputs, attrs) => {
    try {
      return run(name, inputs, attrs);
    } catch (error) {
      throw reword(error, () => kernelRules[name]?.(inputs, { ...attrs }) ?? null);
    }
  };
}

function explainMethods<Rule extends OperationRule>(
  holder: object,
  rules: Readonly<Record<string, Rule>>,
  explain: (rule: Rule, self: unknown, args: readonly unknown[]) => string | null,
): void {
  for (const [name, rule] of Object.entries(rules)) {
    const original: unknown = Reflect.get(holder, name);
    if (isCallable(original)) Reflect.set(holder, name, explaining(original, (self, args) => explain(rule, self, args)));
  }
}

function explainLayers(tf: TensorFlow): void {
  const prototype = tf.layers.Layer.prototype;
  prototype.apply = explaining(prototype.apply as Callable, (layer, [inputs]) => layerInput(layer as NamedLayer, inputs)) as typeof prototype.apply;
}

function explainModels(tf: TensorFlow): void {
  const { prototype } = tf.LayersModel;
  const models: object = prototype;
  for (const method of ['predict', 'predictOnBatch'] as const) {
    Reflect.set(models, method, explaining(prototype[method] as Callable, (model, [x]) => modelInput(method, model as NamedModel, x)));
  }
  const withTargets =
    (method: string) =>
    (model: unknown, [x, y]: readonly unknown[]): string | null =>
      modelInput(method, model as NamedModel, x) ?? modelTarget(method, model as NamedModel, x, y);
  Reflect.set(models, 'evaluate', explaining(prototype.evaluate as Callable, withTargets('evaluate')));
  for (const method of ['fit', 'trainOnBatch'] as const) {
    Reflect.set(models, method, explainingLater(prototype[method] as unknown as AsyncCallable, withTargets(method)));
  }
}

type Explain = (self: unknown, args: readonly unknown[]) => string | null;
type AsyncCallable = (this: unknown, ...args: unknown[]) => Promise<unknown>;

function explaining(original: Callable, explain: Explain): Callable {
  return named(original, function (this: unknown, ...args) {
    try {
      return Reflect.apply(original, this, args);
    } catch (error) {
      throw reword(error, () => explain(this, args));
    }
  });
}

function explainingLater(original: AsyncCallable, explain: Explain): AsyncCallable {
  return named(original, async function (this: unknown, ...args) {
    try {
      return await Reflect.apply(original, this, args);
    } catch (error) {
      throw reword(error, () => explain(this, args), false);
    }
  });
}

/** Under the name and with the number of parameters that the original has. */
function named<T extends Callable>(original: T, wrapper: T): T {
  for (const key of ['name', 'length'] as const) Object.defineProperty(wrapper, key, { value: original[key], configurable: true });
  return wrapper;
}

const isCallable = (value: unknown): value is Callable => typeof value === 'function';

/** How a model does on data, and how long a batch takes: what an export may change. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';

export interface EvaluationData {
  readonly x: tfjs.Tensor | readonly tfjs.Tensor[];
  /** Labels; without them outputs are compared, not scored. */
  readonly y?: tfjs.Tensor | readonly tfjs.Tensor[];
  /** 32 unless told. */
  readonly batchSize?: number;
}

/** Loss and metrics of a compiled model, by name. */
export type Scores = Readonly<Record<string, number>>;

/** What was compiled in a model, private in its declarations. */
interface Compiled {
  readonly optimizer?: unknown;
  readonly loss?: unknown;
  readonly metricsNames: readonly string[];
}

export const isCompiled = (model: tfjs.LayersModel): boolean => (model as unknown as Compiled).loss !== undefined && (model as unknown as Compiled).loss !== null;

/** @throws Error for a model that was not compiled */
export async function scoresOf(model: tfjs.LayersModel, { x, y, batchSize = 32 }: EvaluationData): Promise<Scores> {
  const found = model.evaluate(x as tfjs.Tensor, y as tfjs.Tensor, { batchSize });
  const scalars = Array.isArray(found) ? found : [found];
  const { metricsNames } = model as unknown as Compiled;
  const values = await Promise.all(scalars.map((scalar) => scalar.data()));
  for (const scalar of scalars) scalar.dispose();
  return Object.fromEntries(values.map(([value], index) => [metricsNames[index] ?? `metric_${index}`, value ?? NaN]));
}

/** Of two models on the same examples: the largest difference of an output, and in how many the largest output is another. */
export async function compareOutputs(tf: TrainOps, one: tfjs.LayersModel, other: tfjs.LayersModel, { x, batchSize = 32 }: EvaluationData): Promise<{ readonly difference: number; readonly changed: number; readonly examples: number }> {
  const [difference, changed, count] = tf.tidy(() => {
    const outputs = (model: tfjs.LayersModel): tfjs.Tensor => {
      const output = model.predict(x as tfjs.Tensor, { batchSize });
      return (Array.isArray(output) ? output[0] : output) as tfjs.Tensor;
    };
    const [a, b] = [outputs(one), outputs(other)];
    const isClass = a.rank > 1 && (a.shape.at(-1) ?? 1) > 1;
    const picked = (output: tfjs.Tensor): tfjs.Tensor => output.argMax(-1);
    return [a.sub(b).abs().max(), isClass ? picked(a).notEqual(picked(b)).sum() : tf.scalar(0), a.shape[0] ?? 0] as const;
  }) as unknown as readonly [tfjs.Tensor, tfjs.Tensor, number];
  const [[most = NaN], [odd = NaN]] = await Promise.all([difference.data(), changed.data()]);
  tf.dispose([difference, changed]);
  return { difference: most, changed: odd, examples: count };
}

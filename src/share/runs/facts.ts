/** What is told of a series beside its points, and of a metric by its name. */
import type { MetricFacts, RunRecord, SeriesRecord } from './types';

export function factsOf({ step, value }: SeriesRecord): MetricFacts {
  let min = NaN;
  let minStep = NaN;
  let max = NaN;
  let maxStep = NaN;
  value.forEach((one, at) => {
    if (!Number.isFinite(one)) return;
    if (!(one >= min)) [min, minStep] = [one, step[at] ?? NaN];
    if (!(one <= max)) [max, maxStep] = [one, step[at] ?? NaN];
  });
  return { count: value.length, last: value.at(-1) ?? NaN, lastStep: step.at(-1) ?? NaN, min, minStep, max, maxStep };
}

export type Goal = 'min' | 'max';

/** Names of which higher is better, as Keras, scikit-learn and W&B have them. */
const HIGHER = /(^|[_/\s-])(acc|accuracy|top_?k\w*|precision|recall|f1|auc|auroc|ap|map|r2|iou|miou|reward|return|score|bleu|rouge\w*|psnr|ssim|dice)($|[_/\s\d-])|accuracy|accuracies/i;

export const goalOf = (metric: string): Goal => (HIGHER.test(metric) ? 'max' : 'min');

/** Names that metrics have and settings have not: losses and errors, what is better high, and what a part of the data is named for. */
const METRIC = /(^|[_/.\s-])(loss|error|err|mse|mae|rmse|mape|nll|perplexity|ppl|kl|elbo|fid|cer|wer|grad_norm|gradient_norm)($|[_/.\s\d-])|loss$|^(train|training|val|valid|validation|eval|test)([/.]|_(?!(batch|size|split|epochs|steps|data|fraction|ratio|file|path|dir|interval|every|freq)))/i;

/** Settings that have the name of a metric in theirs: `loss_fn`, `score_threshold`, and the `precision` of numbers. */
const NO_METRIC = /^precision$|[_.-](fn|func|function|name|type|weights?|size|dim|dims|threshold|alpha|beta|gamma|eps|epsilon|scale|reduction|path|dir|file|steps|every|freq|interval)$/i;

export const isMetricName = (name: string): boolean => (METRIC.test(name) || HIGHER.test(name)) && !NO_METRIC.test(name);

export const isSystem = (metric: string): boolean => metric.startsWith('system/');

/** The metric by which runs are judged unless told: `val_loss`, `loss`, or the first that the most runs have. */
export function mainMetric(runs: readonly RunRecord[]): string | null {
  const counts = new Map<string, number>();
  for (const run of runs) for (const metric of Object.keys(run.metrics)) if (!isSystem(metric)) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  for (const usual of ['val_loss', 'loss']) if (counts.get(usual) === runs.length && runs.length > 0) return usual;
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

export interface Best {
  readonly run: RunRecord;
  readonly value: number;
  readonly step: number;
}

/** The best finite value of each run, best run first. */
export function ranked(runs: readonly RunRecord[], metric: string, goal: Goal): readonly Best[] {
  return runs
    .flatMap((run) => {
      const facts = run.metrics[metric];
      if (facts === undefined) return [];
      const best = goal === 'min' ? { run, value: facts.min, step: facts.minStep } : { run, value: facts.max, step: facts.maxStep };
      return Number.isFinite(best.value) ? [best] : [];
    })
    .toSorted((a, b) => (goal === 'min' ? a.value - b.value : b.value - a.value));
}

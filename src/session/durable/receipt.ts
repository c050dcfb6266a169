/** What it takes to run a training again, and to tell whether it came to the same. */
import type { JsonObject } from '../../base/json';
import { isObject } from '../../base/json';
import type { Result } from '../../base/result';
import { err, ok } from '../../base/result';
import type { Notebook } from '../../notebook/types';
import type { MetricSeries, TrackedRun } from '../runs/types';
import type { Points } from './same-points';

/** A JSON file; numbers that are none are null in it. */
export interface Receipt {
  readonly kind: 'gradbook-receipt';
  readonly version: 1;
  readonly run: Pick<TrackedRun, 'id' | 'name' | 'kind' | 'status' | 'startedAt' | 'endedAt' | 'device' | 'seed' | 'packages' | 'data' | 'parameters'> & { readonly settings: JsonObject };
  readonly notebook: {
    readonly id: string;
    readonly name: string;
    /** Every cell as it was when the receipt was made; the one that trained, as it was when it did. */
    readonly cells: readonly { readonly id: string; readonly type: string; readonly source: string }[];
  };
  /** That trained. */
  readonly cellId: string;
  readonly series: Readonly<Record<string, Points>>;
}

/** Times and memory are never the same twice. */
const isCompared = (metric: string): boolean => !metric.startsWith('system/');

export function makeReceipt(run: TrackedRun, series: Readonly<Record<string, MetricSeries>>, notebook: Pick<Notebook, 'cells'>): Receipt {
  const { id, name, kind, status, startedAt, endedAt, device, seed, packages, data, parameters, settings } = run;
  return {
    kind: 'gradbook-receipt',
    version: 1,
    run: { id, name, kind, status, startedAt, endedAt, device, seed, packages, data, parameters, settings },
    notebook: { ...run.notebook, cells: notebook.cells.map((cell) => ({ id: cell.id, type: cell.type, source: cell.id === run.cell.id ? run.cell.source : cell.source })) },
    cellId: run.cell.id,
    series: pointsOf(series),
  };
}

export function pointsOf(series: Readonly<Record<string, Pick<MetricSeries, 'step' | 'value'>>>): Record<string, Points> {
  return Object.fromEntries(
    Object.entries(series)
      .filter(([metric]) => isCompared(metric))
      .map(([metric, { step, value }]) => [metric, { step: [...step], value: [...value].map((one) => (Number.isFinite(one) ? one : null)) }]),
  );
}

type ReceiptProblem = 'no-json' | 'no-receipt' | 'newer';

export function readReceipt(text: string): Result<Receipt, ReceiptProblem> {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return err('no-json');
  }
  if (!isObject(found) || found['kind'] !== 'gradbook-receipt') return err('no-receipt');
  if (found['version'] !== 1) return err('newer');
  const { run, notebook, cellId, series } = found as Record<string, unknown>;
  const isWhole = isObject(run) && isObject(notebook) && Array.isArray(notebook['cells']) && typeof cellId === 'string' && isObject(series) && Object.values(series).every(isPoints);
  return isWhole ? ok(found as unknown as Receipt) : err('no-receipt');
}

function isPoints(value: unknown): value is Points {
  if (!isObject(value)) return false;
  const { step, value: values } = value as Record<string, unknown>;
  return Array.isArray(step) && Array.isArray(values) && step.length === values.length && step.every((one) => typeof one === 'number') && values.every((one) => one === null || typeof one === 'number');
}

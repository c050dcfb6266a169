/** The training that a cell is in the middle of, as the page's own frame tells of it. */
import { mime } from '../../base/mime';
import { isObject } from '../../base/json';
import type { Output } from '../../notebook/types';
import type { SessionState } from '../types';

export interface TrainingNow {
  readonly cellId: string;
  /** From 1; null where epochs are not told. */
  readonly epoch: { readonly current: number; readonly total: number } | null;
  readonly loss: number | null;
}

/** Null while nothing trains. The last line of progress of a training counts, should there be several. */
export function trainingNow({ kernel, notebook }: Pick<SessionState, 'kernel' | 'notebook'>): TrainingNow | null {
  if (kernel.phase !== 'busy' && kernel.phase !== 'stopping') return null;
  const { cellId } = kernel;
  const cell = notebook.cells.find(({ id }) => id === cellId);
  if (cell?.type !== 'code') return null;
  for (const output of [...cell.outputs].reverse()) {
    const progress = progressOf(output);
    if (progress !== null) return { cellId, ...progress };
  }
  return null;
}

function progressOf(output: Output): Omit<TrainingNow, 'cellId'> | null {
  if (output.type !== 'display') return null;
  const progress = output.data[mime.progress];
  if (!isObject(progress) || progress['state'] !== 'running') return null;
  const { epoch, metrics } = progress as Record<string, unknown>;
  // Bars of loops count no epochs.
  if (!isObject(epoch)) return null;
  const { current, total } = epoch as Record<string, unknown>;
  const loss: unknown = Array.isArray(metrics) ? metrics.find((metric) => isObject(metric) && metric['name'] === 'loss') : undefined;
  const value = isObject(loss) ? (loss as Record<string, unknown>)['value'] : null;
  return { epoch: typeof current === 'number' && typeof total === 'number' ? { current, total } : null, loss: typeof value === 'number' ? value : null };
}

/** "Epoch 3/10 · loss 0.21 · digits": the title of the tab. */
export function trainingTitle({ epoch, loss }: TrainingNow, name: string): string {
  return [...(epoch === null ? [] : [`Epoch ${epoch.current}/${epoch.total}`]), ...(loss === null ? [] : [`loss ${Number(loss.toPrecision(3))}`]), name].join(' · ');
}

import { isObject } from '../base/json';
import { setMetadata } from './edit';
import type { Notebook } from './types';

/** The name the document carries: ours, Colab's, or that of old files. Null where it carries none. */
export function nameOf(notebook: Notebook): string | null {
  const { gradbook, colab, name, title } = notebook.metadata;
  const candidates = [isObject(gradbook) ? gradbook.name : null, isObject(colab) ? colab.name : null, title, name];
  const found = candidates.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  return typeof found === 'string' ? found.trim().replace(/\.ipynb$/i, '') : null;
}

/** Writes the name into the document, for roads on which no file name travels. */
export function withName(notebook: Notebook, name: string): Notebook {
  if (nameOf(notebook) === name) return notebook;
  const ours = notebook.metadata.gradbook;
  return setMetadata(notebook, { gradbook: { ...(isObject(ours) ? ours : {}), name } as Notebook['metadata'] });
}

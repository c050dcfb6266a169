import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import type { FileError } from './errors';
import { fileName } from './names';

/** How cells may call the notebook's folder in a path. */
const contentRoot = '/content';

/**
 * The steps from the notebook's folder to a file or folder: `data/a.csv`, `./data/a.csv` and `/content/data/a.csv` are
 * the same place. Empty for the folder itself.
 */
export function filePath(path: string): Result<readonly string[], FileError> {
  const steps: string[] = [];
  const isAbsolute = path.startsWith('/');
  if (isAbsolute && path !== contentRoot && !path.startsWith(`${contentRoot}/`)) return outside(path);
  for (const part of path.slice(isAbsolute ? contentRoot.length : 0).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (steps.pop() === undefined) return outside(path);
      continue;
    }
    const name = fileName(part);
    if (!name.ok) return err({ ...name.error, name: path });
    steps.push(name.value);
  }
  return ok(steps);
}

const outside = (name: string): Result<never, FileError> =>
  err({ kind: 'bad-name', name, reason: `it lies outside ${contentRoot}, the folder of the notebook` });

/** A folder of folders, each named for what its pictures show. */
import { mulberry32 } from '../random';

export interface Labelled {
  readonly path: string;
  /** Index of its class. */
  readonly label: number;
}

export interface Classes {
  /** In alphabetical order, numbers by value. */
  readonly names: readonly string[];
  readonly files: readonly Labelled[];
  /** Files beside the folders of classes, which have no label. */
  readonly loose: readonly string[];
}

const order = new Intl.Collator('en', { numeric: true });

/**
 * The classes below `folder`, of the paths of all files. Files in folders of a class's folder belong to it, too; names
 * that begin with a dot are passed over, as is what macOS puts into archives.
 * @throws Error for a folder that is not there, or in which no folder lies, naming those there are
 */
export function classesIn(folder: string, paths: readonly string[]): Classes {
  const prefix = prefixOf(folder);
  const seen = paths.filter((path) => !path.split('/').some((step) => step.startsWith('.') || step === '__MACOSX'));
  const inside = seen.filter((path) => path.startsWith(prefix));
  if (inside.length === 0) throw new Error(notThere(folder, prefix, seen));
  const found = inside.map((path) => ({ path, steps: path.slice(prefix.length).split('/') }));
  const names = [...new Set(found.flatMap(({ steps: [first = '', ...rest] }) => (rest.length > 0 ? [first] : [])))].sort((a, b) => order.compare(a, b));
  if (names.length === 0) {
    const example = `${prefix}cat/${found[0]?.steps[0] ?? '1.png'}`;
    throw new Error(`folder '${folder}' holds ${count(inside.length, 'file')} and no folders of classes: put each picture into a folder named for what it shows, such as '${example}'`);
  }
  const files = found.flatMap(({ path, steps }) => (steps.length > 1 ? [{ path, label: names.indexOf(steps[0] ?? '') }] : []));
  files.sort((a, b) => a.label - b.label || order.compare(a.path, b.path));
  return { names, files, loose: found.filter(({ steps }) => steps.length === 1).map(({ path }) => path) };
}

/** `pets`, `./pets/` and `/content/pets` are `pets/`; the notebook's folder itself is ''. */
function prefixOf(folder: string): string {
  const steps = folder.split('/').filter((step) => step !== '' && step !== '.');
  return (folder.startsWith('/content') ? steps.slice(1) : steps).map((step) => `${step}/`).join('');
}

/** Archives often hold one folder that holds all else: that folder; '' for others. */
export function wrapping(paths: readonly string[]): string {
  const steps = paths.filter((path) => !path.startsWith('__MACOSX/')).map((path) => path.split('/'));
  const [first = ''] = steps[0] ?? [];
  return steps.every((each) => each.length > 1 && each[0] === first) && steps.some((each) => each.length > 2) ? first : '';
}

function notThere(folder: string, prefix: string, paths: readonly string[]): string {
  const archive = `${prefix.slice(0, -1)}.zip`;
  if (paths.includes(archive)) return `folder '${folder}' not found; there is '${archive}': pass its name, or unpack it with !unzip ${archive}`;
  const folders = [...new Set(paths.flatMap((path) => (path.includes('/') ? [`'${path.split('/')[0] ?? ''}/'`] : [])))];
  const there = folders.length > 0 ? `folders are: ${folders.slice(0, 20).join(', ')}` : 'there are no folders yet: write pictures as pets/cat/1.png, or upload a .zip of folders and pass its name';
  return `folder '${folder}' not found; ${there}`;
}

/**
 * Deals the pictures of each class at random into two parts, so that both have all classes in the same shares.
 * @param share of the second part; where it is above 0, every class of two pictures or more has one there, and one here
 */
export function dealt(files: readonly Labelled[], share: number, seed: number): { readonly train: Labelled[]; readonly validation: Labelled[] } {
  const random = mulberry32(seed);
  const train: Labelled[] = [];
  const validation: Labelled[] = [];
  for (const label of new Set(files.map((file) => file.label))) {
    const own = shuffled(files.filter((file) => file.label === label), random);
    const away = share === 0 || own.length < 2 ? 0 : Math.min(own.length - 1, Math.max(1, Math.round(own.length * share)));
    validation.push(...own.slice(0, away));
    train.push(...own.slice(away));
  }
  return { train, validation };
}

/** A copy in an order that `random` gives: Fisher and Yates's shuffle. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const all = [...list];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}

export const count = (number: number, noun: string): string => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

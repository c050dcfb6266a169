/**
 * Which cells must run before a cell whose kernel is new. Names tell: a cell is needed that assigns a name which a needed
 * cell reads, or that changes such a value in place, as `model.compile(…)` does; and so is every cell that sets up the
 * runtime. What only looks at values, or trains another model, is left out.
 */
export interface NamedCell {
  readonly id: string;
  readonly source: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** What a cell sets up that no name of the notebook holds. */
const SETUP = /\bruntime\s*\.\s*(seed|use|limit)\s*\(|\btf\s*\.\s*(setBackend|env|enableProdMode|registerKernel|registerGradient)\b|\bsetGlobalPolicy\s*\(|^\s*import\s*['"]|\bglobalThis\s*\./m;

/** @param cells code cells in the notebook's order @returns the ids to run, in order, the cell itself the last; empty where it is not there */
export function neededCells(cells: readonly NamedCell[], cellId: string): readonly string[] {
  const at = cells.findIndex(({ id }) => id === cellId);
  const target = cells[at];
  if (target === undefined) return [];
  const wanted = new Set(target.reads);
  const found = new Set<string>();
  const include = (cell: NamedCell): void => {
    found.add(cell.id);
    for (const name of cell.reads) wanted.add(name);
  };
  const above = cells.slice(0, at).reverse();
  // Again until nothing is added: a cell may change in place what was found to be wanted only further up.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const cell of above) if (!found.has(cell.id) && (cell.writes.some((name) => wanted.has(name)) || changes(cell, wanted) || SETUP.test(cell.source))) include(cell);
  }
  // What nothing above assigns was assigned by a cell below, in another order than the notebook's.
  const assigned = new Set(cells.slice(0, at + 1).flatMap(({ writes }) => writes));
  const below = cells.slice(at + 1).filter(({ writes }) => writes.some((name) => wanted.has(name) && !assigned.has(name)));
  return [...below.map(({ id }) => id), ...cells.slice(0, at).flatMap(({ id }) => (found.has(id) ? [id] : [])), cellId];
}

/** Whether a statement of the cell begins with one of the names and goes on with a member: `model.add(…)`, `await data.load()`, `list[0] = 1`. */
function changes({ source, reads }: NamedCell, wanted: ReadonlySet<string>): boolean {
  return reads.some((name) => wanted.has(name) && new RegExp(`(^|[;{}])\\s*(await\\s+)?${name.replace(/\$/g, '\\$')}\\s*(\\.(?!fit\\w*\\s*\\(|evaluate|predict|summary|print|dispose)|\\[)`, 'm').test(source));
}

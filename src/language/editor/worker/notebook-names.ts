/** Which cell a name comes from, seen from another cell. */
import type { CellNames, DeclaredName } from './cell-names';

export interface NamedCell {
  readonly fileName: string;
  /** Undefined where nobody knows. */
  readonly ran: boolean | undefined;
  readonly names: CellNames;
}

export interface NameOrigin {
  /** File name of the declaring cell, or of the module with the notebook's own names. */
  readonly fileName: string;
  readonly declared: DeclaredName;
}

export interface NotebookNames {
  /** What `name` means in the cell at `index`, unless that cell declares it itself. */
  originOf(name: string, index: number): NameOrigin | null;
  /** All names the cell at `index` can use from elsewhere. */
  visibleFrom(index: number): readonly NameOrigin[];
}

/**
 * A name means its nearest declaration above; then one in a cell below that has run; then the notebook's
 * own; then one in a cell below of which nobody says whether it ran.
 */
export function notebookNames(cells: readonly NamedCell[], builtIn: ReadonlyMap<string, NameOrigin>): NotebookNames {
  const declarers = new Map<string, number[]>();
  cells.forEach((cell, index) => {
    for (const name of cell.names.declared.keys()) {
      const indices = declarers.get(name);
      if (indices) indices.push(index);
      else declarers.set(name, [index]);
    }
  });

  const inCell = (name: string, index: number | undefined): NameOrigin | null => {
    const cell = index === undefined ? undefined : cells[index];
    const declared = cell?.names.declared.get(name);
    return cell && declared ? { fileName: cell.fileName, declared } : null;
  };

  const originOf = (name: string, index: number): NameOrigin | null => {
    const indices = declarers.get(name) ?? [];
    return (
      inCell(name, indices.findLast((other) => other < index)) ??
      inCell(name, indices.findLast((other) => other > index && cells[other]?.ran === true)) ??
      builtIn.get(name) ??
      inCell(name, indices.find((other) => other > index && cells[other]?.ran === undefined))
    );
  };

  return {
    originOf,
    visibleFrom: (index) =>
      [...new Set([...declarers.keys(), ...builtIn.keys()])]
        .filter((name) => !cells[index]?.names.declared.has(name))
        .map((name) => originOf(name, index))
        .filter((origin) => origin !== null),
  };
}

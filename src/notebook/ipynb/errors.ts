/** A place in the text of a file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Why a file is not a notebook that can be opened. */
export type IpynbError =
  | { readonly kind: 'encoding'; readonly reason: string }
  | { readonly kind: 'json'; readonly problem: string; readonly place: Place }
  /** JSON, but not of a notebook. */
  | { readonly kind: 'not-notebook'; readonly reason: string }
  /** A format version that is not read here. */
  | { readonly kind: 'version'; readonly nbformat: number }
  /** A part is not what the format says. `cell` counts from 1; null for the notebook itself. */
  | {
      readonly kind: 'shape';
      readonly cell: number | null;
      readonly path: string;
      readonly found: string;
      readonly expected: string;
      readonly place: Place;
    };

export function describeIpynbError(error: IpynbError): { text: string; remedy: string } {
  switch (error.kind) {
    case 'encoding':
      return { text: `The file is not UTF-8 text: ${error.reason}`, remedy: 'Save it as UTF-8, or export it again from where it was made.' };
    case 'json':
      return {
        text: `The file is not valid JSON at ${at(error.place)}: ${error.problem}`,
        remedy: 'Correct that place in a text editor, or take an earlier version of the file.',
      };
    case 'not-notebook':
      return { text: `The file is not a notebook: ${error.reason}`, remedy: 'Choose a file that Jupyter, Colab or Gradbook saved as .ipynb.' };
    case 'version':
      return error.nbformat > 4
        ? { text: `The notebook has format ${error.nbformat}; Gradbook reads formats 3 and 4`, remedy: 'Save it as format 4 where it was made.' }
        : { text: `The notebook has format ${error.nbformat}, from before 2013`, remedy: 'Open and save it in Jupyter, which upgrades it.' };
    case 'shape': {
      const where = error.cell === null ? '' : `cell ${error.cell}: `;
      return {
        text: `The notebook is damaged at ${at(error.place)}: ${where}${error.path} is ${error.found}, expected ${error.expected}`,
        remedy: 'Correct that place in a text editor, or take an earlier version of the file.',
      };
    }
  }
}

const at = (place: Place) => `line ${place.line}, column ${place.column}`;

export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', start)) {
    line++;
    start = next + 1;
  }
  return { line, column: Math.max(0, offset - start) + 1 };
}

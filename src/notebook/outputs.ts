import type { JsonObject } from '../base/json';
import type { MimeBundle } from '../base/mime';
import type { Cell, Notebook, Output } from './types';

/** Adds an output; text that continues a stream of the same name joins it. */
export function appendOutput(outputs: readonly Output[], output: Output): readonly Output[] {
  const last = outputs.at(-1);
  if (output.type === 'stream' && last?.type === 'stream' && last.name === output.name) {
    return [...outputs.slice(0, -1), { type: 'stream', name: last.name, text: last.text + output.text }];
  }
  return [...outputs, output];
}

/** Replaces the content of every display with this id, wherever it stands. */
export function updateDisplay(notebook: Notebook, displayId: string, data: MimeBundle, metadata: JsonObject): Notebook {
  let changed = false;
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.type !== 'code' || !cell.outputs.some((output) => shows(output, displayId))) return cell;
    changed = true;
    const outputs = cell.outputs.map((output): Output =>
      shows(output, displayId) ? { type: 'display', data, metadata, displayId } : output,
    );
    return { ...cell, outputs };
  });
  return changed ? { ...notebook, cells } : notebook;
}

const shows = (output: Output, displayId: string) => output.type === 'display' && output.displayId === displayId;

import { isObject } from '../../base/json';
import type { Json, JsonObject } from '../../base/json';
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import type { Cell, Notebook } from '../types';
import { readCell, valueAt } from './cell';
import { placeOf } from './errors';
import type { IpynbError } from './errors';
import { idKeeper } from './cell-ids';
import { detectLayout } from './layout';
import { cutList } from './origin';
import type { FileSpelling } from './origin';
import { nameValue } from './output';
import { memberOf, scanJson } from './scan';
import type { JsonNode, ObjectNode } from './scan';
import { upgradeFormat3 } from './upgrade';

/** Levels of brackets whose parts keep their own spelling: file, cells, cell, outputs. */
const spelledDepth = 4;

/**
 * Reads nbformat 4 as it is, and 3 upgraded. The document remembers how the file spelled everything:
 * `writeIpynb` gives the same text back, but for what was edited since (and cell ids, where the file had none).
 */
export function readIpynb(text: string): Result<Notebook, IpynbError> {
  const scanned = scanJson(text, spelledDepth);
  if (!scanned.ok) return err({ kind: 'json', problem: scanned.error.problem, place: placeOf(text, scanned.error.offset) });
  const root = scanned.value;
  if (root.kind !== 'object') return err({ kind: 'not-notebook', reason: `it holds ${nameKind(root)}, not an object` });
  const format = memberOf(root, 'nbformat');
  if (!format) return err({ kind: 'not-notebook', reason: "it has no 'nbformat'" });
  const nbformat = valueAt(text, format.value);
  if (typeof nbformat !== 'number') {
    return err(shape(text, null, { path: 'nbformat', found: nameValue(nbformat), expected: 'the number 4', offset: format.value.start }));
  }
  if (nbformat === 4) return readFormat4(text, root);
  if (nbformat !== 3) return err({ kind: 'version', nbformat });
  const upgraded = upgradeFormat3(text);
  return upgraded.ok ? readIpynb(upgraded.value) : err(shape(text, upgraded.error.cell, upgraded.error));
}

/** Bytes of a file; a byte order mark survives, which `File.text()` drops. */
export function readIpynbBytes(bytes: Uint8Array): Result<Notebook, IpynbError> {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return err({ kind: 'encoding', reason: 'it starts with the mark of UTF-16' });
  }
  try {
    return readIpynb(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return err({ kind: 'encoding', reason: 'it contains bytes that no UTF-8 text has' });
  }
}

function readFormat4(text: string, root: ObjectNode): Result<Notebook, IpynbError> {
  const list = memberOf(root, 'cells')?.value;
  if (list?.kind !== 'array') {
    const found = list ? nameKind(list) : 'missing';
    return err(shape(text, null, { path: 'cells', found, expected: 'a list', offset: (list ?? root).start }));
  }
  const metadataNode = memberOf(root, 'metadata')?.value;
  const metadata: Json = metadataNode ? valueAt(text, metadataNode) : {};
  if (!isObject(metadata)) {
    const offset = (metadataNode ?? root).start;
    return err(shape(text, null, { path: 'metadata', found: nameValue(metadata as Json), expected: 'an object', offset }));
  }
  const ids = idKeeper();
  const cells: Cell[] = [];
  for (const [index, item] of list.items.entries()) {
    const cell = readCell(text, item, ids);
    if (!cell.ok) return err(shape(text, index + 1, cell.error));
    cells.push(cell.value);
  }
  const origin: FileSpelling = {
    kind: 'file-origin',
    text: `${text.slice(0, list.start)}[]${text.slice(list.end)}`,
    cells: cutList(text, list),
    layout: detectLayout(text, root),
  };
  return ok({ cells, metadata: metadata as JsonObject, origin });
}

function shape(
  text: string,
  cell: number | null,
  problem: { readonly path: string; readonly found: string; readonly expected: string; readonly offset: number },
): IpynbError {
  const { path, found, expected, offset } = problem;
  return { kind: 'shape', cell, path, found, expected, place: placeOf(text, offset) };
}

function nameKind(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return 'an object';
    case 'array':
      return 'a list';
    case 'string':
      return 'a text';
    case 'number':
    case 'boolean':
      return `a ${node.kind}`;
    case 'null':
      return 'null';
  }
}

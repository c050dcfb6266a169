import { isObject } from '../../base/json';
import type { Json, JsonObject } from '../../base/json';
import type { Cell, MarkdownCell, Notebook, Output, RawCell } from '../types';
import { attachmentsFromFile, valueAt } from './cell';
import { jupyterLayout, spell, spellItems, spellString } from './layout';
import type { Layout } from './layout';
import { bundleToFile, fileText } from './lines';
import { cellSpelling, fileSpelling, joinList, outputSpelling } from './origin';
import { outputToFile } from './output';
import { changeMembers, respell, sameJson } from './respell';
import { memberOf, scanJson } from './scan';
import type { ObjectNode } from './scan';

/** The format version written: 4.5, or the file's own where that is later. */
const minor = 5;
const cellsDepth = 1;
const cellDepth = 2;
const outputsDepth = 3;
const outputDepth = 4;

/** The notebook as .ipynb text. What was not edited since `readIpynb` keeps its spelling. */
export function writeIpynb(notebook: Notebook): string {
  const origin = fileSpelling(notebook);
  const layout = origin?.layout ?? jupyterLayout;
  const cells = notebook.cells.map((cell) => writeCell(cell, layout));
  const root = origin && objectIn(origin.text);
  if (!origin || !root) return `${writeFile(notebook, cells)}\n`;

  const { text } = origin;
  const file = valuesOf(text, root);
  const fileMinor = typeof file.nbformat_minor === 'number' ? file.nbformat_minor : 0;
  const changes = changed(text, root, file, { metadata: notebook.metadata, nbformat: 4, nbformat_minor: Math.max(minor, fileMinor) }, layout, 0);
  changes.set('cells', joinList(origin.cells, cells, layout, cellsDepth));
  return text.slice(0, root.start) + changeMembers(text, root, changes, layout, 0) + text.slice(root.end);
}

function writeFile(notebook: Notebook, cells: readonly string[]): string {
  const list = spellItems('[', cells, ']', jupyterLayout, cellsDepth);
  return spellMembers({ metadata: notebook.metadata, nbformat: 4, nbformat_minor: minor }, { cells: list }, jupyterLayout, 0);
}

function writeCell(cell: Cell, layout: Layout): string {
  const origin = cellSpelling(cell);
  const node = origin && objectIn(origin.text);
  const outputs = cell.type === 'code' ? cell.outputs.map((output) => writeOutput(output, layout)) : [];
  if (!origin || !node) {
    const list = spellItems('[', outputs, ']', layout, outputsDepth);
    return spellMembers(cellToFile(cell, {}, layout), cell.type === 'code' ? { outputs: list } : {}, layout, cellDepth);
  }

  const { text } = origin;
  const old = valuesOf(text, node);
  const changes = changed(text, node, old, cellToFile(cell, old, layout), layout, cellDepth);
  const converted = old.cell_type !== cell.type;
  if (cell.type === 'code') {
    if (converted) changes.set('attachments', null);
    if (converted && !('execution_count' in old)) changes.set('execution_count', JSON.stringify(cell.executionCount));
    if (origin.outputs) changes.set('outputs', joinList(origin.outputs, outputs, layout, outputsDepth));
    else if (outputs.length > 0 || converted) changes.set('outputs', spellItems('[', outputs, ']', layout, outputsDepth));
  } else if (converted) {
    changes.set('execution_count', null);
    changes.set('outputs', null);
  } else if (!cell.attachments) {
    changes.set('attachments', null);
  }
  return changeMembers(text, node, changes, layout, cellDepth);
}

/** What the document knows of a cell, but its outputs; texts in the spelling of `old` where that holds. */
function cellToFile(cell: Cell, old: JsonObject, layout: Layout): JsonObject {
  const common = { cell_type: cell.type, id: cell.id, metadata: cell.metadata, source: fileText(cell.source, old.source, layout) };
  switch (cell.type) {
    case 'code':
      return { ...common, execution_count: cell.executionCount };
    case 'markdown':
    case 'raw':
      return cell.attachments ? { attachments: attachmentsToFile(cell.attachments, old.attachments, layout), ...common } : common;
  }
}

type Attachments = NonNullable<(MarkdownCell | RawCell)['attachments']>;

function attachmentsToFile(attachments: Attachments, old: Json | undefined, layout: Layout): JsonObject {
  const before = isObject(old) ? (old as JsonObject) : {};
  if (sameJson(attachmentsFromFile(before), attachments)) return before;
  return Object.fromEntries(Object.entries(attachments).map(([name, bundle]) => [name, bundleToFile(bundle, before[name], layout)]));
}

function writeOutput(output: Output, layout: Layout): string {
  const origin = outputSpelling(output);
  const node = origin && objectIn(origin.text);
  if (!origin || !node) return spell(outputToFile(output, {}, layout), layout, outputDepth);
  const old = valuesOf(origin.text, node);
  const changes = changed(origin.text, node, old, outputToFile(output, old, layout), layout, outputDepth);
  return changes.size === 0 ? origin.text : changeMembers(origin.text, node, changes, layout, outputDepth);
}

/** New spellings of the members that differ from `old`. One the file leaves out stays out while it is empty. */
function changed(
  text: string,
  node: ObjectNode,
  old: JsonObject,
  wanted: JsonObject,
  layout: Layout,
  depth: number,
): Map<string, string | null> {
  const changes = new Map<string, string | null>();
  for (const [key, value] of Object.entries(wanted)) {
    if (value === undefined || sameJson(old[key], value)) continue;
    const member = memberOf(node, key);
    if (member) changes.set(key, respell(text.slice(member.value.start, member.value.end), value, layout, depth + 1));
    else if (!isEmpty(value)) changes.set(key, spell(value, layout, depth + 1));
  }
  return changes;
}

const isEmpty = (value: Json): boolean => value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** Members in the order of their names, as Jupyter writes them. */
function spellMembers(values: JsonObject, spelled: Readonly<Record<string, string>>, layout: Layout, depth: number): string {
  const texts = new Map(Object.entries(spelled));
  for (const [key, value] of Object.entries(values)) if (value !== undefined) texts.set(key, spell(value, layout, depth + 1));
  const members = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => spellString(key, layout) + layout.colon + text);
  return spellItems('{', members, '}', layout, depth);
}

function objectIn(text: string): ObjectNode | null {
  const node = scanJson(text, 1);
  return node.ok && node.value.kind === 'object' ? node.value : null;
}

function valuesOf(text: string, node: ObjectNode): JsonObject {
  return Object.fromEntries(node.members.map((member) => [member.key, valueAt(text, member.value)]));
}


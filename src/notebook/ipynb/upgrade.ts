/** nbformat 3 → 4.5, as text, so that metadata keep their spelling. */
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import { valueAt } from './cell';
import type { CellProblem } from './cell';
import { jupyterLayout, spell, Spelled } from './layout';
import type { Spellable } from './layout';
import { joinLines } from './lines';
import { nameValue } from './output';
import { memberOf, scanJson } from './scan';
import type { JsonNode, ObjectNode } from './scan';

export interface UpgradeProblem extends CellProblem {
  /** From 1; null where the notebook itself is at fault. */
  readonly cell: number | null;
}

/** Format 3 named the representations of a value by short words. */
const mimeOfWord: Readonly<Record<string, string>> = {
  text: 'text/plain',
  html: 'text/html',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  latex: 'text/latex',
  json: 'application/json',
  javascript: 'application/javascript',
};

type Members = Record<string, Spellable | undefined>;

/** `text` is valid JSON of an object. */
export function upgradeFormat3(text: string): Result<string, UpgradeProblem> {
  const scanned = scanJson(text);
  if (!scanned.ok) return err({ path: 'the notebook', found: scanned.error.problem, expected: 'JSON', offset: scanned.error.offset, cell: null });
  const sheets = part(scanned.value, 'worksheets');
  if (sheets?.kind !== 'array') return err(wrong(text, scanned.value, 'worksheets', 'a list', null));
  const cells: Members[] = [];
  for (const sheet of sheets.items) {
    const list = part(sheet, 'cells');
    if (list?.kind !== 'array') return err(wrong(text, sheet, 'cells', 'a list', null));
    for (const item of list.items) {
      const cell = upgradeCell(text, item, cells.length + 1);
      if (!cell.ok) return cell;
      cells.push(cell.value);
    }
  }
  const metadata = verbatim(text, scanned.value, 'metadata') ?? {};
  return ok(`${spell({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, jupyterLayout, 0)}\n`);
}

function upgradeCell(text: string, node: JsonNode, cell: number): Result<Members, UpgradeProblem> {
  if (node.kind !== 'object') return err({ path: 'the cell', found: nameValue(valueAt(text, node)), expected: 'an object', offset: node.start, cell });
  const type = valueOf(text, node, 'cell_type');
  const metadata = verbatim(text, node, 'metadata') ?? {};
  switch (type) {
    case 'code': {
      const outputs = part(node, 'outputs');
      if (outputs && outputs.kind !== 'array') return err(wrong(text, node, 'outputs', 'a list', cell));
      const upgraded: Members[] = [];
      for (const [index, output] of (outputs?.items ?? []).entries()) {
        const made = upgradeOutput(text, output);
        if (!made) return err({ ...wrong(text, output, 'output_type', "'stream', 'display_data', 'pyout' or 'pyerr'", cell), path: `outputs[${index}].output_type` });
        upgraded.push(made);
      }
      return ok({
        cell_type: 'code',
        execution_count: verbatim(text, node, 'prompt_number') ?? null,
        metadata: withCollapsed(text, node, metadata),
        outputs: upgraded,
        source: verbatim(text, node, 'input') ?? [],
      });
    }
    case 'markdown':
    case 'html':
      return ok({ cell_type: 'markdown', metadata, source: verbatim(text, node, 'source') ?? [] });
    case 'heading': {
      const level = valueOf(text, node, 'level');
      const marks = '#'.repeat(typeof level === 'number' ? Math.max(1, Math.min(level, 6)) : 1);
      const words = (joinLines(valueOf(text, node, 'source')) ?? '').replaceAll('\n', ' ');
      return ok({ cell_type: 'markdown', metadata, source: [`${marks} ${words}`] });
    }
    case 'raw':
      return ok({ cell_type: 'raw', metadata, source: verbatim(text, node, 'source') ?? [] });
    default:
      return err(wrong(text, node, 'cell_type', "'code', 'markdown', 'heading', 'html' or 'raw'", cell));
  }
}

/** Format 3 kept this beside the metadata; 4 keeps it inside. */
function withCollapsed(text: string, node: ObjectNode, metadata: Spellable): Spellable {
  const collapsed = valueOf(text, node, 'collapsed');
  const own = part(node, 'metadata');
  if (typeof collapsed !== 'boolean' || own?.kind !== 'object') return metadata;
  return { collapsed, ...Object.fromEntries(own.members.map(({ key, value }) => [key, spelled(text, value)])) };
}

/** Null for a type that format 3 does not have. */
function upgradeOutput(text: string, node: JsonNode): Members | null {
  if (node.kind !== 'object') return null;
  switch (valueOf(text, node, 'output_type')) {
    case 'stream':
      return { name: verbatim(text, node, 'stream') ?? 'stdout', output_type: 'stream', text: verbatim(text, node, 'text') ?? [] };
    case 'pyerr':
      return {
        ename: verbatim(text, node, 'ename'),
        evalue: verbatim(text, node, 'evalue'),
        output_type: 'error',
        traceback: verbatim(text, node, 'traceback') ?? [],
      };
    case 'pyout':
      return {
        ...shown(text, node),
        execution_count: verbatim(text, node, 'prompt_number') ?? null,
        output_type: 'execute_result',
      };
    case 'display_data':
      return { ...shown(text, node), output_type: 'display_data' };
    default:
      return null;
  }
}

function shown(text: string, node: ObjectNode): Members {
  const data: Members = {};
  for (const { key, value } of node.members) {
    const mime = mimeOfWord[key] ?? (key.includes('/') ? key : null);
    if (mime !== null) data[mime] = mime === 'application/json' ? unquoted(text, value) : spelled(text, value);
  }
  return { data, metadata: verbatim(text, node, 'metadata') ?? {} };
}

/** Format 3 wrote JSON outputs as a text that holds JSON. */
function unquoted(text: string, node: JsonNode): Spellable {
  const inner = joinLines(valueAt(text, node));
  return inner !== null && scanJson(inner).ok ? new Spelled(inner) : spelled(text, node);
}

const part = (node: JsonNode, key: string): JsonNode | undefined => (node.kind === 'object' ? memberOf(node, key)?.value : undefined);
const spelled = (text: string, node: JsonNode): Spelled => new Spelled(text.slice(node.start, node.end));

function verbatim(text: string, node: JsonNode, key: string): Spelled | undefined {
  const found = part(node, key);
  return found && spelled(text, found);
}

function valueOf(text: string, node: JsonNode, key: string) {
  const found = part(node, key);
  return found && valueAt(text, found);
}

function wrong(text: string, node: JsonNode, path: string, expected: string, cell: number | null): UpgradeProblem {
  return { path, found: nameValue(valueOf(text, node, path)), expected, offset: (part(node, path) ?? node).start, cell };
}

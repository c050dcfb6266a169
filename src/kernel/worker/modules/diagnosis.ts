/** Finds out what is wrong with texts that the browser refused; loaded only then, for it brings a parser along. */
import { parse } from 'acorn';
import type { Program } from 'acorn';
import type { ModuleFailure, Problem } from './failure';
import type { ModuleGraph } from './graph';
import { shapeOf, type ModuleShape } from './cycle/shape';

type SyntaxProblem = Pick<ModuleFailure & { kind: 'syntax' }, 'message' | 'at'>;

/** `offset`: where a coarser reader gave up, for texts that the parser accepts. */
export function locateSyntaxError(text: string, offset: number): SyntaxProblem {
  const parsed = tryParse(text);
  if (!('type' in parsed)) return parsed;
  const before = text.slice(0, offset).split('\n');
  return { message: 'unexpected text', at: { line: before.length, column: (before.at(-1) ?? '').length + 1 } };
}

/** The first module that is no JavaScript or imports a name that does not exist; null where all is well. */
export function diagnose(graph: ModuleGraph): Problem | null {
  const importers = importersIn(graph);
  const shapes = new Map<string, ModuleShape>();
  for (const node of graph.nodes.values()) {
    const parsed = tryParse(node.text);
    if (!('type' in parsed)) return { failure: { kind: 'syntax', url: node.url, ...parsed }, importers: importers(node.url) };
    shapes.set(node.url, shapeOf(parsed));
  }
  for (const node of graph.nodes.values()) {
    for (const { name, from } of shapes.get(node.url)?.wants ?? []) {
      const url = graph.dependency(node, from);
      const exports = url === null ? null : exportsOf(url, graph, shapes, new Set());
      if (url === null || exports === null || exports.has(name)) continue;
      return { failure: { kind: 'missing-export', url, name, exports: [...exports] }, importers: [node.url, ...importers(node.url)] };
    }
  }
  return null;
}

function tryParse(text: string): Program | SyntaxProblem {
  try {
    return parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const place: unknown = Reflect.get(error, 'loc');
    return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), at: isPlace(place) ? { line: place.line, column: place.column + 1 } : null };
  }
}

const isPlace = (value: unknown): value is { readonly line: number; readonly column: number } =>
  typeof value === 'object' && value !== null && 'line' in value && typeof value.line === 'number' && 'column' in value && typeof value.column === 'number';

/** Null where it is not known: behind modules whose texts were not read again. */
function exportsOf(url: string, graph: ModuleGraph, shapes: ReadonlyMap<string, ModuleShape>, seen: Set<string>): Set<string> | null {
  const [node, shape] = [graph.nodes.get(url), shapes.get(url)];
  if (node === undefined || shape === undefined) return null;
  const names = new Set(shape.exports.map(({ name }) => name));
  if (seen.has(url)) return names;
  seen.add(url);
  for (const from of shape.stars) {
    const next = graph.dependency(node, from);
    const found = next === null ? null : exportsOf(next, graph, shapes, seen);
    if (found === null) return null;
    for (const name of found) if (name !== 'default') names.add(name);
  }
  return names;
}

/** Who led to a module, the nearest first, the shortest way. */
function importersIn(graph: ModuleGraph): (url: string) => readonly string[] {
  const nearest = new Map<string, string | null>([[graph.root, null]]);
  for (const url of nearest.keys()) {
    const node = graph.nodes.get(url);
    for (const key of node?.wanted.keys() ?? []) {
      const next = node === undefined ? null : graph.dependency(node, key);
      if (next !== null && !nearest.has(next)) nearest.set(next, url);
    }
  }
  return (url) => {
    const chain: string[] = [];
    for (let at = nearest.get(url) ?? null; at !== null; at = nearest.get(at) ?? null) chain.push(at);
    return chain;
  };
}

/**
 * Modules that import each other cannot be blobs of their own: each would need the other's address first. They become
 * one module, their code unchanged but for names, in the order in which they run. Function declarations are there
 * from the start and other names throw until they are reached, as between modules; what others import from them
 * stays live.
 */
import { parse } from 'acorn';
import type { Program } from 'acorn';
import { varNames } from '../../../../language/compile/lexical-scope';
import type { ModuleNode } from '../module-node';
import { applyEdits, freeName, runTimeEdits, supportImport, type Edit, type Support } from '../rewrite';
import { problemOf } from '../failure';
import { createBindingTable, type Binding, type BindingTable } from './bindings';
import { createMergedNames, type MergedNames } from './names';
import { mentionsIn, type Mentions } from './references';
import { declaredBy, DEFAULT, NAMESPACE, shapeOf, type ModuleShape } from './shape';

export interface MergeParts {
  readonly dependency: (node: ModuleNode, key: string) => string;
  /** Blob of a module that is not part of the cycle. */
  readonly blobAt: (url: string) => string;
  /** Makes a blob of a text. */
  readonly publish: (text: string) => string;
  readonly support: Support;
}

export interface MergedCycle {
  readonly text: string;
  /** The text of each module's own face, by its address: it exports what the module does, from the merged one at `blob`. */
  readonly facades: (blob: string) => ReadonlyMap<string, string>;
}

export interface CycleMember {
  readonly node: ModuleNode;
  readonly program: Program;
  readonly shape: ModuleShape;
  readonly mentions: Mentions;
  /** Names declared at its top level, imports not among them. */
  readonly declared: ReadonlySet<string>;
}

/** `nodes` in the order in which they run. @throws ModuleProblem */
export function mergeCycle(nodes: readonly ModuleNode[], parts: MergeParts): MergedCycle {
  const members = nodes.map(readMember);
  const table = createBindingTable(members, parts);
  const names = createMergedNames(members, table);
  const loader = freeName('$loader', nodes.map(({ text }) => text));
  const bodies = members.map((member) => bodyOf(member, names, loader));
  for (const member of members) for (const binding of table.exported(member).values()) names.of(binding);
  const namespaces = namespaceObjects(table, names);
  const imports = [...outsideBlobs(members, parts).map((blob) => `import ${JSON.stringify(blob)};`), supportImport(loader, parts.support), ...outsideNames(names)];
  const aliases = new Map([...names.used.values()].flatMap(({ binding, name }) => (binding.kind === 'outside' ? [] : [[name, names.fresh()] as const])));
  const exported = [...aliases].map(([name, alias]) => `${name} as ${alias}`).join(', ');
  const [first] = nodes;
  const text = [...imports, ...namespaces, ...bodies, `export { ${exported} };`, `//# sourceURL=${first?.url ?? ''}#cycle`].join('\n');
  const face = (member: CycleMember, blob: string): string =>
    [
      `import ${JSON.stringify(blob)};`,
      ...[...table.exported(member)].map(([name, binding]) => reexport(name, binding, { blob, aliasOf: () => aliases.get(names.of(binding)) ?? '' })),
      ...table.passedOn(member).map((outside) => `export * from ${JSON.stringify(outside)};`),
    ].join('\n');
  return { text, facades: (blob) => new Map(members.map((member) => [member.node.url, face(member, blob)])) };
}

/** Everything outside that the members import, in the order in which it has to run. */
function outsideBlobs(members: readonly CycleMember[], { dependency, blobAt }: MergeParts): readonly string[] {
  const inside = new Set(members.map(({ node }) => node.url));
  const urls = members.flatMap(({ node }) => [...node.wanted.keys()].map((key) => dependency(node, key)));
  return [...new Set(urls.filter((url) => !inside.has(url)))].map(blobAt);
}

function outsideNames({ used }: MergedNames): readonly string[] {
  return [...used.values()].flatMap(({ binding, name }) => {
    if (binding.kind !== 'outside') return [];
    const what = binding.name === NAMESPACE ? `* as ${name}` : `{ ${JSON.stringify(binding.name)} as ${name} }`;
    return [`import ${what} from ${JSON.stringify(binding.blob)};`];
  });
}

/** Objects for `import * as` of members: made before any of them runs, each member of them read when it is used. */
function namespaceObjects(table: BindingTable, names: MergedNames): readonly string[] {
  const made: string[] = [];
  // Making one may name others.
  for (const { binding, name } of names.used.values()) {
    if (binding.kind !== 'namespace') continue;
    const getters = [...table.exported(binding.member)].map(([key, value]) => `get [${JSON.stringify(key)}]() { return ${names.of(value)}; }`);
    made.push(`const ${name} = { __proto__: null, [Symbol.toStringTag]: 'Module', ${getters.join(', ')} };`);
    for (const blob of table.passedOn(binding.member)) {
      const all = names.of({ kind: 'outside', blob, name: NAMESPACE });
      made.push(`for (const key of Object.keys(${all})) if (key !== 'default' && !(key in ${name})) Object.defineProperty(${name}, key, { get: () => ${all}[key], enumerable: true });`);
    }
    made.push(`Object.freeze(${name});`);
  }
  return made;
}

function reexport(name: string, binding: Binding, { blob, aliasOf }: { readonly blob: string; readonly aliasOf: () => string }): string {
  const as = JSON.stringify(name);
  if (binding.kind !== 'outside') return `export { ${aliasOf()} as ${as} } from ${JSON.stringify(blob)};`;
  const what = binding.name === NAMESPACE ? `* as ${as}` : `{ ${JSON.stringify(binding.name)} as ${as} }`;
  return `export ${what} from ${JSON.stringify(binding.blob)};`;
}

function readMember(node: ModuleNode): CycleMember {
  let program: Program;
  try {
    program = parse(node.text, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch (error) {
    throw problemOf({ kind: 'syntax', url: node.url, message: error instanceof Error ? error.message : String(error), at: null });
  }
  const declared = new Set(varNames(program));
  for (const statement of program.body) {
    const declaration = 'declaration' in statement ? statement.declaration : statement;
    if (declaration && 'id' in declaration && declaration.id === null) continue;
    for (const name of declaration ? declaredBy(declaration as Program['body'][number]) : []) declared.add(name);
  }
  const shape = shapeOf(program);
  if (shape.exports.some((one) => one.from === null && one.local === DEFAULT)) declared.add(DEFAULT);
  return { node, program, shape, mentions: mentionsIn(program), declared };
}

/** The member's text without imports and exports, names replaced. */
function bodyOf(member: CycleMember, names: MergedNames, loader: string): string {
  const { node, program, mentions } = member;
  const edits: Edit[] = runTimeEdits(node, node.imports, loader);
  const blank = (start: number, end: number): Edit => ({ start, end, text: node.text.slice(start, end).replace(/[^\n]/g, ' ') });
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        edits.push(blank(statement.start, statement.end));
        break;
      case 'ExportNamedDeclaration':
        edits.push(blank(statement.start, statement.declaration?.start ?? statement.end));
        break;
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        const local = names.mention(member, DEFAULT) ?? '';
        const isStatement = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
        if (!isStatement) edits.push({ start: statement.start, end: declaration.start, text: `const ${local} = ` });
        else if (declaration.id) edits.push(blank(statement.start, declaration.start));
        else edits.push(...namelessDefault(node.text, statement.start, declaration, local));
        break;
      }
      default:
    }
  }
  for (const { name, start, end, isShorthand } of mentions.references) {
    const replaced = names.mention(member, name);
    if (replaced === null || replaced === name) continue;
    edits.push({ start, end, text: isShorthand ? `${name}: ${replaced}` : replaced });
  }
  return `${applyEdits(node.text, edits)}\n;`;
}

/** `export default function () {}` and `export default class {}` get a name, the function to be there from the start. */
function namelessDefault(text: string, start: number, declaration: { readonly start: number; readonly type: string }, local: string): Edit[] {
  const head = declaration.type === 'ClassDeclaration' ? /^class/ : /^(?:async\s+)?function\s*\*?/;
  const [word = ''] = head.exec(text.slice(declaration.start)) ?? [];
  const end = declaration.start + word.length;
  return [
    { start, end: declaration.start, text: '' },
    { start: end, end, text: ` ${local} ` },
  ];
}

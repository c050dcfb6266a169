/** What a module imports and exports, by name. */
import type { Identifier, ImportAttribute, Literal, Program } from 'acorn';
import { boundNames } from '../../../../language/compile/lexical-scope';

/** All of a module, in the place of a name. */
export const NAMESPACE = '*';
/** The local name of a default export that has none of its own. */
export const DEFAULT = '*default*';

export interface ModuleShape {
  /** `from` is the import's key as in `ModuleNode.wanted`. */
  readonly imports: readonly { readonly local: string; readonly name: string; readonly from: string }[];
  readonly exports: readonly Exported[];
  /** `export * from`. */
  readonly stars: readonly string[];
  /** Names that other modules must export. */
  readonly wants: readonly { readonly name: string; readonly from: string }[];
}

export type Exported = { readonly name: string } & (
  | { readonly local: string; readonly from: null }
  | { readonly imported: string; readonly from: string }
);

export function shapeOf(program: Program): ModuleShape {
  const imports: { local: string; name: string; from: string }[] = [];
  const exports: Exported[] = [];
  const stars: string[] = [];
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration': {
        const from = keyOf(statement.source, statement.attributes);
        for (const one of statement.specifiers) {
          const name =
            one.type === 'ImportSpecifier' ? nameOf(one.imported) : one.type === 'ImportDefaultSpecifier' ? 'default' : NAMESPACE;
          imports.push({ local: one.local.name, name, from });
        }
        break;
      }
      case 'ExportAllDeclaration': {
        const from = keyOf(statement.source, statement.attributes);
        if (statement.exported) exports.push({ name: nameOf(statement.exported), imported: NAMESPACE, from });
        else stars.push(from);
        break;
      }
      case 'ExportNamedDeclaration': {
        const { declaration, source } = statement;
        const from = source ? keyOf(source, statement.attributes) : null;
        for (const one of statement.specifiers) {
          const name = nameOf(one.exported);
          exports.push(from === null ? { name, local: nameOf(one.local), from } : { name, imported: nameOf(one.local), from });
        }
        for (const name of declaration ? declaredBy(declaration) : []) exports.push({ name, local: name, from: null });
        break;
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        const named = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id;
        exports.push({ name: 'default', local: named ? named.name : DEFAULT, from: null });
        break;
      }
      default:
    }
  }
  const wanted = [
    ...imports.map(({ name, from }) => ({ name, from })),
    ...exports.flatMap((one) => (one.from === null ? [] : [{ name: one.imported, from: one.from }])),
  ];
  return { imports, exports, stars, wants: wanted.filter(({ name }) => name !== NAMESPACE) };
}

export function declaredBy(declaration: Program['body'][number]): readonly string[] {
  switch (declaration.type) {
    case 'VariableDeclaration':
      return declaration.declarations.flatMap((one) => boundNames(one.id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [declaration.id.name];
    default:
      return [];
  }
}

const nameOf = (node: Identifier | Literal): string => (node.type === 'Identifier' ? node.name : String(node.value));

function keyOf(source: Literal, attributes: readonly ImportAttribute[]): string {
  const type = attributes.find((one) => nameOf(one.key) === 'type');
  return type === undefined ? String(source.value) : `${String(source.value)} as ${String(type.value.value)}`;
}

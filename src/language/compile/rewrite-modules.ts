import type { AnyNode, ExportDefaultDeclaration, ExportNamedDeclaration, Identifier, ImportDeclaration, Literal, Program } from 'acorn';
import type { LexicalScope } from './lexical-scope';
import { ExpressionRewriter } from './rewrite-expressions';
import type { RewriteContext } from './rewrite-expressions';

interface Wanted {
  readonly local: string;
  /** Name in the module; `*` for all of it. */
  readonly exported: string;
}

interface Import {
  readonly node: AnyNode;
  readonly specifier: string;
  /** Of `with {type: 'json'}`; null without. */
  readonly type: string | null;
  readonly wanted: readonly Wanted[];
}

/** Rewrites imports, which move to the head of the cell, and exports, which are ordinary declarations here. */
export abstract class ModuleRewriter extends ExpressionRewriter {
  readonly #imports: Import[] = [];
  readonly #renamed: ExportNamedDeclaration['specifiers'][number][] = [];
  /** Where moved imports go: before the first statement that is no import. */
  readonly #anchor: number;

  constructor(context: RewriteContext) {
    super(context);
    this.#anchor = context.program.body.find((statement) => !isImport(statement))?.start ?? 0;
  }

  protected visitModuleStatement(node: AnyNode, scope: LexicalScope): boolean {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#imports.push({ node, ...sourceOf(node), wanted: node.specifiers.map(wantedOf) });
        return true;
      case 'ExportAllDeclaration':
        if (node.exported) {
          const local = nameOf(node.exported);
          this.#imports.push({ node, ...sourceOf(node), wanted: [{ local, exported: '*' }] });
        }
        return true;
      case 'ExportNamedDeclaration':
        this.#named(node, scope);
        return true;
      case 'ExportDefaultDeclaration':
        this.#default(node, scope);
        return true;
      default:
        return false;
    }
  }

  /** Writes the imports, once it is known which names the cell reads; their specifiers in order. */
  finishImports(): readonly (readonly [specifier: string, type: string | null])[] {
    const { code, names, resolver } = this.cx;
    for (const { node, specifier, type, wanted } of this.#imports) {
      const from = JSON.stringify(specifier);
      const list = wanted.map(({ local, exported }) => {
        return `[${resolver.binding(local)},${JSON.stringify(exported)},${String(resolver.isRead(local))}]`;
      });
      const loaded = `(await ${names.run}.wait(${names.run}.load(${from}${type === null ? '' : `,${JSON.stringify(type)}`}))).v`;
      const bound = `${names.run}.bindImports(${loaded},${from},[${list.join(',')}]);`;
      code.update(node.start, node.end, list.length === 0 ? `${loaded};` : bound);
      if (node.start > this.#anchor) code.move(node.start, node.end, this.#anchor);
    }
    return this.#imports.map(({ specifier, type }) => [specifier, type]);
  }

  /** `export {a as b}` gives b the value that a has at the cell's end. */
  finishExports(scope: LexicalScope): string {
    const { resolver } = this.cx;
    const given = this.#renamed.flatMap(({ local, exported }) => {
      const [from, to] = [nameOf(local), nameOf(exported)];
      if (from === to || exported.type !== 'Identifier' || to === 'default' || resolver.resolve(to, scope) !== 'binding') return [];
      const resolution = resolver.resolve(from, scope);
      return [`${resolver.binding(to)}.i=${resolution === 'local' ? from : resolver.read(from, resolution)};`];
    });
    return given.join('');
  }

  #named(node: ExportNamedDeclaration, scope: LexicalScope): void {
    const { code } = this.cx;
    if (node.declaration) {
      this.visit(node.declaration, scope);
      code.remove(node.start, node.declaration.start);
    } else if (node.source) {
      const wanted = node.specifiers.map((one) => ({ local: nameOf(one.exported), exported: nameOf(one.local) }));
      this.#imports.push({ node, ...sourceOf({ ...node, source: node.source }), wanted });
    } else {
      code.remove(node.start, node.end);
      this.#renamed.push(...node.specifiers);
    }
  }

  #default(node: ExportDefaultDeclaration, scope: LexicalScope): void {
    const { declaration } = node;
    this.visit(declaration, scope);
    this.cx.code.remove(node.start, declaration.start);
    const isNamed = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null;
    if (!isNamed) this.wrap(declaration, '(', ');');
  }
}

const isImport = (statement: Program['body'][number]): boolean =>
  statement.type === 'ImportDeclaration' ||
  statement.type === 'ExportAllDeclaration' ||
  (statement.type === 'ExportNamedDeclaration' && statement.source !== null && statement.source !== undefined);

const nameOf = (node: Identifier | Literal): string => (node.type === 'Identifier' ? node.name : String(node.value));

/** Where an import comes from, and as what. */
function sourceOf({ source, attributes }: Pick<ImportDeclaration, 'source' | 'attributes'>): Pick<Import, 'specifier' | 'type'> {
  const type = attributes.find((attribute) => nameOf(attribute.key) === 'type');
  return { specifier: String(source.value), type: type === undefined ? null : String(type.value.value) };
}

function wantedOf(specifier: ImportDeclaration['specifiers'][number]): Wanted {
  const local = specifier.local.name;
  switch (specifier.type) {
    case 'ImportDefaultSpecifier':
      return { local, exported: 'default' };
    case 'ImportNamespaceSpecifier':
      return { local, exported: '*' };
    case 'ImportSpecifier':
      return { local, exported: nameOf(specifier.imported) };
    default:
      return specifier satisfies never;
  }
}

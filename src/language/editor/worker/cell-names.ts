/** The names a cell declares at its top and those it mentions. */
import type * as typescript from 'typescript';

export type TypeScript = typeof typescript;

export interface DeclaredName {
  readonly name: string;
  /** `import`: a type, class, enum, namespace or import, which other cells see through an import. */
  readonly form: 'let' | 'const' | 'import';
  /** Offset of the name in the cell's text. */
  readonly offset: number;
  /** The reader's own text exports it already. */
  readonly exported: boolean;
}

export interface CellNames {
  readonly declared: ReadonlyMap<string, DeclaredName>;
  /** Every word of the text; more than the identifiers, never fewer. */
  readonly mentioned: ReadonlySet<string>;
  /** What the text imports or re-exports from, as written: packages, addresses, files. */
  readonly modules: readonly string[];
}

const words = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;

export function cellNames(ts: TypeScript, text: string): CellNames {
  const source = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  const declared = new Map<string, DeclaredName>();
  const exportedByName = new Set<string>();
  const renamedExports: typescript.Identifier[] = [];

  const add = (name: typescript.Identifier, form: DeclaredName['form'], exported: boolean): void => {
    if (!name.text) return;
    const before = declared.get(name.text);
    if (before && (before.form === 'import' || form !== 'import')) {
      if (exported && !before.exported) declared.set(name.text, { ...before, exported });
      return;
    }
    declared.set(name.text, { name: name.text, form, offset: name.getStart(source), exported: exported || before?.exported === true });
  };
  const addBinding = (name: typescript.BindingName, form: DeclaredName['form'], exported: boolean): void => {
    if (ts.isIdentifier(name)) return add(name, form, exported);
    for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name, form, exported);
  };
  const addList = (list: typescript.VariableDeclarationList, exported: boolean): void => {
    const form = list.flags & ts.NodeFlags.Const ? 'const' : 'let';
    for (const declaration of list.declarations) addBinding(declaration.name, form, exported);
  };
  /** `var` leaves blocks and loops, but not functions and classes. */
  const addVars = (node: typescript.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleBlock(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) addList(node, false);
    ts.forEachChild(node, addVars);
  };

  for (const statement of source.statements) {
    const exported =
      ts.canHaveModifiers(statement) &&
      (statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false);
    if (ts.isVariableStatement(statement)) {
      const { flags } = statement.declarationList;
      const disposed = (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Using || (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing;
      if (!disposed) addList(statement.declarationList, exported);
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name) add(statement.name, 'let', exported);
    } else if (
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement)
    ) {
      if (statement.name) add(statement.name, 'import', exported);
    } else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name)) add(statement.name, 'import', exported);
    } else if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      if (clause?.name) add(clause.name, 'import', false);
      const bindings = clause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) add(bindings.name, 'import', false);
      if (bindings && ts.isNamedImports(bindings)) for (const element of bindings.elements) add(element.name, 'import', false);
    } else if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (!statement.moduleSpecifier && clause && ts.isNamedExports(clause))
        for (const { name, propertyName } of clause.elements) {
          exportedByName.add(name.text);
          if (propertyName && ts.isIdentifier(name) && name.text !== 'default') renamedExports.push(name);
        }
    } else {
      addVars(statement);
    }
  }
  // `export { a as b }` gives the notebook a `b`.
  for (const name of renamedExports) if (!declared.has(name.text)) add(name, 'import', true);
  for (const name of exportedByName) {
    const entry = declared.get(name);
    if (entry) declared.set(name, { ...entry, exported: true });
  }
  const modules = /\b(?:import|from)\b/.test(text) ? ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName) : [];
  return { declared, mentioned: new Set(text.match(words)), modules: [...new Set(modules)] };
}

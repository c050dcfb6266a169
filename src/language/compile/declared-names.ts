import type * as TS from 'typescript';
import type { DeclarationKind } from './types';
import type { TypeScriptApi } from './typescript-api';

/**
 * Top-level names of a cell as its author declared them, in source order: what TypeScript adds for its own use
 * (helpers, temporaries) is not among them, and an enum is an enum, though it compiles to a `var`.
 */
export function declaredNames(ts: TypeScriptApi, file: TS.SourceFile): ReadonlyMap<string, DeclarationKind> {
  const names = new Map<string, DeclarationKind>();
  const add = (name: string, kind: DeclarationKind) => {
    const known = names.get(name);
    // Declarations that merge: a namespace or enum adds to the function, class or enum of its name.
    if (known === undefined || (known !== 'function' && known !== 'class' && known !== 'enum')) names.set(name, kind);
  };
  const addPattern = (name: TS.BindingName, kind: DeclarationKind): void => {
    if (ts.isIdentifier(name)) return add(name.text, kind);
    for (const element of name.elements) if (!ts.isOmittedExpression(element)) addPattern(element.name, kind);
  };
  const kindOfList = (list: TS.VariableDeclarationList): DeclarationKind => {
    // `using` and `await using` set the flag of `const` too.
    if ((list.flags & ts.NodeFlags.Const) !== 0) return 'const';
    if ((list.flags & ts.NodeFlags.Using) !== 0) return 'const';
    return (list.flags & ts.NodeFlags.Let) !== 0 ? 'let' : 'var';
  };
  const addHoisted = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && kindOfList(node) === 'var') {
      for (const declaration of node.declarations) addPattern(declaration.name, 'var');
    }
    ts.forEachChild(node, addHoisted);
  };
  for (const statement of file.statements) addStatement(statement);
  return names;

  function addStatement(statement: TS.Statement): void {
    if (isAmbient(ts, statement)) return;
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.name !== undefined && statement.body !== undefined) add(statement.name.text, 'function');
    } else if (ts.isClassDeclaration(statement)) {
      if (statement.name !== undefined) add(statement.name.text, 'class');
    } else if (ts.isEnumDeclaration(statement)) add(statement.name.text, 'enum');
    else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name)) add(statement.name.text, 'namespace');
    } else if (ts.isImportEqualsDeclaration(statement)) add(statement.name.text, 'namespace');
    else if (ts.isImportDeclaration(statement)) addImports(statement);
    else if (ts.isExportDeclaration(statement)) addReExports(statement);
    else {
      if (ts.isVariableStatement(statement)) {
        const list = statement.declarationList;
        for (const declaration of list.declarations) addPattern(declaration.name, kindOfList(list));
      }
      addHoisted(statement);
    }
  }

  function addImports(statement: TS.ImportDeclaration): void {
    const clause = statement.importClause;
    if (clause === undefined || clause.isTypeOnly) return;
    if (clause.name !== undefined) add(clause.name.text, 'import');
    const named = clause.namedBindings;
    if (named === undefined) return;
    if (!ts.isNamedImports(named)) add(named.name.text, 'import');
    else for (const element of named.elements) if (!element.isTypeOnly) add(element.name.text, 'import');
  }

  /** `export {a as b}` and `export {a as b} from 'm'` declare b, as a cell's exports are its names. */
  function addReExports(statement: TS.ExportDeclaration): void {
    if (statement.isTypeOnly || statement.exportClause === undefined) return;
    const clause = statement.exportClause;
    if (!ts.isNamedExports(clause)) return add(clause.name.text, 'import');
    const isOwn = statement.moduleSpecifier === undefined;
    for (const { isTypeOnly, name, propertyName } of clause.elements) {
      if (isTypeOnly || (isOwn && (propertyName === undefined || !ts.isIdentifier(name) || name.text === 'default'))) continue;
      add(name.text, isOwn ? 'const' : 'import');
    }
  }
}

const isAmbient = (ts: TypeScriptApi, statement: TS.Statement): boolean =>
  'modifiers' in statement &&
  Array.isArray(statement.modifiers) &&
  (statement.modifiers as readonly TS.ModifierLike[]).some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword);

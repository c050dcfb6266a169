import type { AnyNode, ForInStatement, ForOfStatement, ForStatement, Function as FunctionNode, Pattern, SwitchStatement } from 'acorn';
import { childrenOf } from './syntax-tree';

/** Names that a stretch of code declares for itself; what no scope declares belongs to the cell or the notebook. */
export class LexicalScope {
  readonly #names: ReadonlySet<string>;
  readonly #outer: LexicalScope | null;

  constructor(names: Iterable<string>, outer: LexicalScope | null) {
    this.#names = new Set(names);
    this.#outer = outer;
  }

  declares(name: string): boolean {
    return this.#names.has(name) || (this.#outer?.declares(name) ?? false);
  }
}

/** Names a pattern binds. */
export function boundNames(pattern: Pattern | null | undefined): string[] {
  if (pattern === null || pattern === undefined) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => boundNames(element));
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'MemberExpression':
      return [];
    default:
      return pattern satisfies never;
  }
}

/** `let`, `const`, class and function names of a block's statements. */
export function blockNames(statements: readonly AnyNode[]): string[] {
  return statements.flatMap((statement) => {
    switch (statement.type) {
      case 'VariableDeclaration':
        return statement.kind === 'var' ? [] : statement.declarations.flatMap((one) => boundNames(one.id));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return statement.id ? [statement.id.name] : [];
      default:
        return [];
    }
  });
}

/** `var` names anywhere in the code, but for functions and classes inside it. */
export function varNames(node: AnyNode): string[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return [];
    case 'VariableDeclaration':
      return node.kind === 'var' ? node.declarations.flatMap((one) => boundNames(one.id)) : [];
    default:
      return childrenOf(node).flatMap(varNames);
  }
}

/** Names declared by a loop's head for the loop alone. */
export function headNames(loop: ForStatement | ForInStatement | ForOfStatement): string[] {
  const head = loop.type === 'ForStatement' ? loop.init : loop.left;
  return head?.type === 'VariableDeclaration' ? blockNames([head]) : [];
}

export const caseNames = (statement: SwitchStatement): string[] => statement.cases.flatMap((one) => blockNames(one.consequent));

/**
 * Scopes of a function from the outside in: its own name (of an expression), its parameters, its body. A default
 * value sees the parameters, not the body's `var`s.
 */
export function functionScopes(
  node: FunctionNode,
  type: string,
  outer: LexicalScope,
): { readonly params: LexicalScope; readonly body: LexicalScope } {
  const own = type === 'FunctionExpression' && node.id ? [node.id.name] : [];
  const implied = type === 'ArrowFunctionExpression' ? [] : ['arguments'];
  const named = own.length === 0 ? outer : new LexicalScope(own, outer);
  const params = new LexicalScope([...implied, ...node.params.flatMap(boundNames)], named);
  const inner = node.body.type === 'BlockStatement' ? [...varNames(node.body), ...blockNames(node.body.body)] : [];
  return { params, body: new LexicalScope(inner, params) };
}

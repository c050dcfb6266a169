/** Where a module's text mentions names of its top level. */
import type { AnyNode, Program } from 'acorn';
import { blockNames, boundNames, caseNames, functionScopes, headNames, LexicalScope, varNames } from '../../../../language/compile/lexical-scope';
import { childrenOf } from '../../../../language/compile/syntax-tree';

export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `{name}`: a new name needs `name: ` before it. */
  readonly isShorthand: boolean;
}

export interface Mentions {
  /** Of names that no inner scope declares: the module's own, and global ones. */
  readonly references: readonly Reference[];
  /** Names that inner scopes declare. */
  readonly inner: ReadonlySet<string>;
}

export function mentionsIn(program: Program): Mentions {
  const references: Reference[] = [];
  const inner = new Set<string>();

  const scope = (names: readonly string[], outer: LexicalScope): LexicalScope => {
    for (const name of names) inner.add(name);
    return new LexicalScope(names, outer);
  };
  const mention = (node: AnyNode, within: LexicalScope, isShorthand: boolean): void => {
    if (node.type !== 'Identifier' || within.declares(node.name)) return;
    references.push({ name: node.name, start: node.start, end: node.end, isShorthand });
  };
  const all = (nodes: readonly (AnyNode | null | undefined)[], within: LexicalScope): void => {
    for (const node of nodes) if (node) visit(node, within);
  };

  const visit = (node: AnyNode, within: LexicalScope): void => {
    switch (node.type) {
      case 'Identifier':
        return mention(node, within, false);
      case 'MemberExpression':
        return all([node.object, node.computed ? node.property : null], within);
      case 'MethodDefinition':
      case 'PropertyDefinition':
        return all([node.computed ? node.key : null, node.value], within);
      case 'Property': {
        if (!node.shorthand) return all([node.computed ? node.key : null, node.value], within);
        // `{a}` and, in a pattern, `{a = 1}`
        const { value } = node as { readonly value: AnyNode };
        if (value.type !== 'AssignmentPattern') return mention(value, within, true);
        mention(value.left, within, true);
        return visit(value.right, within);
      }
      case 'LabeledStatement':
        return visit(node.body, within);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        return all([node.declaration], within);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        if (node.type === 'FunctionDeclaration') all([node.id], within);
        const { params, body } = functionScopes(node, node.type, within);
        const own = node.type === 'FunctionExpression' && node.id ? [node.id.name] : [];
        for (const name of [...own, ...node.params.flatMap(boundNames)]) inner.add(name);
        all(node.params, params);
        if (node.body.type !== 'BlockStatement') return visit(node.body, body);
        for (const name of [...varNames(node.body), ...blockNames(node.body.body)]) inner.add(name);
        return all(node.body.body, body);
      }
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const isInner = node.type === 'ClassExpression' && node.id;
        if (!isInner) all([node.id], within);
        const own = isInner ? scope([isInner.name], within) : within;
        return all([node.superClass, ...node.body.body], own);
      }
      case 'BlockStatement':
        return all(node.body, scope(blockNames(node.body), within));
      case 'StaticBlock':
        return all(node.body, scope([...node.body.flatMap(varNames), ...blockNames(node.body)], within));
      case 'CatchClause':
        return all([node.param, node.body], scope(boundNames(node.param), within));
      case 'SwitchStatement':
        visit(node.discriminant, within);
        return all(node.cases, scope(caseNames(node), within));
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return all(childrenOf(node), scope(headNames(node), within));
      default:
        return all(childrenOf(node), within);
    }
  };
  all(program.body, new LexicalScope([], null));
  return { references, inner };
}

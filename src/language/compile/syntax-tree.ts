import type { AnyNode } from 'acorn';

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

/** Child nodes in source order. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) for (const one of value as readonly unknown[]) if (isNode(one)) children.push(one);
  }
  // A shorthand property holds the same node twice.
  return children.filter((child, index) => children.indexOf(child) === index);
}

/** Whether a loop runs in the code itself, not in functions or static blocks inside it. */
export function hasLoops(node: AnyNode): boolean {
  switch (node.type) {
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return true;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return false;
    default:
      return childrenOf(node).some(hasLoops);
  }
}

/** Whether one turn of a loop is surely short: nothing in it calls, loops, waits or takes apart what may be long. */
export function isQuick(loop: AnyNode): boolean {
  return loop.type !== 'ForOfStatement' && loop.type !== 'ForInStatement' && childrenOf(loop).every(isShort);
}

function isShort(node: AnyNode): boolean {
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'SpreadElement':
    case 'ArrayPattern':
    case 'ObjectPattern':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return false;
    default:
      return childrenOf(node).every(isShort);
  }
}

import type {
  AnyNode,
  AssignmentExpression,
  AssignmentProperty,
  CallExpression,
  Expression,
  Identifier,
  Pattern,
  Property,
  TaggedTemplateExpression,
} from 'acorn';
import type MagicString from 'magic-string';
import type { CellFacts } from './rewrite';
import type { LexicalScope } from './lexical-scope';
import type { OwnNames } from './names';
import type { Resolver } from './resolver';
import { childrenOf } from './syntax-tree';

export interface RewriteContext extends CellFacts {
  readonly code: MagicString;
  readonly names: OwnNames;
  readonly resolver: Resolver;
}

/**
 * Rewrites names in expressions and patterns. Children are always visited before text is put around their parent:
 * of insertions at one place the outermost then ends up outermost.
 */
export abstract class ExpressionRewriter {
  protected readonly cx: RewriteContext;

  constructor(context: RewriteContext) {
    this.cx = context;
  }

  abstract visit(node: AnyNode, scope: LexicalScope): void;

  protected visitChildren(node: AnyNode, scope: LexicalScope): void {
    for (const child of childrenOf(node)) this.visit(child, scope);
  }

  protected wrap(node: AnyNode, before: string, after: string): void {
    this.cx.code.prependRight(node.start, before);
    this.cx.code.appendLeft(node.end, after);
  }

  /** True where the expression was one of those this class knows. */
  protected visitExpression(node: AnyNode, scope: LexicalScope): boolean {
    const { code, names } = this.cx;
    switch (node.type) {
      case 'Identifier':
        this.#read(node, scope, '');
        return true;
      case 'MemberExpression':
        this.visit(node.object, scope);
        if (node.computed) this.visit(node.property, scope);
        return true;
      case 'Property':
        this.#property(node, scope);
        return true;
      case 'CallExpression':
        this.#call(node, scope);
        return true;
      case 'TaggedTemplateExpression':
        this.#callee(node, node.tag, scope);
        this.visit(node.quasi, scope);
        return true;
      case 'UnaryExpression':
        if (node.operator === 'typeof' && node.argument.type === 'Identifier') this.#typeOf(node.argument, scope);
        else this.visit(node.argument, scope);
        return true;
      case 'UpdateExpression':
        if (node.argument.type !== 'Identifier') this.visit(node.argument, scope);
        else if (this.cx.resolver.resolve(node.argument.name, scope) !== 'local') {
          code.update(node.argument.start, node.argument.end, this.cx.resolver.update(node.argument.name));
        }
        return true;
      case 'AssignmentExpression':
        this.#assignment(node, scope);
        return true;
      case 'AwaitExpression':
        this.visit(node.argument, scope);
        code.update(node.start, node.start + 'await'.length, `(await ${names.run}.wait(`);
        code.appendLeft(node.end, ')).v');
        return true;
      case 'ImportExpression':
        this.visitChildren(node, scope);
        code.update(node.start, node.start + 'import'.length, `${names.run}.import`);
        return true;
      case 'MetaProperty':
        if (node.meta.name === 'import') code.update(node.start, node.end, `${names.run}.meta`);
        return true;
      default:
        return false;
    }
  }

  /**
   * Names a pattern assigns to; in a declaration of the block's own they stay as they are.
   * `declares`: a top-level declaration gives the name its value.
   */
  protected visitPattern(pattern: Pattern, scope: LexicalScope, declares: boolean): void {
    switch (pattern.type) {
      case 'Identifier': {
        const target = this.#target(pattern, scope, declares);
        if (target !== null) this.cx.code.update(pattern.start, pattern.end, target);
        return;
      }
      case 'MemberExpression':
        this.visit(pattern, scope);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.visitPattern(property.argument, scope, declares);
          else if (property.shorthand) this.#shorthandTarget(property.value, scope, declares);
          else {
            if (property.computed) this.visit(property.key, scope);
            this.visitPattern(property.value, scope, declares);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) this.visitPattern(element, scope, declares);
        return;
      case 'RestElement':
        this.visitPattern(pattern.argument, scope, declares);
        return;
      case 'AssignmentPattern':
        this.visitPattern(pattern.left, scope, declares);
        this.visitNamed(pattern.right, pattern.left, scope);
        return;
      default:
        return pattern satisfies never;
    }
  }

  /** A value given to a name: a function without a name of its own takes it, which assignment to a property would lose. */
  protected visitNamed(value: Expression, name: AnyNode, scope: LexicalScope): void {
    this.visit(value, scope);
    if (name.type !== 'Identifier' || this.cx.resolver.resolve(name.name, scope) === 'local') return;
    const mayBeNamed = value.type === 'FunctionExpression' || value.type === 'ClassExpression';
    if (value.type !== 'ArrowFunctionExpression' && !(mayBeNamed && !value.id)) return;
    const key = JSON.stringify(name.name);
    this.wrap(value, `({[${key}]:`, `})[${key}]`);
  }

  #target(node: Identifier, scope: LexicalScope, declares: boolean): string | null {
    const { resolver } = this.cx;
    if (resolver.resolve(node.name, scope) === 'local') return null;
    return declares ? `${resolver.binding(node.name)}.i` : resolver.target(node.name);
  }

  #shorthandTarget(value: Pattern, scope: LexicalScope, declares: boolean): void {
    const name = value.type === 'AssignmentPattern' ? value.left : value;
    if (name.type !== 'Identifier') return;
    const target = this.#target(name, scope, declares);
    if (target !== null) this.cx.code.update(name.start, name.end, `${name.name}:${target}`);
    if (value.type === 'AssignmentPattern') this.visitNamed(value.right, name, scope);
  }

  /** `before`: text that belongs in front of the value. */
  #read(node: Identifier, scope: LexicalScope, before: string): void {
    const resolution = this.cx.resolver.resolve(node.name, scope);
    if (resolution !== 'local') this.cx.code.update(node.start, node.end, before + this.cx.resolver.read(node.name, resolution));
  }

  #property(node: Property | AssignmentProperty, scope: LexicalScope): void {
    if (node.shorthand && node.value.type === 'Identifier') {
      const { name } = node.value;
      this.#read(node.value, scope, name === '__proto__' ? '["__proto__"]:' : `${name}:`);
      return;
    }
    if (node.computed) this.visit(node.key, scope);
    this.visit(node.value, scope);
  }

  #call(node: CallExpression, scope: LexicalScope): void {
    const { callee } = node;
    if (callee.type === 'Identifier' && callee.name === this.cx.marker) {
      for (const argument of node.arguments) this.visit(argument, scope);
      this.cx.code.update(callee.start, callee.end, `${this.cx.names.run}.value=`);
      return;
    }
    if (callee.type === 'Identifier' && callee.name === this.cx.magic) {
      this.cx.code.update(callee.start, callee.end, `${this.cx.names.run}.magic`);
    } else this.#callee(node, callee, scope);
    for (const argument of node.arguments) this.visit(argument, scope);
  }

  /** A function called by its name gets no `this`, though a binding holds it. */
  #callee(node: CallExpression | TaggedTemplateExpression, callee: AnyNode, scope: LexicalScope): void {
    if (callee.type !== 'Identifier') return this.visit(callee, scope);
    const { resolver, code, js } = this.cx;
    const resolution = resolver.resolve(callee.name, scope);
    if (resolution === 'local') return;
    const value = `(0,${resolver.read(callee.name, resolution)})`;
    // Engines report such a call at its parenthesis; taking that into the edit lets it map to the name.
    const opening = node.type === 'CallExpression' ? /^\s*(\?\.)?\s*\(/.exec(js.slice(callee.end, callee.end + 80)) : null;
    if (opening === null) code.update(callee.start, callee.end, value);
    else code.update(callee.start, callee.end + opening[0].length, `${value}${opening[1] ?? ''}(`);
  }

  #typeOf(node: Identifier, scope: LexicalScope): void {
    const { resolver, code, names } = this.cx;
    const resolution = resolver.resolve(node.name, scope);
    if (resolution === 'local') return;
    resolver.read(node.name, resolution);
    const operand = resolution === 'run' ? `${names.run}.peek(${JSON.stringify(node.name)})` : `${resolver.binding(node.name)}.t`;
    code.update(node.start, node.end, operand);
  }

  #assignment(node: AssignmentExpression, scope: LexicalScope): void {
    const { left } = node;
    if (node.operator !== '=' && left.type === 'Identifier' && this.cx.resolver.resolve(left.name, scope) !== 'local') {
      this.cx.code.update(left.start, left.end, this.cx.resolver.update(left.name));
    } else this.visitPattern(left, scope, false);
    this.visitNamed(node.right, left, scope);
  }
}

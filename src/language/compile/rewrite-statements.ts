import type {
  AnyNode,
  CatchClause,
  Class,
  DoWhileStatement,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  Function as FunctionNode,
  VariableDeclaration,
  WhileStatement,
} from 'acorn';
import { blockNames, boundNames, caseNames, functionScopes, headNames, LexicalScope, varNames } from './lexical-scope';
import { ModuleRewriter } from './rewrite-modules';
import { hasLoops, isQuick } from './syntax-tree';

type Loop = ForStatement | ForInStatement | ForOfStatement | WhileStatement | DoWhileStatement;

/** Rewrites statements and functions: scopes, declarations, guards. */
export class StatementRewriter extends ModuleRewriter {
  /** Functions declared at the top of the cell; the wrapper hoists them and binds them first. */
  readonly functions: string[] = [];
  /** Variables of TypeScript's own that shared a declaration with the user's. */
  readonly hoistedVariables: string[] = [];

  override visit(node: AnyNode, scope: LexicalScope): void {
    if (this.visitExpression(node, scope) || this.visitModuleStatement(node, scope)) return;
    switch (node.type) {
      case 'VariableDeclaration':
        return this.#variables(node, scope);
      case 'FunctionDeclaration':
        if (node.id !== null && this.cx.resolver.resolve(node.id.name, scope) === 'binding') {
          this.cx.resolver.binding(node.id.name);
          this.functions.push(node.id.name);
        }
        return this.#function(node, node.type, scope);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, node.type, scope);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, node.type === 'ClassDeclaration', scope);
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) this.visit(node.key, scope);
        if (node.value) this.visit(node.value, scope);
        return;
      case 'StaticBlock': {
        const inner = new LexicalScope([...node.body.flatMap(varNames), ...blockNames(node.body)], scope);
        for (const statement of node.body) this.visit(statement, inner);
        if (node.body.some(hasLoops)) this.cx.code.appendLeft(this.cx.js.indexOf('{', node.start) + 1, this.cx.guards.counter(this.cx.names));
        return;
      }
      case 'BlockStatement':
        return this.visitChildren(node, new LexicalScope(blockNames(node.body), scope));
      case 'SwitchStatement': {
        this.visit(node.discriminant, scope);
        const inner = new LexicalScope(caseNames(node), scope);
        for (const one of node.cases) this.visitChildren(one, inner);
        return;
      }
      case 'LabeledStatement':
        return this.visit(node.body, scope);
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'CatchClause':
        return this.#catch(node, scope);
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loop(node, scope);
      default:
        return this.visitChildren(node, scope);
    }
  }

  #variables(node: VariableDeclaration, scope: LexicalScope): void {
    const { code, resolver } = this.cx;
    const names = node.declarations.flatMap((one) => boundNames(one.id));
    const isOwn = names.some((name) => resolver.resolve(name, scope) !== 'local');
    const declares = node.kind !== 'var';
    for (const { id, init } of node.declarations) {
      if (isOwn && id.type === 'Identifier' && !init && resolver.resolve(id.name, scope) !== 'local') {
        code.update(id.start, id.end, declares ? `${resolver.binding(id.name)}.i=void 0` : 'void 0');
        if (!declares) resolver.binding(id.name);
        continue;
      }
      this.visitPattern(id, scope, declares);
      if (init) this.visitNamed(init, id, scope);
    }
    if (!isOwn) return;
    this.hoistedVariables.push(...names.filter((name) => resolver.isHelper(name)));
    const [first] = node.declarations;
    if (first !== undefined) code.remove(node.start, first.start);
    for (const one of node.declarations) this.wrap(one, '(', ')');
  }

  #function(node: FunctionNode & { readonly start: number; readonly end: number }, type: string, scope: LexicalScope): void {
    const { code, names, guards, arrows } = this.cx;
    const { params, body } = functionScopes(node, type, scope);
    for (const param of node.params) this.visitPattern(param, params, false);
    // Functions that call nothing as well: a library may call them in a loop of its own.
    const guard = guards.call(names);
    if (node.body.type === 'BlockStatement') {
      for (const statement of node.body.body) this.visit(statement, body);
      code.appendLeft(node.body.start + 1, (hasLoops(node.body) ? guards.counter(names) : '') + guard);
      return;
    }
    this.visit(node.body, body);
    const { start } = node.body;
    const arrow = arrows.findLast((end) => end <= start);
    if (arrow === undefined) return;
    code.appendLeft(arrow, `{${guard}return `);
    code.appendLeft(node.end, '}');
  }

  #class(node: Class & { readonly start: number; readonly end: number }, isDeclaration: boolean, scope: LexicalScope): void {
    const name = node.id?.name;
    const inner = name === undefined ? scope : new LexicalScope([name], scope);
    if (node.superClass) this.visit(node.superClass, inner);
    this.visit(node.body, inner);
    if (!isDeclaration || name === undefined || this.cx.resolver.resolve(name, scope) === 'local') return;
    this.cx.code.prependRight(node.start, `${this.cx.resolver.binding(name)}.i=`);
    this.cx.code.appendLeft(node.end, ';');
  }

  #catch(node: CatchClause, scope: LexicalScope): void {
    const { code, names } = this.cx;
    const { param, body } = node;
    const inner = new LexicalScope(boundNames(param), scope);
    if (param) this.visitPattern(param, inner, false);
    this.visit(body, inner);
    if (!param) {
      code.appendLeft(body.start, `(${names.caught})`);
      code.appendLeft(body.start + 1, `${names.run}.rethrow(${names.caught});`);
    } else if (param.type === 'Identifier') code.appendLeft(body.start + 1, `${names.run}.rethrow(${param.name});`);
    else {
      // Taken apart after the check, so that no stop is mistaken for what the pattern expects.
      code.appendLeft(param.start, names.caught);
      code.prependRight(param.start, `${names.run}.rethrow(${names.caught});let `);
      code.appendLeft(param.end, `=${names.caught};{`);
      code.move(param.start, param.end, body.start + 1);
      code.appendLeft(body.end, '}');
    }
  }

  #loop(node: Loop, scope: LexicalScope): void {
    const { code, names, guards } = this.cx;
    const guard = guards.loop(names, isQuick(node));
    const isCounted = node.type === 'ForStatement' || node.type === 'ForInStatement' || node.type === 'ForOfStatement';
    const inner = isCounted ? new LexicalScope(headNames(node), scope) : scope;
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
      this.#iteration(node, inner);
      this.visit(node.body, inner);
    } else this.visitChildren(node, inner);
    const { body } = node;
    if (body.type === 'BlockStatement') code.appendLeft(body.start + 1, guard);
    else if (body.type === 'EmptyStatement') code.update(body.start, body.end, `{${guard}}`);
    else this.wrap(body, `{${guard}`, '}');
  }

  /** Head of `for…in` and `for…of`. */
  #iteration(node: ForInStatement | ForOfStatement, scope: LexicalScope): void {
    const { code, names, resolver } = this.cx;
    const { left } = node;
    let target: AnyNode = left;
    if (left.type === 'VariableDeclaration') {
      const [first] = left.declarations;
      if (first === undefined) return;
      target = first.id;
      this.visitPattern(first.id, scope, false);
      if (boundNames(first.id).some((name) => resolver.resolve(name, scope) !== 'local')) code.remove(left.start, first.start);
    } else this.visitPattern(left, scope, false);
    this.visit(node.right, scope);
    if (node.type !== 'ForOfStatement' || !node.await) return;
    this.wrap(target, '{v:', '}');
    this.wrap(node.right, `${names.run}.each(`, ')');
  }
}

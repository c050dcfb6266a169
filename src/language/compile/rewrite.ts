import type { AnyNode, Program } from 'acorn';
import MagicString from 'magic-string';
import { LexicalScope } from './lexical-scope';
import { ownNames } from './names';
import type { Guards } from './guards';
import { Resolver } from './resolver';
import { StatementRewriter } from './rewrite-statements';
import type { DeclarationKind } from './types';

/** What the rewriting needs to know beside the syntax tree. */
export interface CellFacts {
  readonly js: string;
  readonly program: Program;
  readonly declares: ReadonlyMap<string, DeclarationKind>;
  /** The function whose call marks the value to show. */
  readonly marker: string;
  /** The function whose calls stand for lines that are no TypeScript; null where there are none. */
  readonly magic: string | null;
  readonly guards: Guards;
  /** Ends of all `=>` tokens, ascending. */
  readonly arrows: readonly number[];
}

export interface Rewritten {
  readonly code: MagicString;
  /** Names of the notebook's scope that the cell reads and does not declare. */
  readonly reads: readonly string[];
  /** Names of the notebook's scope that it declares or assigns. */
  readonly writes: readonly string[];
}

/** Turns a module into an async function of one run: top-level names become bindings, loops and calls get guards. */
export function rewrite(facts: CellFacts): Rewritten {
  const { js, program } = facts;
  const code = new MagicString(js);
  const names = ownNames(js);
  const resolver = new Resolver(program, facts.declares, names);
  const rewriter = new StatementRewriter({ ...facts, code, names, resolver });
  const top = new LexicalScope([], null);
  for (const statement of program.body satisfies readonly AnyNode[]) rewriter.visit(statement, top);
  const exports = rewriter.finishExports(top);
  const imports = rewriter.finishImports();

  const { run, cell, runNames, stop, flag, scratch, calls } = names;
  const used = resolver.usedNames;
  const bindings = used.length === 0 ? '' : `const [${used.map((name) => names.binding(name))}]=${run}.refs(${JSON.stringify(used)});`;
  const hoisted = rewriter.hoistedVariables.map((name) => `var ${name};`).join('');
  const functions = rewriter.functions.map((name) => `${names.binding(name)}.i=${name};`).join('');
  const preload = imports.length > 1 ? `${run}.preload(${JSON.stringify(imports)});` : '';
  code.prepend(
    `(async function ${cell}(${run}){"use strict";const ${runNames}=${run}.names,${stop}=${run}.stop,` +
      `${flag}=${stop}.flag,${scratch}=${stop}.scratch;let ${calls}=0;${facts.guards.counter(names)}${bindings}${hoisted}${functions}${preload}`,
  );
  code.append(`${exports === '' ? '' : `\n;${exports}`}\n})`);
  return { code, reads: resolver.reads, writes: resolver.writes };
}

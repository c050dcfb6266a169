/** The imports of a module's text, found without parsing the rest of it. */
import { init, parse } from 'es-module-lexer/minimal';
import { err, ok, type Result } from '../../../base/result';

export type FoundImport =
  /** `start` to `end`: the specifier without its quotes. `clauseEnd`: the end of `with {…}`; equals `end + 1` without. */
  | { readonly kind: 'static'; readonly specifier: string; readonly type: string | null; readonly start: number; readonly end: number; readonly clauseEnd: number }
  /** `start` to `end`: the word `import`. */
  | { readonly kind: 'dynamic'; readonly start: number; readonly end: number }
  /** `start` to `end`: `import.meta`. */
  | { readonly kind: 'meta'; readonly start: number; readonly end: number };

const STATIC = [1, 6, 8];
const DYNAMIC = 2;
const META = 3;

export interface LexedModule {
  readonly imports: readonly FoundImport[];
  /** Whether it imports or exports anything. */
  readonly hasModuleSyntax: boolean;
}

/** An error's `offset` is from 0, in characters. */
export async function lexModule(text: string): Promise<Result<LexedModule, { readonly offset: number }>> {
  await init();
  try {
    const [imports, exports] = parse(text);
    const found = imports.flatMap((one): readonly FoundImport[] => {
      const { n: specifier, t: type, s, e, ss, se, a } = one;
      if (STATIC.includes(type) && specifier !== undefined) {
        const attributes = a < 0 ? null : text.slice(a, se);
        return [{ kind: 'static', specifier, type: attributeType(attributes), start: s, end: e, clauseEnd: Math.max(se, e + 1) }];
      }
      if (type === DYNAMIC) return [{ kind: 'dynamic', start: ss, end: ss + 'import'.length }];
      return type === META ? [{ kind: 'meta', start: ss, end: se }] : [];
    });
    return ok({ imports: found, hasModuleSyntax: imports.length + exports.length > 0 || /\bexport\s*\{\s*\}/.test(text) });
  } catch (error) {
    const offset: unknown = error instanceof Error ? Reflect.get(error, 'idx') : 0;
    return err({ offset: typeof offset === 'number' ? offset : 0 });
  }
}

function attributeType(attributes: string | null): string | null {
  return (attributes === null ? null : /\btype["']?\s*:\s*["'](\w+)["']/.exec(attributes)?.[1]) ?? null;
}

/**
 * The text of a compiled function as its author wrote it, but for types: without checks, with plain names. Libraries
 * read it (Arquero compiles `d => d.a > 1` into a query), and people do.
 */
export function readableSource(text: string): string {
  // The prefix of our own names occurs nowhere else in a cell.
  const prefix = /(?<![\w$])(\$+)0_(?:calls|turns|stop|run|names)\b/.exec(text)?.[1];
  if (prefix === undefined) return text;
  const own = prefix.replaceAll('$', '\\$');
  const name = '([^\\s.()?:,;=+\\-*/[\\]{}]+)';
  const check =
    `if\\(\\(\\(${own}0_(\\w+)=${own}0_\\w+\\+1\\|0\\)&\\d+\\)===0&&\\(${own}0_scratch\\[0\\]=${own}0_\\w+,` +
    `${own}0_flag\\[0\\]>=${own}0_stop\\.current\\)\\)${own}0_stop\\.check\\(\\);`;
  return expressionBody(text, check)
    .replace(new RegExp(check, 'g'), '')
    .replace(new RegExp(`let ${own}0_turns=0;`, 'g'), '')
    .replace(new RegExp(`${own}0_run\\.rethrow\\([^)]*\\);`, 'g'), '')
    .replace(new RegExp(`\\(${own}${name}\\.r\\?${own}\\1\\.c:${own}\\1\\.v\\)`, 'g'), '$1')
    .replace(new RegExp(`${own}0_names\\.(\\w+)`, 'g'), '$1')
    .replace(new RegExp(`${own}(?!0_)${name}\\.[vi](?![\\w$])`, 'g'), '$1')
    .replace(/\(0,([\w$]+)\)(?=\s*(?:\?\.)?\()/g, '$1');
}

/** An arrow function whose body was an expression has it again. */
function expressionBody(text: string, check: string): string {
  const head = new RegExp(`^((?:async\\s+)?(?:[\\w$]+|\\([^)]*\\))\\s*=>\\s*)\\{${check}return `).exec(text);
  if (head === null || !text.endsWith('}') || text.endsWith(';}')) return text;
  return `${head[1]?.trimEnd() ?? ''} ${text.slice(head[0].length, -1).trim()}`;
}

/** Lets functions of cells read as they were written, wherever their text is asked for. */
export function makeFunctionsReadable({ Function: { prototype } }: Pick<typeof globalThis, 'Function'>): void {
  const original = Object.getOwnPropertyDescriptor(prototype, 'toString')?.value as () => string;
  const { apply } = Reflect;
  const readable = {
    toString(this: unknown): string {
      return readableSource(apply(original, this === readable ? original : this, []));
    },
  }.toString;
  Object.defineProperty(prototype, 'toString', { value: readable, writable: true, configurable: true, enumerable: false });
}

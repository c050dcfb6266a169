/** Which colour of the look each kind of token has, in editors and in static code alike. */
export interface TokenColor {
  /** A dotted token type; it covers what continues it: `string` covers `string.escape.ts`. */
  readonly token: string;
  /** Class of `ui/editor/code.css`. */
  readonly className: string;
  /** Custom property that holds the colour. */
  readonly variable: string;
  readonly style?: 'bold' | 'italic';
}

const color = (token: string, name: string): TokenColor => ({ token, className: `code-${name}`, variable: `--code-${name}` });

export const tokenColors: readonly TokenColor[] = [
  color('keyword', 'keyword'),
  color('tag', 'keyword'),
  color('metatag', 'keyword'),
  color('string', 'string'),
  color('attribute.value', 'string'),
  // Code within Markdown.
  color('variable.md', 'string'),
  color('variable.source', 'string'),
  color('number', 'number'),
  color('constant', 'number'),
  color('attribute.value.number', 'number'),
  color('comment', 'comment'),
  color('type', 'type'),
  color('namespace', 'type'),
  color('variable', 'type'),
  color('attribute.name', 'type'),
  color('function', 'function'),
  color('string.link', 'function'),
  color('regexp', 'regexp'),
  { token: 'strong', className: 'code-strong', variable: '--code-text', style: 'bold' },
  { token: 'emphasis', className: 'code-emphasis', variable: '--code-text', style: 'italic' },
];

/** The class of a token type by its longest known beginning; null for plain text. */
export function classOfToken(type: string): string | null {
  for (let end = type.length; end > 0; end = type.lastIndexOf('.', end - 1)) {
    const found = tokenColors.find((entry) => entry.token === type.slice(0, end));
    if (found) return found.className;
  }
  return null;
}

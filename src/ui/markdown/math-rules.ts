import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/**
 * Recognises `$…$`, `$$…$$` and `\begin{…}…\end{…}`. Renders elements that carry the TeX as text
 * and `data-math="inline|display"`; typesetting comes later, so that KaTeX loads only where needed.
 */
export function mathRules(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'math_inline', inlineMath);
  md.block.ruler.before('fence', 'math_block', blockMath, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  const element = (content: string, display: boolean) =>
    display
      ? `<div data-math="display">${md.utils.escapeHtml(content)}</div>\n`
      : `<span data-math="inline">${md.utils.escapeHtml(content)}</span>`;
  md.renderer.rules['math_inline'] = (tokens, index) => element(tokens[index]?.content ?? '', false);
  md.renderer.rules['math_inline_display'] = (tokens, index) =>
    `<span data-math="display">${md.utils.escapeHtml(tokens[index]?.content ?? '')}</span>`;
  md.renderer.rules['math_block'] = (tokens, index) => element(tokens[index]?.content ?? '', true);
}

/** Pandoc's rule keeps prices out: no space just inside the dollars, no digit right after the closing one. */
function inlineMath(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '$') return false;
  const display = state.src.startsWith('$$', state.pos);
  const marker = display ? '$$' : '$';
  const start = state.pos + marker.length;
  const end = closingDollar(state.src, start, state.posMax, marker);
  if (end < 0) return false;
  const content = state.src.slice(start, end);
  if (content.trim() === '') return false;
  if (!display && (/^\s|\s$/.test(content) || /\d/.test(state.src[end + 1] ?? ''))) return false;
  if (!silent) {
    const token = state.push(display ? 'math_inline_display' : 'math_inline', '', 0);
    token.content = content.trim();
    token.markup = marker;
  }
  state.pos = end + marker.length;
  return true;
}

function closingDollar(text: string, from: number, max: number, marker: string): number {
  for (let at = from; at < max; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(marker, at)) return at + marker.length <= max ? at : -1;
  }
  return -1;
}

function blockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const line = (index: number) => state.src.slice((state.bMarks[index] ?? 0) + (state.tShift[index] ?? 0), state.eMarks[index]);
  const first = line(startLine);
  const environment = /^\\begin\{([a-zA-Z]+\*?)\}/.exec(first)?.[1];
  if (environment === undefined && !first.startsWith('$$')) return false;
  const close = environment === undefined ? '$$' : `\\end{${environment}}`;
  const opened = environment === undefined ? first.slice(2) : first;

  const lines: string[] = [];
  let next = startLine;
  for (let text = opened; ; text = line(next)) {
    if (text.trimEnd().endsWith(close)) {
      lines.push(environment === undefined ? text.trimEnd().slice(0, -2) : text);
      break;
    }
    lines.push(text);
    next++;
    if (next >= endLine) return false;
    if ((state.sCount[next] ?? 0) < state.blkIndent) return false;
  }
  const content = lines.join('\n').trim();
  if (content === '' || (environment === undefined && content.includes('$$'))) return false;
  if (silent) return true;
  const token = state.push('math_block', '', 0);
  token.block = true;
  token.content = content;
  token.map = [startLine, next + 1];
  state.line = next + 1;
  return true;
}

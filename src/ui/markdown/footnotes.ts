import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** What one rendering knows of its footnotes; lives in the parser's `env`. */
interface Notes {
  readonly defined: Map<string, string>;
  /** Names in order of first use. */
  readonly used: string[];
}

const notesOf = (env: Record<string | symbol, unknown>): Notes => {
  const kept = env['footnotes'];
  if (isNotes(kept)) return kept;
  const notes: Notes = { defined: new Map(), used: [] };
  env['footnotes'] = notes;
  return notes;
};
const isNotes = (value: unknown): value is Notes => typeof value === 'object' && value !== null && 'defined' in value;

/** `text[^1]` and `[^1]: note`, numbered by first use and listed at the end with a way back. */
export function footnotes(md: MarkdownIt): void {
  md.block.ruler.before('reference', 'footnote_definition', definition, { alt: ['paragraph', 'reference'] });
  md.inline.ruler.after('image', 'footnote_reference', reference);
  md.renderer.rules['footnote_reference'] = (tokens, index) => {
    const number = tokens[index]?.content ?? '';
    return `<sup><a href="#note-${number}" data-anchor="note-use-${number}" aria-label="Footnote ${number}">${number}</a></sup>`;
  };
  md.core.ruler.push('footnote_list', (state) => {
    const notes = notesOf(state.env);
    if (state.inlineMode || notes.used.length === 0) return;
    let items = '';
    // Notes may refer to further notes, which join the end of `used` on the way.
    for (let index = 0; index < notes.used.length; index++) {
      const body = md.renderInline(notes.defined.get(notes.used[index] ?? '') ?? '', { footnotes: notes });
      const back = `<a href="#note-use-${index + 1}" aria-label="Back to the text">↩</a>`;
      items += `<li data-anchor="note-${index + 1}">${body} ${back}</li>`;
    }
    const list = new state.Token('html_block', '', 0);
    list.content = `<section data-footnotes><ol>${items}</ol></section>\n`;
    state.tokens.push(list);
  });
}

function definition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const lineAt = (index: number) => state.src.slice((state.bMarks[index] ?? 0) + (state.tShift[index] ?? 0), state.eMarks[index]);
  const match = /^\[\^([^\s\]]+)\]:\s*(.*)$/.exec(lineAt(startLine));
  if (!match) return false;
  if (silent) return true;
  const lines = [match[2] ?? ''];
  let next = startLine + 1;
  while (next < endLine && !state.isEmpty(next) && (state.sCount[next] ?? 0) >= state.blkIndent + 2) lines.push(lineAt(next++));
  notesOf(state.env).defined.set(match[1] ?? '', lines.join(' '));
  state.line = next;
  return true;
}

function reference(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('[^', state.pos)) return false;
  const end = state.src.indexOf(']', state.pos);
  const name = state.src.slice(state.pos + 2, end);
  const notes = notesOf(state.env);
  if (end < 0 || !notes.defined.has(name)) return false;
  if (!silent) {
    if (!notes.used.includes(name)) notes.used.push(name);
    state.push('footnote_reference', '', 0).content = String(notes.used.indexOf(name) + 1);
  }
  state.pos = end + 1;
  return true;
}

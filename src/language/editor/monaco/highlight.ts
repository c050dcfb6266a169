/** Static code as HTML, coloured by the classes that the look defines. */
import { classOfToken } from '../token-colors';
import { editor, languages } from './monaco';

/** What people write after a fence → the language that colours it. */
const aliases: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  node: 'javascript',
  // The parts of JSON are all parts of JavaScript.
  json: 'javascript',
  jsonc: 'javascript',
  ipynb: 'javascript',
  py: 'python',
  python3: 'python',
  bash: 'shell',
  sh: 'shell',
  zsh: 'shell',
  console: 'shell',
  md: 'markdown',
  htm: 'html',
  svg: 'html',
  xml: 'html',
  yml: 'yaml',
};

/** Lines are separated by `<br/>`; a language that is not known leaves the text plain. */
export async function highlight(text: string, language: string): Promise<string> {
  const asked = language.toLowerCase();
  const id = aliases[asked] ?? asked;
  if (!languages.getLanguages().some((known) => known.id === id)) return text.split('\n').map(escapeHtml).join('<br/>');
  // Colouring anything loads the grammar, which `tokenize` by itself does not.
  await editor.colorize(' ', id, {});
  const lines = text.split('\n');
  return editor
    .tokenize(text, id)
    .map((tokens, row) => {
      const line = lines[row] ?? '';
      return tokens
        .map((token, index) => {
          const piece = escapeHtml(line.slice(token.offset, tokens[index + 1]?.offset));
          const className = classOfToken(token.type);
          return className === null || piece.trim() === '' ? piece : `<span class="${className}">${piece}</span>`;
        })
        .join('');
    })
    .join('<br/>');
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character);

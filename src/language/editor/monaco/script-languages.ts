/** TypeScript and JavaScript for the highlighter: Monaco's grammars, with calls told apart from other names. */
import { conf as javascriptConf, language as javascript } from 'monaco-editor/languages/definitions/javascript/javascript.js';
import { conf as typescriptConf, language as typescript } from 'monaco-editor/languages/definitions/typescript/typescript.js';
import { foreignCommands, shellCommands } from '../../compile/magics/commands';
import { languages } from './monaco';

export function registerScriptLanguages(): void {
  languages.register({ id: 'typescript', extensions: ['.ts'], aliases: ['TypeScript', 'ts'] });
  languages.setLanguageConfiguration('typescript', typescriptConf);
  languages.setMonarchTokensProvider('typescript', withMagics(withCalls(typescript)));
  languages.register({ id: 'javascript', extensions: ['.js'], aliases: ['JavaScript', 'js'] });
  languages.setLanguageConfiguration('javascript', javascriptConf);
  languages.setMonarchTokensProvider('javascript', withCalls(javascript));
}

/** A name before `(` or a template is a call or a declaration of a function. */
function withCalls(grammar: languages.IMonarchLanguage): languages.IMonarchLanguage {
  const { common, ...others } = grammar.tokenizer;
  const call: languages.IMonarchLanguageRule = [
    /#?[a-z_$][\w$]*(?=\s*(?:\?\.)?(?:\(|`))/,
    { cases: { '@keywords': 'keyword', '@default': 'function' } },
  ];
  return { ...grammar, tokenizer: { ...others, common: [call, ...(common ?? [])] } };
}

/** Lines for the shell, `%%` lines, and what is no code below them. */
function withMagics(grammar: languages.IMonarchLanguage): languages.IMonarchLanguage {
  const { root, ...others } = grammar.tokenizer;
  const commands = [...shellCommands, ...foreignCommands].join('|');
  const magics: languages.IMonarchLanguageRule[] = [
    [/^%%(?:time|javascript|js|typescript|ts)\b.*$/, 'metatag'],
    [/^%%[a-zA-Z].*$/, { token: 'metatag', next: '@magicText' }],
    [new RegExp(`^!\\s*(?:${commands})(?:\\s.*)?$`), 'metatag'],
  ];
  // The first state is the one that a text starts in.
  return { ...grammar, tokenizer: { root: [...magics, ...(root ?? [])], ...others, magicText: [[/.+/, '']] } };
}

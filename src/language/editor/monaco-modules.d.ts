/** Parts of Monaco that ship without declarations. */

declare module 'monaco-editor/language/typescript/ts.worker.js' {
  /** The compiler that Monaco bundles. */
  export const ts: { readonly typescript: typeof import('typescript') };
  /** TypeScript's `lib.*.d.ts`: name → text. */
  export const libFileMap: Readonly<Record<string, string>>;
}

declare module 'monaco-editor/editor/editor.worker.js' {
  export {};
}

declare module 'monaco-editor/languages/definitions/typescript/typescript.js' {
  import type { languages } from 'monaco-editor/editor/editor.api.js';
  export const conf: languages.LanguageConfiguration;
  export const language: languages.IMonarchLanguage;
}
declare module 'monaco-editor/languages/definitions/javascript/javascript.js' {
  import type { languages } from 'monaco-editor/editor/editor.api.js';
  export const conf: languages.LanguageConfiguration;
  export const language: languages.IMonarchLanguage;
}
declare module 'virtual:library-types' {
  /** Address of the JSON with the declaration files of TensorFlow.js. */
  const url: string;
  export default url;
}

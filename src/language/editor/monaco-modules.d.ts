/** Parts of Monaco that ship without declarations. */

declare module 'monaco-editor/language/typescript/ts.worker.js' {
  interface MirrorModel {
    readonly uri: { toString(): string };
    readonly version: number;
    getValue(): string;
  }
  interface WorkerContext {
    getMirrorModels(): readonly MirrorModel[];
  }
  /** The compiler that Monaco bundles. */
  export const ts: { readonly typescript: typeof import('typescript') };
  /** TypeScript's `lib.*.d.ts`: name → text. */
  export const libFileMap: Readonly<Record<string, string>>;
  /** Waits for the page's first message, which becomes `data`, then serves the object that `create` returns. */
  export function initialize<Data>(create: (context: WorkerContext, data: Data) => object): void;
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

/** TypeScript's settings for cells. */
import type * as typescript from 'typescript';
import type { TypeScript } from './cell-names';

export function compilerSettings(ts: TypeScript): typescript.CompilerOptions {
  const { ScriptTarget, ModuleKind, ModuleDetectionKind, ModuleResolutionKind } = ts;
  return {
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler,
    moduleDetection: ModuleDetectionKind.Force,
    // Cells run in a worker: no document, no window.
    lib: ['lib.esnext.d.ts', 'lib.webworker.d.ts', 'lib.webworker.iterable.d.ts', 'lib.webworker.asynciterable.d.ts'],
    types: [],
    // Strict, because `[]` is `never[]` otherwise; complaints about implicit `any` are dropped later.
    strict: true,
    useUnknownInCatchVariables: false,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
}

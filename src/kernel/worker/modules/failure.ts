/** Why a module cannot be had, and the words for it. */
import type { ModuleAnswer } from '../../../protocol/kernel';

export type ModuleFailure =
  | { readonly kind: 'fetch'; readonly url: string; readonly reason: (ModuleAnswer & { ok: false })['reason']; readonly detail: string }
  /** `line` and `column` from 1; null where the text's reader does not tell. */
  | { readonly kind: 'syntax'; readonly url: string; readonly message: string; readonly at: { readonly line: number; readonly column: number } | null }
  | { readonly kind: 'not-a-module'; readonly url: string; readonly detail: string }
  | { readonly kind: 'missing-export'; readonly url: string; readonly name: string; readonly exports: readonly string[] }
  | { readonly kind: 'bad-specifier'; readonly specifier: string; readonly detail: string };

export interface Problem {
  readonly failure: ModuleFailure;
  /** Modules that led to it, the nearest first; empty for what the cell itself imports. */
  readonly importers: readonly string[];
}

/** Passed up inside the loader; cells get the `ImportError` made of it. */
export class ModuleProblem extends Error {
  override readonly name = 'ModuleProblem';
  /** One for each address that was tried. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ failure }) => failureWords(failure)).join('; '));
    this.problems = problems;
  }
}

export const problemOf = (failure: ModuleFailure, importers: readonly string[] = []): ModuleProblem => new ModuleProblem([{ failure, importers }]);

/** What a cell catches when an import fails before the module has run. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

const MAX_NAMES = 12;

export function importError(specifier: string, { problems }: ModuleProblem): ImportError {
  const [only] = problems;
  if (problems.length === 1 && only?.failure.kind === 'bad-specifier' && only.importers.length === 0) {
    return new ImportError(`module '${specifier}' cannot be imported: ${only.failure.detail}`);
  }
  const lines = problems.flatMap(({ failure, importers }) => [
    `  ${failureWords(failure)}`,
    ...importers.map((importer) => `    imported by ${shownAddress(importer)}`),
  ]);
  const remedies = new Set(problems.flatMap(({ failure }) => remedyOf(failure) ?? []));
  return new ImportError([`module '${specifier}' cannot be imported:`, ...lines, ...remedies].join('\n'));
}

function failureWords(failure: ModuleFailure): string {
  switch (failure.kind) {
    case 'fetch':
      return `${shownAddress(failure.url)}: ${reasonWords(failure.reason)}${failure.detail === '' ? '' : ` (${failure.detail})`}`;
    case 'syntax': {
      const { url, message, at } = failure;
      return `${shownAddress(url)}${at === null ? '' : `, line ${at.line}, column ${at.column}`}: syntax error: ${message}`;
    }
    case 'not-a-module':
      return `${shownAddress(failure.url)}: no module: ${failure.detail}`;
    case 'missing-export': {
      const { url, name, exports } = failure;
      const more = exports.length > MAX_NAMES ? `, and ${exports.length - MAX_NAMES} more` : '';
      return `${shownAddress(url)} has no export '${name}'; its exports are: ${exports.slice(0, MAX_NAMES).join(', ') || 'none'}${more}`;
    }
    case 'bad-specifier':
      return `'${failure.specifier}': ${failure.detail}`;
    default:
      return failure satisfies never;
  }
}

function reasonWords(reason: (ModuleAnswer & { ok: false })['reason']): string {
  switch (reason) {
    case 'not-found':
      return 'not found';
    case 'offline':
      return 'no connection';
    case 'blocked':
      return 'blocked';
    case 'failed':
      return 'failed';
    default:
      return reason satisfies never;
  }
}

function remedyOf(failure: ModuleFailure): string | null {
  if (failure.kind !== 'fetch') return null;
  const isFile = failure.url.startsWith('notebook:');
  switch (failure.reason) {
    case 'not-found':
      return isFile ? 'Upload it in the Files panel, or write it with files.write(name, text).' : 'Check its name and version.';
    case 'offline':
      return 'Connect to the network and run the cell again; what was imported before works without.';
    case 'blocked':
      return 'Import it from a server that lets other sites read it, as CDNs do.';
    case 'failed':
      return isFile ? null : 'Run the cell again in a moment, or choose another CDN in Tools → Settings.';
    default:
      return failure.reason satisfies never;
  }
}

/** A file of the notebook as cells write it: `./helpers.ts`. */
export function shownAddress(url: string): string {
  if (!url.startsWith('notebook:/')) return url;
  try {
    return `./${decodeURIComponent(url.slice('notebook:/'.length))}`;
  } catch {
    return url;
  }
}

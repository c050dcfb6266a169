/** Why the notebook store could not do what was asked. */
export type StorageError =
  /** The browser keeps nothing for this page: private window, blocked site data. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** A newer version of the page has already changed the store. */
  | { readonly kind: 'newer' }
  /** Another tab holds the old version of the store open. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'full' }
  | { readonly kind: 'missing'; readonly id: string }
  /** A stored record does not have the shape it was written with. */
  | { readonly kind: 'damaged'; readonly id: string; readonly what: string }
  | { readonly kind: 'failed'; readonly reason: string };

export function describeStorageError(error: StorageError): { text: string; remedy: string } {
  switch (error.kind) {
    case 'unavailable':
      return {
        text: `This browser does not let the page keep notebooks (${error.reason})`,
        remedy: 'Download the notebook before closing the tab, or allow site data for this page.',
      };
    case 'newer':
      return { text: 'Another tab runs a newer Gradbook', remedy: 'Download unsaved work, then reload this page.' };
    case 'blocked':
      return { text: 'Another tab runs an older Gradbook and holds the notebooks', remedy: 'Close or reload the other tabs of Gradbook.' };
    case 'full':
      return { text: 'The storage of this browser is full', remedy: 'Delete notebooks or files you no longer need.' };
    case 'missing':
      return {
        text: `This browser has no notebook '${error.id}'`,
        remedy: 'It was deleted, or made in another browser: ask for a share link or an .ipynb file.',
      };
    case 'damaged':
      return {
        text: `The stored notebook '${error.id}' is damaged: ${error.what}`,
        remedy: 'Open a downloaded copy, if there is one, and delete this notebook.',
      };
    case 'failed':
      return { text: `The notebook store failed: ${error.reason}`, remedy: 'Try again; reload the page if it keeps failing.' };
  }
}

export function storageErrorOf(cause: unknown): StorageError {
  const name = cause instanceof Error ? cause.name : '';
  const reason = cause instanceof Error ? cause.message : String(cause);
  switch (name) {
    case 'QuotaExceededError':
      return { kind: 'full' };
    case 'VersionError':
      return { kind: 'newer' };
    case 'SecurityError':
      return { kind: 'unavailable', reason };
    default:
      return { kind: 'failed', reason };
  }
}

/** Why a file of the notebook could not be written or deleted. */
export type FileError =
  | { readonly kind: 'bad-name'; readonly name: string; readonly reason: string }
  | { readonly kind: 'full'; readonly name: string }
  | { readonly kind: 'locked'; readonly name: string }
  /** The bytes stopped coming: the reader cancelled, or the source failed. */
  | { readonly kind: 'source'; readonly name: string; readonly reason: string }
  | { readonly kind: 'failed'; readonly name: string; readonly reason: string };

export function describeFileError(error: FileError): { text: string; remedy: string } {
  switch (error.kind) {
    case 'bad-name':
      return { text: `'${error.name}' cannot be a file name: ${error.reason}.`, remedy: 'Rename the file and try again.' };
    case 'full':
      return {
        text: `'${error.name}' does not fit: the browser's storage is full.`,
        remedy: 'Delete files or notebooks you no longer need, then try again.',
      };
    case 'locked':
      return { text: `'${error.name}' is being written elsewhere.`, remedy: 'Wait until that has ended, or close the other tab.' };
    case 'source':
      return { text: `'${error.name}' was not stored: its bytes ended early (${error.reason}).`, remedy: 'Upload it again.' };
    case 'failed':
      return { text: `'${error.name}' was not stored: ${error.reason}.`, remedy: 'Try again; reload the page if it keeps failing.' };
  }
}

export function fileErrorOf(name: string, cause: unknown): FileError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  switch (cause instanceof Error ? cause.name : '') {
    case 'QuotaExceededError':
      return { kind: 'full', name };
    case 'NoModificationAllowedError':
      return { kind: 'locked', name };
    default:
      return { kind: 'failed', name, reason };
  }
}

export const isNotFound = (cause: unknown): boolean => cause instanceof Error && cause.name === 'NotFoundError';

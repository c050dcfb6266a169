import { atLine } from './reports/lines';

/** What was held by a remote server is no longer there. */
export class RemoteLostError extends Error {
  override readonly name = 'RemoteLostError';

  /** @param why a sentence without its stop */
  constructor(address: string, why: string) {
    super(
      `the session on ${address} was lost: ${why}. ` +
        'Run the cell again: the next run connects again and says which tensors it could restore.',
    );
  }
}

/** The server could not compute or keep something. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';

  /** @param line where in a cell the operation was called; null where unknown */
  constructor(message: string, line: string | null) {
    super(`${message}${atLine(line)}`);
  }
}

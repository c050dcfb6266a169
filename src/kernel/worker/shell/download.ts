/** Bytes from an address, with failures in words. */
import { CommandError, type CommandIo } from './command';

/** @throws CommandError naming the address and the reason. */
export async function download(address: string, { fetch, signal }: Pick<CommandIo, 'fetch' | 'signal'>, init: RequestInit = {}): Promise<Response> {
  const url = /^[a-z][\w+.-]*:/i.test(address) ? address : `https://${address}`;
  if (!/^(https?|data|blob):/i.test(url) || !URL.canParse(url)) throw new CommandError(`'${address}' is no address that a browser can fetch; it begins with https://`);
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'omit', ...init, signal });
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `${url} could not be fetched (${reason}): the site cannot be reached, or does not let pages of other sites read it. ` +
        'Download the file in a tab and put it into the Files panel',
    );
  }
  if (!response.ok) throw new CommandError(`${url} answered ${response.status}${response.statusText === '' ? '' : ` ${response.statusText}`}`);
  return response;
}

/** The name that the address ends in. */
export function nameOf(address: string): string {
  const path = URL.canParse(address) ? new URL(address).pathname : (address.split(/[?#]/)[0] ?? '');
  const last = path.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'index.html';
  } catch {
    return last;
  }
}

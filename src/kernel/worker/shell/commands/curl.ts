import { CommandError, type Command } from '../command';
import { download, nameOf } from '../download';
import { fileIn } from './moving';
import { readOptions } from '../options';

/** `curl [-O | -o name] [-L] [-s] [-f] [-X method] [-H header] [-d data] URL…`; redirects are always followed. */
export const curl: Command = async (args, io) => {
  const options = readOptions(args, {
    flags: ['O', 'L', 's', 'S', 'f', 'k', 'J', '#', 'location', 'silent', 'show-error', 'fail', 'remote-name', 'progress-bar'],
    values: ['o', 'X', 'H', 'd', 'output', 'request', 'header', 'data'],
  });
  if (options.rest.length === 0) throw new CommandError('name an address to fetch');
  const data = options.all('d', 'data');
  const headers = options.all('H', 'header').map((line): [string, string] => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new CommandError(`'${line}' is no header; write -H 'Name: value'`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  if (data.length > 0 && !headers.some(([name]) => name.toLowerCase() === 'content-type')) headers.push(['content-type', 'application/x-www-form-urlencoded']);
  const method = options.value('X', 'request') ?? (data.length > 0 ? 'POST' : 'GET');
  for (const address of options.rest) {
    const response = await download(address, io, { method, headers, ...(data.length > 0 ? { body: data.join('&') } : {}) });
    const asked = options.value('o', 'output') ?? (options.has('O', 'remote-name') ? nameOf(address) : null);
    if (asked === null || asked === '-') io.out(await response.blob());
    else await io.tree.write(await fileIn(asked, nameOf(address), io), response.body ?? new Blob([]));
  }
};

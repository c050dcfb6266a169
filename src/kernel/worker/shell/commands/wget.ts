import { CommandError, type Command } from '../command';
import { download, nameOf } from '../download';
import { joined } from '../file-tree';
import { humanSize } from '../layout';
import { readOptions } from '../options';

/** `wget [-q] [-O name] [-P folder] [-nc] URL…`; `-O -` prints. */
export const wget: Command = async (args, io) => {
  const keeps = args.includes('-nc') || args.includes('--no-clobber');
  const known = args.filter((arg) => arg !== '-nc' && arg !== '-nv' && arg !== '--no-clobber');
  const options = readOptions(known, {
    flags: ['q', 'c', 'quiet', 'continue', 'show-progress', 'no-check-certificate', 'no-verbose'],
    values: ['O', 'P', 'output-document', 'directory-prefix'],
  });
  if (options.rest.length === 0) throw new CommandError('name an address to fetch');
  const folder = options.value('P', 'directory-prefix') ?? '';
  for (const address of options.rest) {
    const name = options.value('O', 'output-document') ?? joined(folder, nameOf(address));
    if (keeps && (await io.tree.find(name)) !== null) {
      io.note(`'${name}' is already there and was not fetched`);
      continue;
    }
    const response = await download(address, io);
    if (name === '-') {
      io.out(await response.blob());
      continue;
    }
    await io.tree.write(name, response.body ?? new Blob([]));
    if (!options.has('q', 'quiet')) io.note(`'${name}' saved, ${humanSize((await io.tree.read(name)).size)} bytes`);
  }
};

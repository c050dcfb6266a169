import { CommandError, type Command } from '../command';
import { joined, type TreeEntry } from '../file-tree';
import { readOptions } from '../options';
import { columns, humanSize } from '../layout';

export const pwd: Command = async (_, { out }) => out('/content\n');

/** Lists folders: `-l` with sizes and times, `-h` sizes for people, `-a` hidden ones, `-R` all below. */
export const ls: Command = async (args, { tree, out, isShown }) => {
  const options = readOptions(args, { flags: ['l', 'a', 'A', 'h', 'R', '1', 'd', 'all', 'recursive'] });
  const isHidden = (entry: TreeEntry) => !options.has('a', 'A', 'all') && entry.name.startsWith('.');
  const lines = (entries: readonly TreeEntry[]): string => {
    if (options.has('l')) return entries.map((entry) => detail(entry, options.has('h'))).join('');
    const names = entries.map((entry) => (entry.kind === 'folder' ? `${entry.name}/` : entry.name));
    return isShown && !options.has('1') ? columns(names) : names.map((name) => `${name}\n`).join('');
  };
  const paths = options.rest.length === 0 ? ['.'] : options.rest;
  const single: TreeEntry[] = [];
  const folders: string[] = [];
  const missing: string[] = [];
  for (const path of paths) {
    const found = await tree.find(path);
    if (found === null) missing.push(path);
    else if (found.kind === 'folder' && !options.has('d')) folders.push(path);
    else single.push({ ...found, name: path });
  }
  out(lines(single));
  const showFolder = async (path: string, isFirst: boolean): Promise<void> => {
    const entries = (await tree.list(path)).filter((entry) => !isHidden(entry));
    if (paths.length > 1 || options.has('R', 'recursive')) out(`${isFirst ? '' : '\n'}${path}:\n`);
    out(lines(entries));
    if (!options.has('R', 'recursive')) return;
    for (const entry of entries) if (entry.kind === 'folder') await showFolder(joined(path, entry.name), false);
  };
  for (const [index, path] of folders.entries()) await showFolder(path, index === 0 && single.length === 0);
  if (missing.length > 0) throw new CommandError(missing.map((path) => `'${path}' not found`).join('; '));
};

function detail(entry: TreeEntry, forPeople: boolean): string {
  if (entry.kind === 'folder') return `d ${' '.repeat(11)} ${' '.repeat(16)} ${entry.name}/\n`;
  const { size, lastModified } = entry.file;
  const when = new Date(lastModified - new Date(lastModified).getTimezoneOffset() * 60_000).toISOString();
  return `- ${(forPeople ? humanSize(size) : String(size)).padStart(11)} ${when.slice(0, 16).replace('T', ' ')} ${entry.name}\n`;
}

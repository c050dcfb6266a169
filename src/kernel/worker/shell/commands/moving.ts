import { CommandError, type Command, type CommandIo } from '../command';
import { baseName, joined } from '../file-tree';
import { readOptions } from '../options';

export const mkdir: Command = async (args, { tree }) => {
  const options = readOptions(args, { flags: ['p', 'v', 'parents'] });
  if (options.rest.length === 0) throw new CommandError('name a folder to make');
  for (const path of options.rest) {
    if (!options.has('p', 'parents')) {
      if ((await tree.find(path)) !== null) throw new CommandError(`'${path}' is already there`);
      const parent = path.replace(/\/+$/, '').split('/').slice(0, -1).join('/');
      if (parent !== '' && (await tree.find(parent))?.kind !== 'folder') throw new CommandError(`'${parent}' is no folder; -p makes the folders on the way`);
    }
    await tree.makeFolder(path);
  }
};

/** Makes files that are missing; there is no time of a file to be set. */
export const touch: Command = async (args, { tree }) => {
  const { rest } = readOptions(args, {});
  for (const path of rest) if ((await tree.find(path)) === null) await tree.write(path, new Blob([]));
};

export const rm: Command = async (args, { tree }) => {
  const options = readOptions(args, { flags: ['r', 'R', 'f', 'v', 'recursive', 'force'] });
  if (options.rest.length === 0 && !options.has('f', 'force')) throw new CommandError('name what to remove');
  const failed: string[] = [];
  for (const path of options.rest) {
    const found = await tree.find(path);
    if (found === null) {
      if (!options.has('f', 'force')) failed.push(`'${path}' not found`);
    } else if (found.kind === 'folder' && !options.has('r', 'R', 'recursive')) failed.push(`'${path}' is a folder; -r removes it with all that is in it`);
    else await tree.remove(path);
  }
  if (failed.length > 0) throw new CommandError(failed.join('; '));
};

export const cp: Command = async (args, io) => {
  const options = readOptions(args, { flags: ['r', 'R', 'a', 'f', 'v', 'recursive'] });
  for (const { from, to, isFolder } of await journeys(options.rest, io)) {
    if (isFolder && !options.has('r', 'R', 'a', 'recursive')) throw new CommandError(`'${from}' is a folder; -r copies it with all that is in it`);
    await copy(from, to, io);
  }
};

export const mv: Command = async (args, io) => {
  const { rest } = readOptions(args, { flags: ['f', 'v', 'n'] });
  for (const { from, to } of await journeys(rest, io)) {
    await copy(from, to, io);
    await io.tree.remove(from);
  }
};

interface Journey {
  readonly from: string;
  readonly to: string;
  readonly isFolder: boolean;
}

/** Where each source goes: into the last path if that is a folder, else to be called that. */
async function journeys(paths: readonly string[], { tree }: CommandIo): Promise<readonly Journey[]> {
  const target = paths.at(-1);
  const sources = paths.slice(0, -1);
  if (target === undefined || sources.length === 0) throw new CommandError('name what to take and where it goes');
  const isIntoFolder = (await tree.find(target))?.kind === 'folder';
  if (!isIntoFolder && (sources.length > 1 || target.endsWith('/'))) throw new CommandError(`'${target}' is no folder`);
  const found: Journey[] = [];
  for (const from of sources) {
    const entry = await tree.find(from);
    if (entry === null) throw new CommandError(`'${from}' not found`);
    const to = isIntoFolder ? joined(target, entry.name) : target;
    if (absolute(to) === absolute(from)) throw new CommandError(`'${from}' and '${to}' are the same`);
    if (entry.kind === 'folder' && `${absolute(to)}/`.startsWith(`${absolute(from)}/`)) throw new CommandError(`'${from}' cannot go into itself`);
    found.push({ from, to, isFolder: entry.kind === 'folder' });
  }
  return found;
}

const absolute = (path: string): string => {
  const steps: string[] = [];
  for (const step of path.replace(/^\/content(?=\/|$)/, '').split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
};

async function copy(from: string, to: string, { tree, signal }: CommandIo): Promise<void> {
  signal.throwIfAborted();
  const found = await tree.find(from);
  if (found?.kind === 'file') return tree.write(to, found.file);
  await tree.makeFolder(to);
  for (const { name } of await tree.list(from)) await copy(joined(from, name), joined(to, name), { tree, signal } as CommandIo);
}

/** The file that a download is written to: the path itself, or in it if it is a folder. */
export async function fileIn(path: string, name: string, { tree }: CommandIo): Promise<string> {
  return path.endsWith('/') || (await tree.find(path))?.kind === 'folder' ? joined(path, baseName(name)) : path;
}

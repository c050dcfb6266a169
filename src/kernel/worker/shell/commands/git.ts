import { CommandError, type Command, type CommandIo } from '../command';
import { download } from '../download';
import { joined } from '../file-tree';
import { readOptions } from '../options';

interface Repository {
  readonly owner: string;
  readonly name: string;
  /** Branch, tag or commit; `HEAD` for the default branch. */
  readonly ref: string;
}

/** Fetched side by side. */
const parallel = 8;
/** More than this is a mistake more often than a wish; each is a request of its own. */
const mostFiles = 2000;

/** `git clone [--depth n] [-b branch] https://github.com/OWNER/REPO [folder]`: the files, without their history. */
export const git: Command = async (args, io) => {
  const [action, ...rest] = args;
  if (action !== 'clone') throw new CommandError('only git clone is known here');
  const options = readOptions(rest, {
    flags: ['q', 'v', 'quiet', 'single-branch', 'recursive', 'recurse-submodules', 'progress'],
    values: ['b', 'branch', 'depth'],
  });
  const [address, asked] = options.rest;
  if (address === undefined) throw new CommandError('name the address of a repository');
  const repository = repositoryOf(address, options.value('b', 'branch') ?? 'HEAD');
  const folder = asked ?? repository.name;
  const present = await io.tree.find(folder);
  if (present?.kind === 'file' || (present !== null && (await io.tree.list(folder)).length > 0)) {
    throw new CommandError(`'${folder}' is already there; remove it with !rm -r ${folder} or name another folder`);
  }
  const files = await listFiles(repository, io);
  if (files.length > mostFiles) {
    throw new CommandError(`the repository has ${files.length.toLocaleString('en')} files, more than the ${mostFiles.toLocaleString('en')} that can be fetched one by one; use !wget for those you need`);
  }
  if (!options.has('q', 'quiet')) io.note(`Cloning into '${folder}': ${files.length} files`);
  await io.tree.makeFolder(folder);
  const failed = await fetchAll(repository, files, folder, io);
  if (failed.length > 0) {
    const more = failed.length > 5 ? `, and ${failed.length - 5} more` : '';
    throw new CommandError(`${failed.length} of ${files.length} files could not be fetched: ${failed.slice(0, 5).join(', ')}${more}`);
  }
};

function repositoryOf(address: string, ref: string): Repository {
  const [, owner, name] = /^(?:https?:\/\/(?:www\.)?github\.com\/|git@github\.com:|gh:)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(address) ?? [];
  if (owner === undefined || name === undefined) {
    throw new CommandError(`'${address}' is no repository of GitHub; write https://github.com/OWNER/REPO. For other sites use !wget`);
  }
  return { owner, name, ref };
}

/** GitHub's own listing; where its hourly limit is used up, that of jsDelivr. */
async function listFiles(repository: Repository, io: CommandIo): Promise<readonly string[]> {
  const { owner, name, ref } = repository;
  const problems: string[] = [];
  const refs = ref === 'HEAD' ? ['main', 'master'] : [ref];
  const addresses = [
    `https://api.github.com/repos/${owner}/${name}/git/trees/${encodeURIComponent(ref)}?recursive=1`,
    ...refs.map((one) => `https://data.jsdelivr.com/v1/packages/gh/${owner}/${name}@${encodeURIComponent(one)}?structure=flat`),
  ];
  for (const address of addresses) {
    try {
      const listing: unknown = await (await download(address, io)).json();
      const paths = pathsOf(listing);
      if (paths !== null) return paths;
      problems.push(`${address} answered something else than a list of files`);
    } catch (thrown) {
      io.signal.throwIfAborted();
      problems.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  throw new CommandError(`the files of ${owner}/${name} cannot be listed: ${problems.join('; ')}`);
}

/** Of `{tree: [{path, type}]}` and `{files: [{name: '/path'}]}`; null for anything else. */
function pathsOf(listing: unknown): readonly string[] | null {
  if (typeof listing !== 'object' || listing === null) return null;
  if ('tree' in listing && Array.isArray(listing.tree)) {
    return (listing.tree as readonly unknown[]).flatMap((entry) => (textOf(entry, 'type') === 'blob' ? [textOf(entry, 'path') ?? ''] : []));
  }
  if ('files' in listing && Array.isArray(listing.files)) {
    return (listing.files as readonly unknown[]).flatMap((entry) => textOf(entry, 'name')?.replace(/^\//, '') ?? []);
  }
  return null;
}

function textOf(entry: unknown, key: string): string | null {
  const value: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, key) : null;
  return typeof value === 'string' ? value : null;
}

/** The paths that did not come. */
async function fetchAll({ owner, name, ref }: Repository, files: readonly string[], folder: string, io: CommandIo): Promise<readonly string[]> {
  const failed: string[] = [];
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      try {
        const response = await download(`https://raw.githubusercontent.com/${owner}/${name}/${encodeURIComponent(ref)}/${encoded}`, io);
        await io.tree.write(joined(folder, path), response.body ?? new Blob([]));
      } catch (thrown) {
        io.signal.throwIfAborted();
        failed.push(`${path} (${thrown instanceof Error ? thrown.message : String(thrown)})`);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return failed;
}

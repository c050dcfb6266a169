import { tarEntries } from '../archives/tar';
import { zipEntries } from '../archives/zip';
import { CommandError, type Command } from '../command';
import { joined } from '../file-tree';
import { humanSize } from '../layout';
import { readOptions } from '../options';

/** `unzip [-o] [-q] [-l] [-d folder] archive.zip [names…]`. */
export const unzip: Command = async (args, io) => {
  const options = readOptions(args, { flags: ['o', 'q', 'l', 'n', 'j'], values: ['d'] });
  const [archive, ...wanted] = options.rest;
  if (archive === undefined) throw new CommandError('name an archive');
  const file = await io.tree.read(archive);
  const folder = options.value('d') ?? '';
  for (const { name, size, open } of await zipEntries(file)) {
    io.signal.throwIfAborted();
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const path = inside(folder, options.has('j') ? (name.split('/').at(-1) ?? name) : name);
    if (options.has('l')) io.out(`${String(size).padStart(10)}  ${name}\n`);
    else if (name.endsWith('/')) await io.tree.makeFolder(path);
    else if (options.has('n') && (await io.tree.find(path)) !== null) continue;
    else {
      await io.tree.write(path, open());
      if (!options.has('q')) io.out(`  inflating: ${path}\n`);
    }
  }
};

/** `gunzip [-k] [-c] [-f] file.gz…`: the file takes the place of the packed one. */
export const gunzip: Command = async (args, io) => {
  const options = readOptions(args, { flags: ['k', 'c', 'f', 'd', 'keep', 'stdout', 'force'] });
  if (options.rest.length === 0) throw new CommandError('name a file that ends in .gz');
  for (const path of options.rest) {
    const file = await io.tree.read(path);
    if (!(await isGzip(file))) throw new CommandError(`'${path}' is not packed by gzip`);
    const unpacked = inflate(file);
    if (options.has('c', 'stdout')) {
      io.out(await readWhole(unpacked, path));
      continue;
    }
    if (!/\.(gz|tgz)$/.test(path)) throw new CommandError(`'${path}' does not end in .gz, so its name without it is not known; use !gunzip -c ${path} > NAME`);
    await io.tree.write(path.replace(/\.gz$/, '').replace(/\.tgz$/, '.tar'), unpacked);
    if (!options.has('k', 'keep')) await io.tree.remove(path);
  }
};

/** `tar x[v][z]f archive [-C folder]` and `tar tf archive`. */
export const tar: Command = async ([mode = '', ...rest], io) => {
  // The first word may leave its dash out.
  const options = readOptions([mode.startsWith('-') ? mode : `-${mode}`, ...rest], {
    flags: ['x', 't', 'v', 'z', 'k', 'extract', 'list', 'verbose', 'gzip'],
    values: ['f', 'C', 'file', 'directory', 'strip-components'],
  });
  const lists = options.has('t', 'list');
  if (!lists && !options.has('x', 'extract')) throw new CommandError('only unpacking (x) and listing (t) are known here');
  const archive = options.value('f', 'file');
  if (archive === null) throw new CommandError('name an archive: tar xf archive.tar');
  const strip = Number(options.value('strip-components') ?? 0);
  const folder = options.value('C', 'directory') ?? '';
  const file = await io.tree.read(archive);
  const plain = (await isGzip(file)) ? await readWhole(inflate(file), archive) : file;
  for await (const { name, isFolder, content } of tarEntries(plain)) {
    io.signal.throwIfAborted();
    const kept = name.split('/').slice(strip).join('/');
    if (kept === '') continue;
    if (lists) io.out(`${options.has('v', 'verbose') ? `${humanSize(content.size).padStart(7)}  ` : ''}${name}\n`);
    else {
      if (isFolder) await io.tree.makeFolder(inside(folder, kept));
      else await io.tree.write(inside(folder, kept), content);
      if (options.has('v', 'verbose')) io.out(`${kept}\n`);
    }
  }
};

/** An archive's names never lead out of the folder that it is unpacked into. */
function inside(folder: string, name: string): string {
  if (name.split('/').includes('..')) throw new CommandError(`the archive names a file outside its folder: '${name}'`);
  return joined(folder, name.replace(/^\/+/, ''));
}

async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

const inflate = (file: Blob): ReadableStream<Uint8Array<ArrayBuffer>> => file.stream().pipeThrough(new DecompressionStream('gzip'));

async function readWhole(stream: ReadableStream<Uint8Array<ArrayBuffer>>, name: string): Promise<Blob> {
  try {
    return await new Response(stream).blob();
  } catch {
    throw new CommandError(`'${name}' is broken or cut short: its gzip data cannot be read to the end`);
  }
}

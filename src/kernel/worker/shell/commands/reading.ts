import { CommandError, type Command, type CommandIo } from '../command';
import { readCount, readOptions } from '../options';

interface Source {
  readonly name: string;
  readonly blob: Blob;
}

/** Read at the end of a file for its last lines, in bytes; doubled until it holds enough of them. */
const firstTail = 64 * 1024;

export const echo: Command = async (args, { out }) => {
  const [first] = args;
  const isFlag = first === '-n' || first === '-e';
  const text = (isFlag ? args.slice(1) : args).join(' ');
  const shown = first === '-e' ? text.replace(/\\([nt\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : '\\')) : text;
  out(first === '-n' ? shown : `${shown}\n`);
};

export const cat: Command = async (args, io) => {
  const { rest } = readOptions(args, { flags: ['n'] });
  const isNumbered = rest.length !== args.length;
  let line = 0;
  for (const { blob } of await sourcesOf(rest, io)) {
    if (!isNumbered) io.out(blob);
    else io.out((await blob.text()).replace(/[^\n]*\n|[^\n]+$/g, (text) => `${String(++line).padStart(6)}\t${text}`));
  }
};

export const head: Command = async (args, io) => {
  const { count, unit, rest } = readAmount(args);
  await eachTitled(rest, io, async (blob) => {
    if (unit === 'bytes') return blob.slice(0, count);
    for (let size = firstTail; ; size *= 2) {
      const text = await blob.slice(0, size).text();
      const lines = text.split('\n');
      if (lines.length > count || size >= blob.size) return lines.slice(0, count).join('\n') + (lines.length > count ? '\n' : '');
    }
  });
};

export const tail: Command = async (args, io) => {
  const { count, unit, rest } = readAmount(args);
  await eachTitled(rest, io, async (blob) => {
    if (unit === 'bytes') return blob.slice(Math.max(0, blob.size - count));
    for (let size = firstTail; ; size *= 2) {
      const lines = (await blob.slice(Math.max(0, blob.size - size)).text()).split('\n');
      const ended = lines.at(-1) === '' ? 1 : 0;
      if (lines.length - ended > count || size >= blob.size) return count === 0 ? '' : lines.slice(-count - ended).join('\n');
    }
  });
};

export const wc: Command = async (args, io) => {
  const options = readOptions(args, { flags: ['l', 'w', 'c', 'm'] });
  const wanted = ['l', 'w', 'c', 'm'].filter((flag) => options.has(flag));
  const shown = wanted.length === 0 ? ['l', 'w', 'c'] : wanted;
  const rows: { readonly name: string; readonly counts: readonly number[] }[] = [];
  for (const { name, blob } of await sourcesOf(options.rest, io)) {
    const text = await blob.text();
    const count: Readonly<Record<string, number>> = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter((word) => word !== '').length,
      c: blob.size,
      m: [...text].length,
    };
    rows.push({ name, counts: shown.map((flag) => count[flag] ?? 0) });
  }
  if (rows.length > 1) rows.push({ name: 'total', counts: shown.map((_, at) => rows.reduce((sum, row) => sum + (row.counts[at] ?? 0), 0)) });
  const width = rows.length === 1 && shown.length === 1 ? 0 : Math.max(...rows.flatMap((row) => row.counts.map((count) => String(count).length)), 4);
  for (const { name, counts } of rows) io.out(`${[...counts.map((count) => String(count).padStart(width)), name].join(' ').trimEnd()}\n`);
};

function readAmount(args: readonly string[]) {
  // `-5` is short for `-n 5`.
  const options = readOptions(args.map((arg) => arg.replace(/^-(\d+)$/, '-n$1')), { flags: ['q'], values: ['n', 'c', 'lines', 'bytes'] });
  const bytes = options.value('c', 'bytes');
  const lines = options.value('n', 'lines') ?? '10';
  return { count: readCount(bytes ?? lines, bytes === null ? 'n' : 'c'), unit: bytes === null ? 'lines' : 'bytes', rest: options.rest } as const;
}

/** Several files each get their name above. */
async function eachTitled(paths: readonly string[], io: CommandIo, read: (blob: Blob) => Promise<string | Blob>): Promise<void> {
  const sources = await sourcesOf(paths, io);
  for (const [index, { name, blob }] of sources.entries()) {
    if (sources.length > 1) io.out(`${index === 0 ? '' : '\n'}==> ${name} <==\n`);
    io.out(await read(blob));
  }
}

/** The files, or what the command before this one wrote. */
async function sourcesOf(paths: readonly string[], { tree, stdin }: CommandIo): Promise<readonly Source[]> {
  if (paths.length === 0 || (paths.length === 1 && paths[0] === '-')) {
    if (stdin !== null) return [{ name: '', blob: stdin }];
    throw new CommandError('name a file to read');
  }
  const sources: Source[] = [];
  for (const path of paths) sources.push({ name: path, blob: await tree.read(path) });
  return sources;
}

/** Where `data.imageFolder` reads: the notebook's files, or the entries of an archive among them. */
import type { PictureFiles } from '../../../data/image-folder/image-folder';
import { tarEntries } from '../shell/archives/tar';
import { zipEntries } from '../shell/archives/zip';
import type { Files } from './files';

export async function allFiles(files: Pick<Files, 'list' | 'blob'>): Promise<PictureFiles> {
  return { paths: (await files.list()).map(({ name }) => name), open: (path) => files.blob(path) };
}

/** Null for a name that does not end in .zip, .tar, .tar.gz or .tgz. @throws Error where there is no such file, or it is broken */
export async function archiveFiles(files: Pick<Files, 'blob'>, name: string): Promise<PictureFiles | null> {
  if (/\.zip$/i.test(name)) {
    const entries = new Map((await zipEntries(await files.blob(name))).filter((entry) => !entry.name.endsWith('/')).map((entry) => [entry.name, entry]));
    return { paths: [...entries.keys()], open: (path) => wholeOf(entries.get(path)?.open()) };
  }
  const ending = /\.(tar|tar\.gz|tgz)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === undefined) return null;
  const file: Blob = await files.blob(name);
  const archive = ending === 'tar' ? file : await wholeOf(file.stream().pipeThrough(new DecompressionStream('gzip')));
  const entries = new Map<string, Blob>();
  for await (const { name: path, isFolder, content } of tarEntries(archive)) if (!isFolder) entries.set(path.replace(/^\.\//, ''), content);
  return { paths: [...entries.keys()], open: (path) => Promise.resolve(entries.get(path) ?? new Blob()) };
}

const wholeOf = (stream: ReadableStream<Uint8Array<ArrayBuffer>> = new Blob().stream()): Promise<Blob> => new Response(stream).blob();

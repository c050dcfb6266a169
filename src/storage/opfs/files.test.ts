import { describe, expect, it } from 'vitest';
import { describeFileError } from './errors';
import { appendFile, deleteFile, listFiles, readFile, writeFile } from './files';
import { memoryFolder } from './testing';

const names = async (folder: FileSystemDirectoryHandle) => (await listFiles(folder)).map((file) => file.name);

describe('bytes at the end of a file', () => {
  const text = (word: string) => new TextEncoder().encode(word);

  it('follow what is there, also in a file and a folder that are not yet', async () => {
    const folder = memoryFolder();
    for (const word of ['one ', 'two ', 'three']) await appendFile(folder, 'logs/a.txt', text(word));
    expect(await (await readFile(folder, 'logs/a.txt'))?.text()).toBe('one two three');
    expect(await appendFile(folder, 'logs', text('x'))).toMatchObject({ ok: false });
  });
});

describe('files in folders', () => {
  it('are written, listed, read and deleted by their path', async () => {
    const root = memoryFolder();
    const written = await writeFile(root, '/content/images/10.png', new Blob(['ten']));
    await writeFile(root, 'images/9.png', new Blob(['nine']));
    await writeFile(root, 'a.csv', new Blob(['a']));
    expect(written).toMatchObject({ ok: true, value: { name: 'images/10.png', size: 3 } });
    expect(await names(root)).toEqual(['a.csv', 'images/9.png', 'images/10.png']);
    expect(await (await readFile(root, './images/9.png'))?.text()).toBe('nine');
    expect(await deleteFile(root, 'images/9.png')).toEqual({ ok: true, value: true });
    expect(await readFile(root, 'images/9.png')).toBe(null);
    expect(await names(root)).toEqual(['a.csv', 'images/10.png']);
  });

  it('are numbered where their name is taken in their folder', async () => {
    const root = memoryFolder();
    await writeFile(root, 'a/x.txt', new Blob(['1']));
    expect(await writeFile(root, 'a/x.txt', new Blob(['2']), undefined, 'number')).toMatchObject({ ok: true, value: { name: 'a/x (2).txt' } });
  });

  it('do not take the place of a folder, and folders not theirs', async () => {
    const root = memoryFolder();
    await writeFile(root, 'a/x', new Blob(['1']));
    const onFile = await writeFile(root, 'a/x/y', new Blob(['2']));
    expect(onFile.ok ? '' : describeFileError(onFile.error).text).toContain('a part of its path is a file');
    expect((await writeFile(root, 'a', new Blob(['2']))).ok).toBe(false);
    expect(await deleteFile(root, 'a')).toEqual({ ok: true, value: false });
    expect(await deleteFile(root, 'b/c')).toEqual({ ok: true, value: false });
    expect(await names(root)).toEqual(['a/x']);
  });

  it('lie in the notebook and nowhere else', async () => {
    const outside = await writeFile(memoryFolder(), '../other/x', new Blob([]));
    expect(outside.ok ? '' : describeFileError(outside.error).text).toContain('outside /content');
    expect((await writeFile(memoryFolder(), 'x/', new Blob([]))).ok).toBe(false);
  });
});

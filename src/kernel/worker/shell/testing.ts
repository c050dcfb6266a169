/** A shell on files in memory, for tests. */
import { listFiles, readFile, writeFile } from '../../../storage/opfs/files';
import { memoryFolder } from '../../../storage/opfs/testing';
import { createShell } from './shell';

/** `web`: what addresses answer; others cannot be reached. */
export function openShell(web: Readonly<Record<string, () => Response>> = {}) {
  const folder = memoryFolder();
  const written = { stdout: '', stderr: '' };
  let changes = 0;
  const shell = createShell({
    folder,
    changed: () => void changes++,
    write: (name, text) => void (written[name] += text),
    async fetch(address) {
      const answer = web[String(address)];
      if (answer === undefined) throw new TypeError('Failed to fetch');
      return answer();
    },
  });
  return {
    shell,
    changes: () => changes,
    put: async (name: string, content: BlobPart) => void (await writeFile(folder, name, new Blob([content]))),
    read: async (name: string) => (await readFile(folder, name))?.text() ?? null,
    names: async () => (await listFiles(folder)).map((file) => file.name),
    /** What the script prints: stdout, then stderr behind "! ". */
    async run(script: string, signal = new AbortController().signal): Promise<string> {
      written.stdout = '';
      written.stderr = '';
      await shell.run(script, signal);
      return written.stdout + (written.stderr === '' ? '' : `! ${written.stderr}`);
    },
  };
}

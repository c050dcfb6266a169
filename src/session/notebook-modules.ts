/** Files of the notebook as modules: `notebook:/helpers.ts` → its text, TypeScript as JavaScript. */
import type { ModuleAnswer } from '../protocol/kernel';
import { listFiles, readFile } from '../storage/opfs/files';
import type { SessionEnvironment } from './environment';

const SCHEME = 'notebook:/';
export const isNotebookModule = (url: string): boolean => url.startsWith(SCHEME);

/** What `./helpers` may stand for; `./helpers.js` may stand for the TypeScript it will be made of. */
const ENDINGS = ['', '.ts', '.tsx', '.js', '.mjs', '.json'] as const;
const IMPORTABLE = /\.([cm]?[jt]sx?|json)$/i;
const TYPESCRIPT = /\.[cm]?tsx?$/i;
const MAX_LISTED = 12;

/** Never rejects. `folder` is the notebook's, null where the browser gives none. */
export async function readNotebookModule(
  url: string,
  folder: FileSystemDirectoryHandle | null,
  { transpile }: Pick<SessionEnvironment, 'transpile'>,
): Promise<ModuleAnswer> {
  const fail = (reason: 'not-found' | 'failed', detail: string): ModuleAnswer => ({ ok: false, url, reason, detail });
  if (folder === null) return fail('failed', 'this browser window keeps no files');
  try {
    const wanted = decodeURIComponent(url.slice(SCHEME.length).replace(/[?#].*$/, ''));
    for (const name of candidates(wanted)) {
      const file = await readFile(folder, name);
      if (file === null) continue;
      const found = SCHEME + name.split('/').map(encodeURIComponent).join('/');
      const text = await file.text();
      if (!TYPESCRIPT.test(name)) return { ok: true, url: found, text, headers: {} };
      const script = await transpile(name, text);
      if (script.ok) return { ok: true, url: found, text: script.value, headers: {} };
      const { message, line, column } = script.error;
      return { ok: false, url: found, reason: 'failed', detail: `line ${line}, column ${column}: ${message}` };
    }
    return fail('not-found', await whatExists(folder));
  } catch (cause) {
    return fail('failed', cause instanceof Error ? cause.message : String(cause));
  }
}

function candidates(name: string): readonly string[] {
  const script = /^(.+)\.(m?)js$/i.exec(name);
  return script === null ? ENDINGS.map((ending) => name + ending) : [name, `${script[1] ?? ''}.${script[2] ?? ''}ts`];
}

async function whatExists(folder: FileSystemDirectoryHandle): Promise<string> {
  const names = (await listFiles(folder)).map(({ name }) => name).filter((name) => IMPORTABLE.test(name));
  if (names.length === 0) return 'the notebook has no .ts, .js or .json files yet';
  const more = names.length > MAX_LISTED ? `, and ${names.length - MAX_LISTED} more` : '';
  return `files are: ${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}

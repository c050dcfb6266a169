/**
 * A CDN on this machine that answers as esm.sh does, and under /npm/ as jsDelivr does: redirects to exact versions,
 * stubs that lead on, absolute paths, headers. Its packages are those installed here, and texts that tests add.
 */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { build } from 'vite';

export interface CdnAnswer {
  readonly body: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** False for a server that other sites may not read. */
  readonly cors?: boolean;
  /** It answers only once this path has been asked for, too. */
  readonly after?: string;
}

export interface Cdn {
  /** Ends in a slash; laid out as esm.sh is. */
  readonly url: string;
  /** The same packages as jsDelivr has them. */
  readonly npmUrl: string;
  /** Paths asked for so far. */
  readonly requests: string[];
  /** Adds or replaces what a path (from its slash on, without the query) gives. */
  set(path: string, answer: string | CdnAnswer): void;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOREVER = { 'Cache-Control': 'public, max-age=31536000, immutable' };

interface Manifest {
  readonly version: string;
  readonly types?: string;
}

export async function startCdn(): Promise<Cdn> {
  const requests: string[] = [];
  const added = new Map<string, CdnAnswer>();
  const answer = async (path: string): Promise<CdnAnswer> => added.get(path) ?? (await packageAnswer(path)) ?? { status: 404, body: `not found: ${path}` };

  let held: { readonly after: string; send(): void }[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/\?.*$/, ''));
    requests.push(path);
    const reply = (found: CdnAnswer): void => {
      const { after } = found;
      if (after === undefined || requests.includes(after)) send(response, found);
      else held.push({ after, send: () => send(response, found) });
    };
    void answer(path).then(reply, (error: unknown) => reply({ status: 500, body: String(error) }));
    const due = held.filter(({ after }) => after === path);
    held = held.filter((one) => !due.includes(one));
    for (const one of due) one.send();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  return {
    url,
    npmUrl: `${url}npm/`,
    requests,
    set: (path, given) => void added.set(path, typeof given === 'string' ? { body: given } : given),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function send(response: ServerResponse, { body, status = 200, headers = {}, cors = true }: CdnAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'application/javascript; charset=utf-8',
    ...(cors ? { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' } : {}),
    ...headers,
  });
  response.end(body);
}

/** `/name@range`, `/name@version/es2022/name.mjs`, `/npm/name@range/+esm`; null for what is not installed. */
async function packageAnswer(path: string): Promise<CdnAnswer | null> {
  const jsDelivr = path.startsWith('/npm/');
  const [, name = '', range = '', inside = ''] = /^\/(?:npm\/)?((?:@[\w.-]+\/)?[\w.-]+)(?:@([^/]+))?(\/.*)?$/.exec(path) ?? [];
  const manifest = manifestOf(name);
  if (manifest === null || !manifest.version.startsWith(range.replace(/^[\^~]/, ''))) return null;
  const { version } = manifest;
  const isExact = range === version;
  if (jsDelivr) {
    if (inside !== '/+esm') return null;
    const head = `/**\n * Bundled for the browser.\n * Original file: /npm/${name}@${version}/index.js\n */\n`;
    return { body: head + (await bundle(name, (dependency) => `/npm/${dependency}/+esm`)), headers: { 'x-jsd-version': version, ...(isExact ? FOREVER : {}) } };
  }
  if (!isExact) return { status: 302, body: '', headers: { Location: `/${name}@${version}${inside}` } };
  const file = `/${name}@${version}/es2022/${name.replace(/^.*\//, '')}.mjs`;
  if (inside === file.slice(`/${name}@${version}`.length)) {
    return { body: await bundle(name, (dependency) => `/${dependency}/es2022/${dependency.replace(/@[^@]*$/, '').replace(/^.*\//, '')}.mjs`), headers: FOREVER };
  }
  if (inside !== '') return null;
  const hasDefault = /export\s*\{[^}]*\bas default\b|export default/.test(await bundle(name, (dependency) => dependency));
  const lines = [`/* esm.sh - ${name}@${version} */`, `export * from "${file}";`, ...(hasDefault ? [`export { default } from "${file}";`] : [])];
  const types: Record<string, string> = manifest.types === undefined ? {} : { 'x-typescript-types': `/${name}@${version}/${manifest.types}` };
  return { body: lines.join('\n'), headers: { ...FOREVER, ...types } };
}

function manifestOf(name: string): Manifest | null {
  if (name === '') return null;
  try {
    return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return null;
  }
}

const bundles = new Map<string, Promise<string>>();

/** One module of the package's own code; what it depends on stays imported, from where `place` puts "name@version". */
async function bundle(name: string, place: (dependency: string) => string): Promise<string> {
  const made = bundles.get(name) ?? makeBundle(name);
  bundles.set(name, made);
  return (await made).replace(/(\b(?:from|import)\s*)"dependency:([^"]+)"/g, (_text, word: string, dependency: string) => {
    return `${word}"${place(`${dependency}@${manifestOf(dependency)?.version ?? 'unknown'}`)}"`;
  });
}

async function makeBundle(name: string): Promise<string> {
  const entry = `entry:${name}`;
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [
      {
        name: 'package-entry',
        enforce: 'pre',
        resolveId(id, importer, { kind }) {
          // Vite takes an entry for a file beside the root.
          if (id.endsWith(entry)) return `\0${entry}`;
          // What a CommonJS module requires cannot stay an import; CDNs bundle it too.
          if (kind === 'require-call') return null;
          const isOther = importer !== undefined && importer !== `\0${entry}` && /^[\w@]/.test(id) && !id.startsWith(`${name}/`);
          return isOther ? { id: `dependency:${id}`, external: true } : null;
        },
        load: (id) => (id === `\0${entry}` ? `export * from '${name}'; import * as all from '${name}'; export default all.default ?? all;` : null),
      },
    ],
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['es'] } },
  });
  const [output] = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  if (output?.type !== 'chunk') throw new Error(`'${name}' gave no module`);
  return output.code;
}

/** A Vite plugin that gathers the declaration files of TensorFlow.js into one JSON asset. */
import { readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve as resolvePath, sep } from 'node:path';
import type { Plugin } from 'vite';
import type { LibraryTypes } from '../library-types';
import { amended } from './amendments.ts';

const virtualId = 'virtual:library-types';
const assetName = 'library-types.json';
/** What a cell may import by these names. */
const packages = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-data',
  '@tensorflow/tfjs-converter',
];

/** `import url from 'virtual:library-types'` gives the JSON's address, in the build and in development. */
export function libraryTypes(): Plugin {
  let root = '';
  let building = false;
  return {
    name: 'gradbook:library-types',
    configResolved(config) {
      root = config.root;
      building = config.command === 'build';
    },
    resolveId(id) {
      return id === virtualId ? `\0${virtualId}` : null;
    },
    load(id) {
      if (id !== `\0${virtualId}`) return null;
      if (!building) return `export default ${JSON.stringify(`/@${assetName}`)};`;
      const reference = this.emitFile({ type: 'asset', name: assetName, source: JSON.stringify(collectTypes(root)) });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
    configureServer(server) {
      server.middlewares.use(`/@${assetName}`, (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(collectTypes(root)));
      });
    },
  };
}

/** Every declaration file that the packages reach, by its path below `node_modules`. */
export function collectTypes(root: string): LibraryTypes {
  const require = createRequire(join(root, 'package.json'));
  const files: Record<string, string> = {};
  const modules: Record<string, string> = {};
  const queue: string[] = [];

  const entryOf = (name: string): string | null => {
    try {
      const manifestPath = require.resolve(`${name}/package.json`);
      const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { types?: string; typings?: string };
      const types = manifest.types ?? manifest.typings;
      return types === undefined ? null : join(dirname(manifestPath), types);
    } catch {
      return null;
    }
  };
  const addModule = (name: string): void => {
    if (name in modules) return;
    const inPackage = /^(@tensorflow\/[^/]+)\/(.+)$/.exec(name);
    const manifest = inPackage?.[1] === undefined ? null : require.resolve(`${inPackage[1]}/package.json`);
    const file = manifest === null ? entryOf(name) : declarationAt(join(dirname(manifest), inPackage?.[2] ?? ''));
    if (file === null) return;
    modules[name] = virtualPath(root, file);
    queue.push(file);
  };

  packages.forEach(addModule);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const path = virtualPath(root, file);
    if (path in files) continue;
    const text = readFileSync(file, 'utf8');
    files[path] = withoutNotices(amended(path, text));
    for (const specifier of specifiersIn(text)) {
      if (specifier.startsWith('.')) {
        const target = declarationAt(resolvePath(dirname(file), specifier));
        if (target) queue.push(target);
      } else if (specifier.startsWith('@tensorflow/')) {
        addModule(specifier);
      }
    }
  }
  return { files, modules };
}

function declarationAt(path: string): string | null {
  return [`${path}.d.ts`, join(path, 'index.d.ts'), path.endsWith('.d.ts') ? path : ''].find((file) => file !== '' && existsSync(file)) ?? null;
}

const virtualPath = (root: string, file: string): string => {
  const below = relative(root, file).split(sep).join('/');
  return `/${below.slice(Math.max(0, below.lastIndexOf('node_modules/')))}`;
};

function specifiersIn(text: string): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g);
  return [...found].map((match) => match[1] ?? '');
}

/** Drops licence headers and module-loader directives, which no reader of a hover needs; keeps the documentation. */
function withoutNotices(text: string): string {
  return text.replace(/\/\*\*(?:(?!\*\/)[\s\S])*?@license[\s\S]*?\*\/\s*/g, '').replace(/^\/\/\/ <(?:amd-module|reference types)[^\n]*\n/gm, '');
}

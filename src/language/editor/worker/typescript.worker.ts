/** The script of both TypeScript workers; the worker's name says which one this is. */
import { libFileMap, ts } from 'monaco-editor/language/typescript/ts.worker.js';
import { noLibraryTypes, type LibraryTypes } from '../library-types';
import { workerRoles } from '../worker-roles';
import { serveCompiler } from './compile-server';
import { globalDeclarations } from './global-declarations';
import { serveLanguage } from './language-server';

async function fetchLibraryTypes(url: string): Promise<LibraryTypes> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return (await response.json()) as LibraryTypes;
  } catch (error) {
    // Without them `tf` has no types, and everything else still works.
    console.warn('The types of TensorFlow.js could not be loaded.', error);
    return noLibraryTypes;
  }
}

// Monaco's module has installed a handler of its own that would start its stock language service.
self.onmessage = null;

if (self.name === workerRoles.compiler) {
  serveCompiler(ts.typescript, {
    postMessage: (reply) => self.postMessage(reply),
    addEventListener: (type, listener) => self.addEventListener(type, listener),
  });
} else {
  const sources = { standardLibrary: libFileMap, globals: globalDeclarations };
  serveLanguage(ts.typescript, sources, fetchLibraryTypes, {
    postMessage: (reply) => self.postMessage(reply),
    addEventListener: (type, listener) => self.addEventListener(type, listener),
  });
}

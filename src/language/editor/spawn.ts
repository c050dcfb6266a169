/**
 * The one script that holds the TypeScript compiler, started twice under different names (`workerRoles`;
 * the bundler wants them spelled out): the browser downloads it once, and a compile never waits behind a
 * type check.
 */

export const spawnTypesWorker = (): Worker =>
  new Worker(new URL('./worker/typescript.worker.ts', import.meta.url), { type: 'module', name: 'cell-types' });

export const spawnCompilerWorker = (): Worker =>
  new Worker(new URL('./worker/typescript.worker.ts', import.meta.url), { type: 'module', name: 'cell-compiler' });

/** Monaco's own helper: shortens edits, compares texts. */
export const spawnTextWorker = (): Worker =>
  new Worker(new URL('./worker/text.worker.ts', import.meta.url), { type: 'module', name: 'editor-text' });

/**
 * The one script that holds the TypeScript compiler, started twice under different names: the browser
 * downloads it once, and a compile never waits behind a type check.
 */
export const workerRoles = { types: 'cell-types', compiler: 'cell-compiler' } as const;

export const spawnTypesWorker = (): Worker =>
  new Worker(new URL('./worker/typescript.worker.ts', import.meta.url), { type: 'module', name: 'cell-types' });

export const spawnCompilerWorker = (): Worker =>
  new Worker(new URL('./worker/typescript.worker.ts', import.meta.url), { type: 'module', name: 'cell-compiler' });

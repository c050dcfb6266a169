/**
 * Names whose value belongs to a run: what they print or show goes to the run that caused it.
 * A cell that declares one of them itself wins, for every cell.
 */
export const runNames = [
  'console',
  'display',
  'progress',
  'input',
  'prompt',
  'confirm',
  'chart',
  'files',
  'data',
  'train',
  'runtime',
  'secrets',
  'tf',
  'tfvis',
  'fetch',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
] as const;

export type RunName = (typeof runNames)[number];

/** Values for one run; a name left out falls through to the kernel's globals. */
export type RunLocals = { readonly [name in RunName]?: unknown };

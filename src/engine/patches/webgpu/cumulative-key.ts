import type { KernelBackend } from '../../tensors';

/** The parts of a compiled program that decide which shader it gets. */
interface Program {
  shaderKey: string;
  readonly outputShape: readonly number[];
}

/** A backend that compiles programs to shaders and keeps them by key. */
export interface ProgramBackend extends KernelBackend {
  runWebGPUProgram(program: Program, ...rest: readonly unknown[]): unknown;
}

/**
 * The shaders of cumsum and cumprod contain the length of the axis, but their key does not name it, so a
 * reverse scan of another length reuses a stale shader and the gradients of cumsum and prod are silently wrong.
 */
export function patchCumulativeKey(backend: ProgramBackend): void {
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, ...rest) => {
    if (program.shaderKey.startsWith('cum_')) program.shaderKey += `_${program.outputShape.at(-1) ?? 0}`;
    return run(program, ...rest);
  };
}

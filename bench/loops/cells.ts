/** Evaluates compiled cells as the kernel does, and plain JavaScript beside them. */
import { evaluate } from '../../src/language/compile/runtime/evaluate';
import { createProgramRegistry } from '../../src/language/compile/runtime/program-registry';
import { createTimers } from '../../src/language/compile/runtime/run-timers';
import { createScope } from '../../src/language/compile/runtime/scope';
import { StopSignal } from '../../src/language/compile/runtime/stop-signal';
import type { CellProgram } from '../../src/language/compile/types';
import { answer } from '../harness/answer';

const timers = createTimers();
const stop = new StopSignal(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
let ordinal = 0;

interface Timing {
  readonly ms: number;
  readonly value: unknown;
}

answer({
  /** A run in a notebook of its own. */
  async cell(program: CellProgram): Promise<Timing> {
    const options = { cellId: 'bench', scope: createScope({}), registry: createProgramRegistry(), stop, timers: timers.open(), locals: {} };
    stop.begin(++ordinal);
    const start = performance.now();
    const { value } = await evaluate(program, {
      ...options,
      importModule: (specifier) => Promise.reject(new Error(`nothing to import: ${specifier}`)),
      magics: { run: () => Promise.resolve(), end: () => undefined },
    });
    const ms = performance.now() - start;
    stop.end(ordinal);
    return { ms, value };
  },
  /** `js`: the source of an async function. */
  async plain(js: string): Promise<Timing> {
    const start = performance.now();
    const value: unknown = await (globalThis.eval(js) as () => Promise<unknown>)();
    return { ms: performance.now() - start, value };
  },
});

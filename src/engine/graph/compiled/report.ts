/** What a compiled step tells of itself. */

/** A recording beyond the first. */
export interface Retrace {
  /** "input 0 changed from [64,784] float32 to [37,784] float32". */
  readonly reason: string;
  /** The line that called the step; null where unknown. */
  readonly line: string | null;
}

export interface CompiledReport {
  /** The step's name; empty if it has none. */
  readonly name: string;
  /** Runs that were recorded: the step's own JavaScript ran. */
  readonly traces: number;
  /** Runs of recordings. */
  readonly runs: number;
  /** Runs that were neither. */
  readonly eager: number;
  readonly retraces: readonly Retrace[];
  readonly recordings: readonly {
    readonly inputs: number;
    /** Kernels that the step called and whose results it needs. */
    readonly recorded: number;
    /** Kernels that a run calls now; null before the first. */
    readonly kernels: number | null;
    /** How many of them were made of several. */
    readonly fused: number;
  }[];
  /** Why it always runs eagerly; null where it does not. */
  readonly refusal: { readonly reason: string; readonly line: string | null } | null;
}

/** The report in words, one fact a line. */
export function reportText({ name, traces, runs, eager, retraces, recordings, refusal }: CompiledReport): string {
  const lines = [`${name === '' ? 'compiled step' : name}: recorded ${times(traces)}, run ${times(runs)} from recordings, ${times(eager)} eagerly`];
  if (refusal !== null) lines.push(`runs eagerly: ${refusal.reason}${at(refusal.line)}`);
  for (const { recorded, kernels, fused } of recordings) lines.push(kernels === null ? `${recorded} kernels recorded, not run yet` : `${recorded} kernels recorded, ${kernels} run, ${fused} of them fused`);
  for (const { reason, line } of retraces) lines.push(`recorded again: ${reason}${at(line)}`);
  return lines.join('\n');
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const at = (line: string | null): string => (line === null ? '' : ` (${line})`);

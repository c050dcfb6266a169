/** The arguments of each kernel of assembly/, after `begin` and `end`, in order: addresses in the heap, counts and floats. */
export const SIGNATURES = {
  /** Range: 98,304 float operations each. */
  peak: ['out'],
  /** Range: blocks of 1,024 values of all variables of a step, as `table` lists them. */
  optimizerStep: ['rule', 'table', 'count'],
  /** Range: batches × panels of 8 columns. */
  packRight: ['source', 'offsets', 'to', 'depth', 'columns', 'rowBytes', 'columnBytes'],
  /** Range: batches × strips × panels of 6 rows. */
  matmul: [
    'left', 'leftOffsets', 'rowBytes', 'columnBytes', 'right', 'rightBatches', 'to', 'rows', 'depth', 'columns', 'stripPanels',
    'bias', 'biasRow', 'biasColumn', 'biasBatch', 'slopes', 'slopesRow', 'slopesColumn', 'slopesBatch', 'activation', 'alpha',
  ],
  /** Range: batches × rows. */
  wholeMatmul: ['left', 'rowBytes', 'columnBytes', 'right', 'offsets', 'to', 'rows', 'depth', 'columns'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KernelName = keyof typeof SIGNATURES;

/** One number for each argument. */
export type KernelArguments<Name extends KernelName> = Numbers<(typeof SIGNATURES)[Name]>;

type Numbers<Names extends readonly string[]> = { readonly [Index in keyof Names]: number };

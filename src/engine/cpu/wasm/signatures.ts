/** The arguments of each kernel of assembly/, after `begin` and `end`, in order: addresses in the heap, counts and floats. */
export const SIGNATURES = {
  /** Range: 98,304 float operations each. */
  peak: ['out'],
  /** Range: batches × panels of 8 columns. */
  packRight: ['source', 'offsets', 'to', 'depth', 'columns', 'rowBytes', 'columnBytes'],
  /** Range: batches × strips × panels of 6 rows. */
  matmul: [
    'left', 'leftOffsets', 'rowBytes', 'columnBytes', 'right', 'rightBatches', 'to', 'rows', 'depth', 'columns', 'stripPanels',
    'bias', 'biasRow', 'biasColumn', 'biasBatch', 'slopes', 'slopesRow', 'slopesColumn', 'slopesBatch', 'activation', 'alpha',
  ],
  /** Range: batches × rows. */
  wholeMatmul: ['left', 'rowBytes', 'columnBytes', 'right', 'offsets', 'to', 'rows', 'depth', 'columns'],
  /** Range: blocks of 1,024 values of all variables of a step, as `table` lists them. */
  optimizerStep: ['rule', 'table', 'count'],
  /** Range: groups of eight numbers. */
  randomValues: ['out', 'size', 'key0', 'key1', 'kind', 'a', 'b', 'low', 'range'],
  /** Range: values. `low` and `high` are the limits of a clip. */
  unary: ['operation', 'x', 'out', 'low', 'high'],
  /** Range: values of the output. */
  binary: ['operation', 'a', 'b', 'out', 'inner', 'stepA', 'stepB', 'n1', 'a1', 'b1', 'n2', 'a2', 'b2', 'a3', 'b3'],
  /** Range: values of the output. */
  compare: ['operation', 'a', 'b', 'out', 'inner', 'stepA', 'stepB', 'n1', 'a1', 'b1', 'n2', 'a2', 'b2', 'a3', 'b3'],
  /** Range: values. `low` and `high` are the limits of a clip. */
  elementGradient: ['operation', 'dy', 'x', 'out', 'low', 'high'],
  /** Range: values. */
  elementChain: ['table', 'count'],
  /** Range: rows. */
  reduceRows: ['operation', 'x', 'out', 'n', 'divisor'],
  /** Range: outer × chunks × blocks of 16 columns. */
  reduceColumns: ['operation', 'x', 'out', 'n', 'inner', 'chunk', 'chunks', 'divisor'],
  /** Range: rows. */
  copyRows: ['from', 'to', 'fromStep', 'toStep', 'bytes'],
  /** Range: rows of the output. */
  pad: ['mode', 'value', 'x', 'out', 'bytes', 'inner', 'before', 'after', 'n1', 's1', 'b1', 'n2', 's2', 'b2', 's3', 'b3'],
  /** Range: rows. */
  argumentRows: ['operation', 'x', 'out', 'n'],
  /** Range: outer × blocks of 4 columns. */
  argumentColumns: ['operation', 'x', 'out', 'n', 'inner'],
  /** Range: rows. */
  cumulateRows: ['operation', 'x', 'out', 'n', 'exclusive', 'reverse'],
  /** Range: outer × blocks of 4 columns. */
  cumulateColumns: ['operation', 'x', 'out', 'n', 'inner', 'exclusive', 'reverse'],
  /** Range: indices. */
  sliceNumbers: ['indices', 'lengths', 'depth', 'to', 'bad'],
  /** Range: blocks of 256 bytes of a row. */
  scatterRows: ['updates', 'ids', 'out', 'count', 'bytes', 'step'],
  /** Range: values. */
  select: ['condition', 't', 'e', 'out'],
  /** Range: rows of the output. */
  gatherRows: ['x', 'ids', 'out', 'size', 'count', 'repeat', 'bytes'],
  /** Range: blocks of 16 columns. */
  segmentSum: ['x', 'ids', 'out', 'count', 'width', 'segments', 'whole'],
  /** Range: rows of the output. */
  pick: ['x', 'out', 'offset', 'inner', 'step', 'n1', 'f1', 'n2', 'f2', 'n3', 'f3', 'f4'],
  /** Range: axes around × blocks of 16 values of n. */
  transpose: ['x', 'out', 'm', 'stepM', 'n', 'stepN', 'n1', 'f1', 't1', 'n2', 'f2', 't2', 'f3', 't3'],
  /** Range: rows. */
  softmax: ['x', 'out', 'n'],
  /** Range: rows. */
  maskedSoftmax: ['x', 'out', 'n', 'scale', 'queries', 'mask', 'step', 'n1', 'm1', 'n2', 'm2', 'm3'],
  /** Range: rows. */
  softmaxGradient: ['dy', 'y', 'out', 'n', 'scale'],
  /** Range: rows. */
  crossEntropy: ['logits', 'labels', 'loss', 'logSumExp', 'n'],
  /** Range: rows. */
  crossEntropyGradient: ['dy', 'logits', 'labels', 'logSumExp', 'out', 'n'],
  /** Range: rows. */
  sparseCrossEntropy: ['logits', 'labels', 'loss', 'logSumExp', 'n', 'smoothing'],
  /** Range: rows. */
  sparseCrossEntropyGradient: ['dy', 'logits', 'labels', 'logSumExp', 'out', 'n', 'smoothing'],
  /** Range: rows. */
  layerNorm: ['x', 'gamma', 'beta', 'y', 'mean', 'inverse', 'n', 'epsilon'],
  /** Range: chunks of rows. */
  layerNormGradient: ['dy', 'x', 'gamma', 'mean', 'inverse', 'dx', 'dgamma', 'dbeta', 'rows', 'n', 'chunk'],
  /** Range: rows. */
  batchNorm: ['x', 'mean', 'factor', 'offset', 'y', 'n'],
  /** Range: chunks of rows × blocks of 8 columns. */
  batchNormSums: ['dy', 'x', 'mean', 'flat', 'along', 'rows', 'n', 'chunk'],
  /** Range: images × rows of the padded images. */
  padImages: ['source', 'to', 'rows', 'rowBytes', 'paddedRows', 'paddedRowBytes', 'top', 'leftBytes'],
  /** Range: panels of 8 columns. */
  packFilter: ['source', 'order', 'taps', 'to', 'depth', 'columns', 'rowBytes', 'columnBytes'],
  /** Range: images × tiles of 6 pixels. */
  convolve: [
    'source', 'imageBytes', 'rowStep', 'columnStep', 'runs', 'count', 'length', 'filter', 'to', 'toImage', 'toRow', 'toColumn',
    'pixels', 'width', 'columns', 'bias', 'biasColumn', 'slopes', 'slopesColumn', 'activation', 'alpha',
  ],
  /** Range: images × output rows. */
  depthwise: [
    'x', 'filter', 'to', 'height', 'width', 'channels', 'outHeight', 'outWidth', 'multiplier', 'filterHeight', 'filterWidth',
    'strideHeight', 'strideWidth', 'dilationHeight', 'dilationWidth', 'top', 'left', 'bias', 'biasColumn', 'slopes', 'slopesColumn', 'activation', 'alpha',
  ],
  /** Range: images × input rows. */
  depthwiseInputGradient: [
    'dy', 'filter', 'to', 'height', 'width', 'channels', 'outHeight', 'outWidth', 'multiplier', 'filterHeight', 'filterWidth',
    'strideHeight', 'strideWidth', 'dilationHeight', 'dilationWidth', 'top', 'left',
  ],
  /** Range: taps × blocks of 16 output channels. */
  depthwiseFilterGradient: [
    'x', 'dy', 'to', 'images', 'height', 'width', 'channels', 'outHeight', 'outWidth', 'multiplier', 'filterWidth',
    'strideHeight', 'strideWidth', 'dilationHeight', 'dilationWidth', 'top', 'left',
  ],
  /** Range: images. */
  maxPoolGradient: [
    'x', 'dy', 'to', 'last', 'depth', 'height', 'width', 'channels',
    'outDepth', 'outHeight', 'outWidth', 'windowDepth', 'windowHeight', 'windowWidth', 'strideDepth', 'strideHeight', 'strideWidth',
    'dilationDepth', 'dilationHeight', 'dilationWidth', 'front', 'top', 'left',
  ],
  /** Range: images × output planes × output rows. */
  pool: [
    'operation', 'x', 'out', 'depth', 'height', 'width', 'channels',
    'outDepth', 'outHeight', 'outWidth', 'windowDepth', 'windowHeight', 'windowWidth', 'strideDepth', 'strideHeight', 'strideWidth',
    'dilationDepth', 'dilationHeight', 'dilationWidth', 'front', 'top', 'left',
  ],
  /** Range: images × input planes × input rows. */
  avgPoolGradient: [
    'dy', 'to', 'factor', 'depth', 'height', 'width', 'channels',
    'outDepth', 'outHeight', 'outWidth', 'windowDepth', 'windowHeight', 'windowWidth', 'strideDepth', 'strideHeight', 'strideWidth',
    'dilationDepth', 'dilationHeight', 'dilationWidth', 'front', 'top', 'left',
  ],
  /** Range: tiles of 6 floats of the runs × panels of 8 columns. */
  filterGradient: [
    'source', 'imageBytes', 'rowStep', 'columnStep', 'runs', 'count', 'length', 'dy', 'to', 'images', 'height', 'width', 'columns', 'add',
  ],
  /** Range: rows. */
  fourier: ['x', 'out', 'n', 'inverse', 'roots', 'size', 'chirp', 'filter'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KernelName = keyof typeof SIGNATURES;

/** One number for each argument. */
export type KernelArguments<Name extends KernelName> = Numbers<(typeof SIGNATURES)[Name]>;

type Numbers<Names extends readonly string[]> = { readonly [Index in keyof Names]: number };

/**
 * The kernels of the CPU device. Each is `name(begin, end, …arguments)` and computes the items [begin, end) of its
 * range, so that threads can share it; arguments are addresses, counts (i32) and floats (f32). A result must not
 * depend on where the range is cut. No static data, no allocation: memory is TensorFlow.js's own.
 * Every kernel has a line in ../signatures.ts.
 */
export { setScratch } from './scratch';
export { peak } from './peak';
export { matmul, packRight } from './matmul';
export { wholeMatmul } from './whole-matmul';
export { optimizerStep } from './optimizer';
export { randomValues } from './random';
export { unary } from './unary';
export { argumentColumns, argumentRows } from './argument';
export { binary, compare } from './binary';
export { elementGradient } from './gradients';
export { elementChain } from './chain';
export { reduceColumns, reduceRows } from './reduce';
export { cumulateColumns, cumulateRows } from './cumulate';
export { pad } from './pad';
export { copyRows, gatherRows, scatterRows, segmentSum, select, sliceNumbers } from './rows';
export { pick, transpose } from './strided';
export { maskedSoftmax, softmax, softmaxGradient } from './softmax';
export { crossEntropy, crossEntropyGradient, sparseCrossEntropy, sparseCrossEntropyGradient } from './cross-entropy';
export { batchNorm, batchNormSums, layerNorm, layerNormGradient } from './norm';
export { convolve, packFilter, padImages } from './convolve';
export { filterGradient } from './filter-gradient';
export { fourier } from './fourier';
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { maxPoolGradient } from './max-pool';
export { avgPoolGradient, pool } from './pool';

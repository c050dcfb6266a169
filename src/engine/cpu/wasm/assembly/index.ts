/**
 * The kernels of the CPU device. Each is `name(begin, end, …arguments)` and computes the items [begin, end) of its
 * range, so that threads can share it; arguments are addresses, counts (i32) and floats (f32). A result must not
 * depend on where the range is cut. No static data, no allocation: memory is TensorFlow.js's own.
 * Every kernel has a line in ../signatures.ts.
 */
export { setScratch } from './scratch';
export { peak } from './peak';
export { optimizerStep } from './optimizer';
export { matmul, packRight } from './matmul';
export { wholeMatmul } from './whole-matmul';

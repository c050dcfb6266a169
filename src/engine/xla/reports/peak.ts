/** What kinds of devices can do at most. */

/**
 * FLOP/s of one device, as jax counts devices, with dense matrices of bfloat16 (float16 where there is none), as their
 * makers state it. Of a TPU v2 or v3 a device is one core, half of a chip.
 */
const PEAKS: readonly (readonly [kind: RegExp, flops: number])[] = [
  [/^TPU v2/, 22.5e12],
  [/^TPU v3/, 61.5e12],
  [/^TPU v4 lite/, 138e12],
  [/^TPU v4/, 275e12],
  [/^TPU v5 ?(lite|e)/, 197e12],
  [/^TPU v5/, 459e12],
  [/^TPU v6/, 918e12],
  [/H100|H200/, 989e12],
  [/A100/, 312e12],
  [/L4\b/, 121e12],
  [/V100/, 125e12],
  [/T4\b/, 65e12],
];

/** Null where it is not known. @param kind as the device names itself, such as "TPU v5 lite" */
export const peakFlops = (kind: string): number | null => PEAKS.find(([name]) => name.test(kind))?.[1] ?? null;

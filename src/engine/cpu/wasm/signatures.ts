/** The arguments of each kernel of assembly/, after `begin` and `end`, in order: addresses in the heap, counts and floats. */
export const SIGNATURES = {
  /** Range: 98,304 float operations each. */
  peak: ['out'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type KernelName = keyof typeof SIGNATURES;

/** One number for each argument. */
export type KernelArguments<Name extends KernelName> = { readonly [Index in keyof (typeof SIGNATURES)[Name]]: number };

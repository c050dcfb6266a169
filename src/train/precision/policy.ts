/** What layers compute in, and what their variables are stored in. */

/** Keras's names. */
export type PolicyName = 'float32' | 'mixed_float16' | 'mixed_bfloat16';

const COMPUTED: Readonly<Record<PolicyName, 'float32' | 'float16' | 'bfloat16'>> = { float32: 'float32', mixed_float16: 'float16', mixed_bfloat16: 'bfloat16' };

export const isPolicyName = (name: unknown): name is PolicyName => typeof name === 'string' && Object.hasOwn(COMPUTED, name);

/** @throws TypeError naming the policies */
export function policyName(name: unknown): PolicyName {
  if (isPolicyName(name)) return name;
  throw new TypeError(`policy '${String(name)}' not found; policies are: ${Object.keys(COMPUTED).map((known) => `'${known}'`).join(', ')}`);
}

/** What products and, where it is emulated, all operations are rounded to. */
export const computeDtypeOf = (name: PolicyName): 'float32' | 'float16' | 'bfloat16' => COMPUTED[name];

/** A policy, and whether it is emulated: every operation rounded, on a device that has no such numbers. */
export interface Policy {
  readonly name: PolicyName;
  readonly emulate: boolean;
}

export const FLOAT32: Policy = { name: 'float32', emulate: false };

export const samePolicy = (one: Policy, other: Policy): boolean => one.name === other.name && one.emulate === other.emulate;

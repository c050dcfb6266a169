import type { AttrsOf, CustomKernel, InputsOf } from '../kernels';
import type { TensorInfo } from '../tensors';
import type { Arithmetic } from './arithmetic';
import { crossEntropyFormulas } from './formulas/cross-entropy';
import { activationFormulas } from './formulas/activations';
import { normalizationFormulas } from './formulas/normalizations';
import { softmaxFormulas } from './formulas/masked-softmax';

/** A kernel in terms of stock kernels; the outputs in the kernel's order, none of them an input itself. */
export type Formula<Name extends CustomKernel> = <T extends TensorInfo>(
  m: Arithmetic<T>,
  inputs: InputsOf<Name, T>,
  attrs: AttrsOf<Name>,
) => readonly T[];

export const formulas: { readonly [Name in CustomKernel]: Formula<Name> } = {
  ...activationFormulas,
  ...normalizationFormulas,
  ...crossEntropyFormulas,
  ...softmaxFormulas,
};

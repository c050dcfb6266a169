/** The differentiable operations, each with tiny inputs. */
import { arrayCases } from './cases/arrays';
import { convolutionCases } from './cases/convolutions';
import { elementwiseCases } from './cases/elementwise';
import { imageCases } from './cases/images';
import { ownCases } from './cases/own';
import { reductionCases } from './cases/reductions';
import { secondOrderCases } from './cases/second-order';
import { sparseCases } from './cases/sparse';
import { spectralCases } from './cases/spectral';

export const gradientCases = [
  ...elementwiseCases,
  ...arrayCases,
  ...reductionCases,
  ...convolutionCases,
  ...imageCases,
  ...sparseCases,
  ...spectralCases,
  ...ownCases,
  ...secondOrderCases,
];

import type { ShapeRule, ShapeRules } from './rule';
import { at, broadcast, every } from './rule';

const matMul: ShapeRule = ({ input, attrs }) => {
  const [a, b] = [input('a'), input('b')];
  const [rows, inner] = attrs['transposeA'] === true ? [at(a.shape, -1), at(a.shape, -2)] : [at(a.shape, -2), at(a.shape, -1)];
  const [same, columns] = attrs['transposeB'] === true ? [at(b.shape, -1), at(b.shape, -2)] : [at(b.shape, -2), at(b.shape, -1)];
  if (inner !== same) throw new Error(`inner lengths ${inner} and ${same} of [${a.shape.join()}] and [${b.shape.join()}] differ`);
  return [{ shape: [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns], dtype: a.dtype }];
};

export const matMulRules: ShapeRules = every(['BatchMatMul', '_FusedMatMul'], matMul);

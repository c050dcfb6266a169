import type { Formula } from '../formulas';

const layerNorm: Formula<'LayerNorm'> = (m, { x, gamma, beta }, { epsilon }) => {
  const mean = m.meanLast(x);
  const centred = m.sub(x, mean);
  const inverse = m.rsqrt(m.add(m.meanLast(m.square(centred)), epsilon));
  return [m.add(m.mul(m.mul(centred, inverse), gamma), beta), mean, inverse];
};

const layerNormGrad: Formula<'LayerNormGrad'> = (m, { dy, x, gamma, mean, inverse }) => {
  const normal = m.mul(m.sub(x, mean), inverse);
  const scaled = m.mul(dy, gamma);
  const along = m.mul(normal, m.meanLast(m.mul(scaled, normal)));
  const dx = m.mul(inverse, m.sub(m.sub(scaled, m.meanLast(scaled)), along));
  return [dx, m.sumRows(m.mul(dy, normal)), m.sumRows(dy)];
};

const rmsNorm: Formula<'RmsNorm'> = (m, { x, gamma }, { epsilon }) => {
  const inverse = m.rsqrt(m.add(m.meanLast(m.square(x)), epsilon));
  return [m.mul(m.mul(x, inverse), gamma), inverse];
};

const rmsNormGrad: Formula<'RmsNormGrad'> = (m, { dy, x, gamma, inverse }) => {
  const normal = m.mul(x, inverse);
  const scaled = m.mul(dy, gamma);
  const dx = m.mul(inverse, m.sub(scaled, m.mul(normal, m.meanLast(m.mul(scaled, normal)))));
  return [dx, m.sumRows(m.mul(dy, normal))];
};

export const normalizationFormulas = {
  LayerNorm: layerNorm,
  LayerNormGrad: layerNormGrad,
  RmsNorm: rmsNorm,
  RmsNormGrad: rmsNormGrad,
};

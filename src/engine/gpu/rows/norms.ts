import type { AttrsOf, InputsOf } from '../../kernels';
import type { TensorInfo } from '../../tensors';
import { sizeOf } from '../lazy/index-map';
import type { RowRunner } from './gpu';

const split = (shape: readonly number[]): { readonly rows: number; readonly n: number; readonly each: number[] } => {
  const n = shape.at(-1) ?? 1;
  return { rows: n === 0 ? 0 : sizeOf(shape) / n, n, each: [...shape.slice(0, -1), 1] };
};

export function layerNorm(gpu: RowRunner, { x, gamma, beta }: InputsOf<'LayerNorm', TensorInfo>, { epsilon }: AttrsOf<'LayerNorm'>): TensorInfo[] {
  const { rows, n, each } = split(x.shape);
  return gpu.run({
    name: 'LayerNorm',
    rows,
    n,
    inputs: { x, gamma, beta },
    outputs: { y: x.shape, mean: each, inverse: each },
    numbers: [{ name: 'epsilon', type: 'f32', value: epsilon }],
    body: `
      var own = 0.0;
      for (var i = lane; i < n; i += 64u) { own += f32(x[start + i]); }
      let centre = total(lane, own) / f32(n);
      own = 0.0;
      for (var i = lane; i < n; i += 64u) { let away = f32(x[start + i]) - centre; own += away * away; }
      let scale = 1.0 / sqrt(total(lane, own) / f32(n) + u.epsilon);
      for (var i = lane; i < n; i += 64u) { y[start + i] = (f32(x[start + i]) - centre) * scale * f32(gamma[i]) + f32(beta[i]); }
      if (lane == 0u) { mean[row] = centre; inverse[row] = scale; }`,
  });
}

export function layerNormGrad(gpu: RowRunner, { dy, x, gamma, mean, inverse }: InputsOf<'LayerNormGrad', TensorInfo>): TensorInfo[] {
  const { rows, n } = split(x.shape);
  const dx = gpu.run({
    name: 'LayerNormGrad',
    rows,
    n,
    inputs: { dy, x, gamma, mean, inverse },
    outputs: { dx: x.shape },
    body: `
      let centre = f32(mean[row]);
      let scale = f32(inverse[row]);
      var own = 0.0;
      var along = 0.0;
      for (var i = lane; i < n; i += 64u) {
        let g = f32(dy[start + i]) * f32(gamma[i]);
        own += g;
        along += g * (f32(x[start + i]) - centre) * scale;
      }
      let meanG = total(lane, own) / f32(n);
      let meanAlong = total(lane, along) / f32(n);
      for (var i = lane; i < n; i += 64u) {
        let g = f32(dy[start + i]) * f32(gamma[i]);
        dx[start + i] = scale * (g - meanG - (f32(x[start + i]) - centre) * scale * meanAlong);
      }`,
  });
  const sums = gpu.run({
    name: 'LayerNormGrad of gamma and beta',
    rows,
    n,
    inputs: { dy, x, mean, inverse },
    outputs: { dgamma: gamma.shape, dbeta: gamma.shape },
    body: ['f32(dy[at]) * (f32(x[at]) - f32(mean[row])) * f32(inverse[row])', 'f32(dy[at])'],
  });
  return [...dx, ...sums];
}

export function rmsNorm(gpu: RowRunner, { x, gamma }: InputsOf<'RmsNorm', TensorInfo>, { epsilon }: AttrsOf<'RmsNorm'>): TensorInfo[] {
  const { rows, n, each } = split(x.shape);
  return gpu.run({
    name: 'RmsNorm',
    rows,
    n,
    inputs: { x, gamma },
    outputs: { y: x.shape, inverse: each },
    numbers: [{ name: 'epsilon', type: 'f32', value: epsilon }],
    body: `
      var own = 0.0;
      for (var i = lane; i < n; i += 64u) { let value = f32(x[start + i]); own += value * value; }
      let scale = 1.0 / sqrt(total(lane, own) / f32(n) + u.epsilon);
      for (var i = lane; i < n; i += 64u) { y[start + i] = f32(x[start + i]) * scale * f32(gamma[i]); }
      if (lane == 0u) { inverse[row] = scale; }`,
  });
}

export function rmsNormGrad(gpu: RowRunner, { dy, x, gamma, inverse }: InputsOf<'RmsNormGrad', TensorInfo>): TensorInfo[] {
  const { rows, n } = split(x.shape);
  const dx = gpu.run({
    name: 'RmsNormGrad',
    rows,
    n,
    inputs: { dy, x, gamma, inverse },
    outputs: { dx: x.shape },
    body: `
      let scale = f32(inverse[row]);
      var along = 0.0;
      for (var i = lane; i < n; i += 64u) { along += f32(dy[start + i]) * f32(gamma[i]) * f32(x[start + i]) * scale; }
      let meanAlong = total(lane, along) / f32(n);
      for (var i = lane; i < n; i += 64u) {
        dx[start + i] = scale * (f32(dy[start + i]) * f32(gamma[i]) - f32(x[start + i]) * scale * meanAlong);
      }`,
  });
  const sums = gpu.run({
    name: 'RmsNormGrad of gamma',
    rows,
    n,
    inputs: { dy, x, inverse },
    outputs: { dgamma: gamma.shape },
    body: ['f32(dy[at]) * f32(x[at]) * f32(inverse[row])'],
  });
  return [...dx, ...sums];
}

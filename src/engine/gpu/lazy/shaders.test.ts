import { describe, expect, it } from 'vitest';
import { elementShader, reductionShader } from './shaders';

describe('the shader of a line of tokens', () => {
  it('loads each buffer once for an index, takes numbers in the order they were written, and stores what is asked for', () => {
    const code = elementShader('Lf0@0;M2@0;Lf1@1;add 0 1;Cf;mul 2 3;', [{ value: 4, type: 'f' }, { value: 2, type: 'f' }]);
    expect(code).toContain('@group(0) @binding(1) var<storage, read_write> o1: array<f32>;');
    expect(code).toContain('@group(0) @binding(3) var<storage, read> b1: array<f32>;');
    expect(code).toContain('@group(0) @binding(4) var<uniform> u: Words;');
    // Size, then the map's offset, inner length and two strides, then the number: six words in two vectors.
    expect(code).toContain('array<vec4<u32>, 2>');
    expect(code).toContain('let i1 = u.words[0][1] + (i0 % u.words[0][2]) * u.words[1][0] + ((i0 / u.words[0][2])) * u.words[0][3];');
    expect(code).toContain('let v3 = bitcast<f32>(u.words[1][1]);');
    expect(code).toContain('let v4 = (v2 * v3);');
    expect(code).toMatch(/o0\[i0\] = v4;\s+o1\[i0\] = v2;/);
  });

  it('converts between numbers and conditions where formulas need it', () => {
    const code = elementShader('Lf0@0;Li1@0;gt 0 1;select 2 0 1;', [{ value: 3, type: 'f' }, { value: 2, type: 'i' }]);
    expect(code).toContain('let v2 = select(0, 1, v0 > f32(v1) && !is_nan(v0) && !is_nan(f32(v1)));');
    expect(code).toContain('let v3 = select(f32(v1), v0, f32(v2) != 0.0);');
    expect(code).toContain('o1: array<i32>');
  });

  it('brings the functions that it calls, and those that they call', () => {
    const code = elementShader('Lf0@0;gelugrad 0 0;', [{ value: 1, type: 'f' }]);
    for (const name of ['gelu_slope', 'erf_of']) expect(code).toContain(`fn ${name}(`);
    expect(code).not.toContain('fn pow_of');
  });

  it('reduces a formula without storing it', () => {
    const code = reductionShader('Lf0@0;square 0;', 1, { kind: 'mean', columns: 32, lanes: 8, outer: -1, inner: 1, type: 'f' });
    expect(code).toContain('@compute @workgroup_size(32, 8)');
    expect(code).toContain('return v1;');
    expect(code).toContain('o0[output] = (total / f32(u.words[0][1]));');
  });
});

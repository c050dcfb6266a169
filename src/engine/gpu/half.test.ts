import { makeMatMulPackedSource, makeMatMulPackedVec4Source } from '@tensorflow/tfjs-backend-webgpu/dist/matmul_packed_webgpu';
import { describe, expect, it } from 'vitest';
import { halved } from './half';

describe('half precision of a product', () => {
  it.each([
    ['vectors', makeMatMulPackedVec4Source([4, 4, 1], [8, 8, 1])],
    ['transposed vectors', makeMatMulPackedVec4Source([4, 4, 1], [8, 8, 1], true)],
    ['numbers', makeMatMulPackedSource([4, 4, 1], [8, 8, 1])],
  ])('stores tiles of %s as float16 and sums in float32', (_, code) => {
    const half = halved(code) ?? '';
    expect(half).toMatch(/^enable f16;/);
    expect(half).toMatch(/var<workgroup> mm_Asub : array<array<(vec4<f16>|f16), /);
    expect(half).toMatch(/mm_Bsub\[\w+\]\[\w+\] = (vec4<f16>|f16)\(mm_readB\(/);
    // Every read is widened, and nothing else names the tiles.
    for (const read of half.match(/= [^;]*mm_[AB]sub\[[^;]*;/g) ?? []) expect(read).toMatch(/= (vec4<f32>|f32)\(mm_[AB]sub/);
    expect(half.replace(/mm_[AB]sub|f16/g, '')).toContain('fma(');
    expect(half).toMatch(/var acc ?: array<(vec4<f32>|array<f32, 4>), 4>/);
  });

  it('leaves other shaders alone', () => {
    expect(halved('var<workgroup> sharedBuf : array<f32, 8>; fn main() { sharedBuf[0] = 1.0; }')).toBeNull();
  });
});

import type { KernelBackend, TensorInfo } from '../tensors';
import type { Distribution, RandomAttrs } from './kernel';
import { dtypeOf, sizeOf } from './kernel';
import { plainRandomValues } from './plain';
import type { Dialect } from './shaders';
import { randomFunctions } from './shaders';

interface Program {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly userCode: string;
  readonly customUniforms: { readonly name: string; readonly type: 'float' | 'int' }[];
}

/** The part of TensorFlow.js's backend that runs programs. */
interface Device extends KernelBackend {
  runWebGLProgram(program: Program, inputs: TensorInfo[], dtype: 'float32' | 'int32', customUniforms: number[][]): TensorInfo;
}

const TYPES = { f32: 'float', u32: 'uint', i32: 'int' } as const;

const GLSL: Dialect = {
  fn: (name, parameters, type, body) => `${TYPES[type]} ${name}(${parameters.map(([each, of]) => `${TYPES[of]} ${each}`).join(', ')}) { ${body} }`,
  local: (type, name, value) => `${TYPES[type]} ${name} = ${value};`,
  cast: TYPES,
  bits: { toFloat: 'uintBitsToFloat', ofFloat: 'floatBitsToUint' },
};

/** Made as a vector, whose elements' places are their numbers, and then seen in its shape. WebGL 1 has no integers. */
export function webglRandomValues(attrs: RandomAttrs, backend: KernelBackend, version: number): TensorInfo {
  const { distribution, a, b, key } = attrs;
  const shape = [...attrs.shape];
  const dtype = dtypeOf(distribution);
  const size = sizeOf(shape);
  if (version < 2 || size === 0) return { dataId: backend.write(plainRandomValues(attrs), shape, dtype), shape, dtype };
  const whole = distribution === 'integer';
  const integers = [0, ...key, whole ? a : 0, whole ? b - a : 0];
  const floats = [whole ? 0 : a, whole ? 0 : distribution === 'uniform' ? b - a : b];
  const program = programOf(distribution, size);
  const { dataId } = (backend as Device).runWebGLProgram(program, [], dtype, [...integers, ...floats].map((number) => [number]));
  return { dataId, shape, dtype };
}

const programOf = (distribution: Distribution, size: number): Program => ({
  variableNames: [],
  outputShape: [size],
  customUniforms: [
    ...['hiddenZero', 'key0', 'key1', 'lowest', 'rangeOf'].map((name) => ({ name, type: 'int' as const })),
    ...['first', 'second'].map((name) => ({ name, type: 'float' as const })),
  ],
  userCode: `
    uint zero;
    ${randomFunctions(distribution, GLSL)}
    void main() {
      zero = uint(hiddenZero);
      uint index = uint(getOutputCoords());
      setOutput(float(number(word(index, uint(key0), uint(key1)), first, second, lowest, rangeOf)));
    }`,
});

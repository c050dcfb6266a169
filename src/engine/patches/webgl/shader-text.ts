import { mendTrigonometry } from '../trigonometry';

/** NaN of `elu` is NaN; its exponential was infinity where the driver takes NaN for none. */
const passNan = (code: string): string => code.replace(/\(exp\((x(?:\.[rgba])?)\) - 1\.0\)/g, '(isnan($1) ? $1 : exp($1) - 1.0)');

/** Mends the text of TensorFlow.js's shaders on its way to the compiler. */
export function patchShaders(gl: WebGL2RenderingContext): void {
  const source = gl.shaderSource.bind(gl);
  gl.shaderSource = (shader, code) => source(shader, mendTrigonometry(passNan(code), 'glsl'));
}

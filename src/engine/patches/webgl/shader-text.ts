import { mendTrigonometry } from '../trigonometry';

/** NaN of `elu` is NaN; its exponential was infinity where the driver takes NaN for none. */
const passNan = (code: string): string => code.replace(/\(exp\((x(?:\.[rgba])?)\) - 1\.0\)/g, '(isnan($1) ? $1 : exp($1) - 1.0)');

/** A box was cut from the image of the box's own number, whichever image it was of. */
const cropItsImage = (code: string): string => (code.includes('getBoxInd(') ? code.replaceAll('getImage(b, ', 'getImage(bInd, ') : code);

/** What surrounds a turned picture is opaque: the colour that fills it has three channels, and a fourth was read beyond them. */
const fillOpaquely = (code: string): string => code.replace('float outputValue = fill[coords[3]];', 'float outputValue = coords[3] == 3 ? 255.0 : fill[coords[3]];');

const MENDS = [passNan, cropItsImage, fillOpaquely, (code: string): string => mendTrigonometry(code, 'glsl')];

/** Mends the text of TensorFlow.js's shaders on its way to the compiler. */
export function patchShaders(gl: WebGL2RenderingContext): void {
  const source = gl.shaderSource.bind(gl);
  gl.shaderSource = (shader, code) => source(shader, MENDS.reduce((mended, mend) => mend(mended), code));
}

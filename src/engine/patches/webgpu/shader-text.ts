import { mendTrigonometry } from '../trigonometry';

/**
 * Mends the text of TensorFlow.js's shaders on its way to the compiler: the one place that all programs pass, once each.
 *
 * WGSL lets an implementation assume that there is no NaN, and some do: `asinh(NaN)` was 89, `clamp` and `max` drop it.
 * What must pass NaN on tells it by its bits, with the shaders' own `isnan`.
 */
type Mend = (code: string) => string;

/** Bodies of unary operations that say something of a NaN, or of which JavaScript makes a number. */
const NUMBER_OF_NAN = /isnan\(a\)|isinf\(a\)|return sign\(a\);|i32\(|!\(a >=|^\s*return a;/;

/** Unary operations of NaN are NaN. */
const passNan: Mend = (code) =>
  code.replace(/(fn unaryOperation\(a : f32\) -> f32 \{)([^]*?)(\n {6}\}\n)/, (whole, head: string, body: string, end: string) =>
    NUMBER_OF_NAN.test(body) ? whole : `${head}\n  if (isnan(a)) { return a; }${body}${end}`,
  );

/** So are activations that are fused into a product or a convolution. */
const passNanInActivations: Mend = (code) =>
  code.replace(/fn activation\((a : (f32|vec4<f32>), coords : vec\d<i32>)\) -> (?:f32|vec4<f32>) \{[^]*?\n {6}\}/, (whole, parameters: string, type: string) => {
    const isNan = type === 'f32' ? 'isnan' : 'isnanVec4';
    return `${whole.replace('fn activation(', 'fn numberActivation(')}
      fn activation(${parameters}) -> ${type} {
        return select(numberActivation(a, coords), a, ${isNan}(a));
      }`;
  });

/** A comparison with NaN is false; its zero was `sign(a) * 0`, which is none for NaN. */
const compareNan: Mend = (code) => {
  const type = /fn binaryOperation\(a : (f32|vec4<f32>)/.exec(code)?.[1];
  if (type === undefined) return code;
  const isNan = type === 'f32' ? 'isnan' : 'isnanVec4';
  return code
    .replace('let zero = sign(a) * 0 + 0;', `let zero = ${type}(0);`)
    .replace('let one = sign(b) * 0 + 1;', `let one = ${type}(1);`)
    .replace(/select\(zero, one, (a (?:==|>|>=|<|<=) b)\)/, `select(zero, one, ($1) & !(${isNan}(a) | ${isNan}(b)))`);
};

/** The exponential of NaN was infinity, and so the other shares of the row 0. */
const softmaxOfNan: Mend = (code) =>
  code.replace(
    'let subExp = exp(getLogits(row, col) - rowMaxShared);',
    'let logit = getLogits(row, col);\n        let subExp = select(exp(logit - rowMaxShared), logit, isnan(logit));',
  );

/** Four slopes at a time were chosen by multiplying with 0 and 1, which made NaN of infinity. */
const chooseSlopes: Mend = (code) =>
  code.replace(
    /let aLessThanZero = vec4<f32>\(a < vec4<f32>\(0\.0\)\);\s*return \(aLessThanZero \* \(([\w.]+ \* a)\)\) \+ \(\(vec4<f32>\(1\.0\) - aLessThanZero\) \* a\);/,
    'return select(a, $1, a < vec4<f32>(0.0));',
  );

/** Of equal values the first counts; among the threads of a group it was the one of the first thread. */
const firstOfEqual: Mend = (code) =>
  code.replace(/if \(candidate ([<>]) bestValue\) \{\s*bestValue = candidate;\s*xBestValues\[localId\.x\] = bestValue;/, (whole, than: string) =>
    whole.replace(
      `candidate ${than} bestValue`,
      `candidate ${than} bestValue || (candidate == bestValue && xBestIndices[localId.x + interval] < xBestIndices[localId.x])`,
    ),
  );

/** A place within a window of three axes was counted as if the window were as wide as high, and so gradients of others went astray. */
const placesInWindows: Mend = (code) => code.replace('wD * uniforms.filterDims.y * uniforms.filterDims.y +', 'wD * uniforms.filterDims.y * uniforms.filterDims.z +');

/** What surrounds a turned picture is opaque: the colour that fills it has three channels, and a fourth was read beyond them. */
const fillOpaquely: Mend = (code) => code.replace('var outputValue = uniforms.fillValue[coords[3]];', 'var outputValue = select(uniforms.fillValue[min(coords[3], 2)], 255.0, coords[3] == 3);');

const exactTrigonometry: Mend = (code) => mendTrigonometry(code, 'wgsl');

const MENDS: readonly Mend[] = [exactTrigonometry, passNan, passNanInActivations, compareNan, softmaxOfNan, chooseSlopes, firstOfEqual, placesInWindows, fillOpaquely];

export const mendShader: Mend = (code) => MENDS.reduce((mended, mend) => mend(mended), code);

/** Mends every shader that the device compiles from now on. */
export function patchShaders(device: GPUDevice): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => create({ ...descriptor, code: mendShader(descriptor.code) });
}

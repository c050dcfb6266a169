/** The step on WebGL: one program for each output, as a program there writes a single texture. */
import type { KernelBackend, TensorInfo } from '../../tensors';
import type { StepAttrs } from './kernel';
import { readInputs } from './kernel';
import type { Rule, RuleName } from './rules';
import { RULES, usesTrust } from './rules';

interface Program {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly userCode: string;
  readonly customUniforms: { readonly name: string; readonly type: 'float' | 'int' }[];
}

/** The part of TensorFlow.js's backend that runs programs. */
interface Device extends KernelBackend {
  runWebGLProgram(program: Program, inputs: TensorInfo[], outputDtype: 'float32', customUniforms: number[][]): TensorInfo;
}

export function webglOptimizerStep(inputs: Readonly<Record<string, TensorInfo | undefined>>, attrs: StepAttrs, backend: KernelBackend): TensorInfo[] {
  const gpu = backend as Device;
  const { rule, hyper, clip } = attrs;
  const { parts, state, scales } = readInputs(inputs, attrs);
  const { slots, next } = RULES[rule];
  const outputs = parts.flatMap(({ value, gradient, slots: kept, scale }) => {
    const tensors = [value, ...kept, gradient, ...state, ...(scales === null ? [] : [scales])];
    const uniforms = [[scale], [clip ?? 0], ...hyper.map((number) => [number])];
    return ['w', ...slots].map((name) => gpu.runWebGLProgram(updateProgram(rule, name, value.shape, clip !== null, scales !== null), tensors, 'float32', uniforms));
  });
  const uniforms = hyper.map((number) => [number]);
  const states = next.map((formula) => gpu.runWebGLProgram(stateProgram(RULES[rule], formula), [...state], 'float32', uniforms));
  return [...outputs, ...states];
}

/** GLSL has no word for a constant whose type is plain to see. */
const translated = (statements: string): string => statements.replaceAll(/\blet (?=\w)/g, 'float ');

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const sampled = (name: string): string => `get${capital(name)}AtOutCoords()`;

/** `output` is `w` or a slot; everything is computed, and that one kept. */
function updateProgram(rule: RuleName, output: string, shape: readonly number[], clips: boolean, scales: boolean): Program {
  const { slots, state, hyper, update } = RULES[rule];
  const factor = scales ? 'getScales(scaleIndex)' : '1.0';
  const read = (name: string) => `float ${name} = ${sampled(`${name}In`)};`;
  return {
    variableNames: ['w', ...slots, 'g', ...state].map((name) => `${name}In`).concat(scales ? ['scales'] : []),
    outputShape: [...shape],
    customUniforms: [
      { name: 'scaleIndex', type: 'int' },
      { name: 'clipTo', type: 'float' },
      ...hyper.map((name) => ({ name, type: 'float' as const })),
    ],
    userCode: `
      void main() {
        ${['w', ...slots, ...state].map(read).join(' ')}
        ${usesTrust(rule) ? `float trust = ${factor}; float g = ${sampled('gIn')};` : `float g = ${sampled('gIn')} * ${factor};`}
        ${clips ? 'if (g > clipTo) { g = clipTo; } else if (g < -clipTo) { g = -clipTo; }' : ''}
        ${translated(update)}
        setOutput(${output});
      }`,
  };
}

function stateProgram({ state, hyper }: Rule, formula: string): Program {
  return {
    variableNames: state.map((name) => `${name}In`),
    outputShape: [],
    customUniforms: hyper.map((name) => ({ name, type: 'float' })),
    // The backend knows programs by their text, which therefore has to name the uniforms in their order.
    userCode: `
      // ${hyper.join()}
      void main() {
        ${state.map((name) => `float ${name} = ${sampled(`${name}In`)};`).join(' ')}
        setOutput(${formula});
      }`,
  };
}

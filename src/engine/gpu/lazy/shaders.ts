import { HELPERS } from './formulas';
import { WordReader, bodyText, mapText } from './tokens';

/** Threads of a workgroup of element-wise shaders. */
export const WORKGROUP = 128;

/** WGSL that computes a value for each element. `stores`: the values to write and the types of their buffers. */
export function elementShader(line: string, stores: readonly { readonly value: number; readonly type: 'f' | 'i' }[]): string {
  const words = new WordReader();
  const size = words.uint();
  const { statements, value, buffers } = bodyText(line, words);
  const outputs = stores.map(({ type }, index) => binding(index, `o${index}`, `${type}32`, 'read_write'));
  return shader(
    [...outputs, ...inputs(buffers, stores.length)],
    words,
    `@compute @workgroup_size(${WORKGROUP})
    fn _start(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
      let i0 = id.x + id.y * groups.x * ${WORKGROUP}u;
      if (i0 >= ${size}) { return; }
      ${statements}
      ${stores.map((store, index) => `o${index}[i0] = ${value(store.value, store.type)};`).join('\n')}
    }`,
  );
}

export type Reduction = 'sum' | 'mean' | 'max' | 'min' | 'prod' | 'all' | 'any';

export interface ReductionPlan {
  readonly kind: Reduction;
  /** Threads side by side along the outputs, and threads that share one output. */
  readonly columns: number;
  readonly lanes: number;
  /** Dimensions of the map from outputs to the reduced tensor, and of the map along the axes reduced; -1 for no map. */
  readonly outer: number;
  readonly inner: number;
  readonly type: 'f' | 'i';
}

const STARTS: Readonly<Record<Reduction, string>> = { sum: '0.0', mean: '0.0', max: '-3.4028234e38', min: '3.4028234e38', prod: '1.0', all: '1.0', any: '0.0' };
const FOLDS: Readonly<Record<Reduction, (a: string, b: string) => string>> = {
  sum: (a, b) => `${a} + ${b}`,
  mean: (a, b) => `${a} + ${b}`,
  max: (a, b) => `select(select(max(${a}, ${b}), ${b}, is_nan(${b})), ${a}, is_nan(${a}))`,
  min: (a, b) => `select(select(min(${a}, ${b}), ${b}, is_nan(${b})), ${a}, is_nan(${a}))`,
  prod: (a, b) => `${a} * ${b}`,
  all: (a, b) => `select(0.0, 1.0, ${a} != 0.0 && ${b} != 0.0)`,
  any: (a, b) => `select(0.0, 1.0, ${a} != 0.0 || ${b} != 0.0)`,
};

/**
 * WGSL that reduces a value over elements. Each output has `lanes` threads, which reduce every so-manieth element
 * and then each other's results; `columns` outputs side by side keep reads together where the last axis stays.
 */
export function reductionShader(line: string, result: number, { kind, columns, lanes, outer, inner, type }: ReductionPlan): string {
  const words = new WordReader();
  const [outputs, count] = [words.uint(), words.uint()];
  const base = outer < 0 ? 'output' : mapText(outer, 'output', words);
  const step = inner < 0 ? 'at' : mapText(inner, 'at', words);
  const { statements, value, buffers } = bodyText(line, words);
  const total = kind === 'mean' ? `(total / f32(${count}))` : 'total';
  const fold = FOLDS[kind];
  // The first element starts a maximum, so that infinities need no name.
  const first = kind === 'max' || kind === 'min';
  return shader(
    [binding(0, 'o0', `${type}32`, 'read_write'), ...inputs(buffers, 1), `var<workgroup> totals: array<f32, ${columns * lanes}>;`],
    words,
    `fn element(i0: u32) -> f32 {
      ${statements}
      return ${value(result, 'f')};
    }
    @compute @workgroup_size(${columns}, ${lanes})
    fn _start(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
      let output = (group.x + group.y * groups.x) * ${columns}u + local.x;
      var total = ${STARTS[kind]};
      if (output < ${outputs}) {
        let base = ${base};
        ${first ? `if (local.y < ${count}) { let at = local.y; total = element(base + ${step}); }` : ''}
        for (var at = local.y; at < ${count}; at += ${lanes}u) {
          let next = element(base + ${step});
          total = ${fold('total', 'next')};
        }
      }
      totals[local.y * ${columns}u + local.x] = total;
      for (var half = ${lanes / 2}u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if (local.y < half) {
          let next = totals[(local.y + half) * ${columns}u + local.x];
          ${first ? `if (local.y + half < ${count}) { total = ${fold('total', 'next')}; }` : `total = ${fold('total', 'next')};`}
          totals[local.y * ${columns}u + local.x] = total;
        }
      }
      if (local.y == 0u && output < ${outputs}) { o0[output] = ${type === 'f' ? total : `i32(${total})`}; }
    }`,
  );
}

function shader(declarations: readonly string[], words: WordReader, code: string): string {
  const bindings = declarations.filter((line) => line.startsWith('@group')).length;
  const uniforms = `struct Words { words: array<vec4<u32>, ${Math.ceil(words.count / 4)}> };\n@group(0) @binding(${bindings}) var<uniform> u: Words;`;
  const needed = helpers(code);
  return [uniforms, ...declarations, ...needed, code].join('\n');
}

/** The helpers that the code calls, those they call themselves included. */
function helpers(code: string): string[] {
  const wanted = new Set<string>();
  const search = (text: string): void => {
    for (const [name, helper] of Object.entries(HELPERS)) {
      if (wanted.has(name) || !text.includes(`${name}(`)) continue;
      wanted.add(name);
      search(helper);
    }
  };
  search(code);
  return [...wanted].map((name) => HELPERS[name] ?? '');
}

const inputs = (buffers: readonly string[], from: number): string[] => buffers.map((type, index) => binding(from + index, `b${index}`, type, 'read'));

const binding = (at: number, name: string, type: string, access: string): string => `@group(0) @binding(${at}) var<storage, ${access}> ${name}: array<${type}>;`;

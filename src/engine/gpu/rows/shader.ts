/** Shaders that give each row of a matrix to one workgroup. */

/** Threads that share a row. */
export const LANES = 64;

export type ElementType = 'f32' | 'i32';

export interface RowShader {
  readonly inputs: readonly { readonly name: string; readonly type: ElementType }[];
  readonly outputs: readonly string[];
  /** Numbers given at run time, after `rows` (u32) and `n` (u32), the length of a row. */
  readonly numbers?: readonly { readonly name: string; readonly type: 'f32' | 'u32' }[];
  /** WGSL for one row: `row`, `lane`, `n` and `start`, the row's first element, are known; `total` and `largest` combine what each thread has. */
  readonly body: string;
  /** Functions that the body calls. */
  readonly helpers?: string;
}

const REDUCE = (name: string, fold: string): string => `
  fn ${name}(lane: u32, own: f32) -> f32 {
    lanes[lane] = own;
    for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
      workgroupBarrier();
      if (lane < half) { let other = lanes[lane + half]; lanes[lane] = ${fold}; }
    }
    workgroupBarrier();
    let result = lanes[0];
    workgroupBarrier();
    return result;
  }`;

export function rowShader({ inputs, outputs, numbers = [], body, helpers = '' }: RowShader): string {
  return `
    ${declarations(inputs, outputs, numbers)}
    var<workgroup> lanes: array<f32, ${LANES}>;
    ${REDUCE('total', 'lanes[lane] + other')}
    ${REDUCE('largest', 'max(lanes[lane], other)')}
    ${helpers}
    @compute @workgroup_size(${LANES})
    fn _start(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
      let row = group.x + group.y * groups.x;
      if (row >= u.rows) { return; }
      let n = u.n;
      let start = row * n;
      ${body}
    }`;
}

/** Columns side by side, and threads that share a column, in shaders that sum over rows. */
export const COLUMNS = 32;
export const COLUMN_LANES = 8;

/** A shader that sums over rows: `terms` are WGSL of the element `at` of row `row` and column `column`, one for each output. */
export function columnShader({ inputs, outputs, body: terms }: Omit<RowShader, 'body'> & { readonly body: readonly string[] }): string {
  const all = outputs.map((_, index) => index);
  return `
    ${declarations(inputs, outputs, [])}
    ${all.map((index) => `var<workgroup> lanes${index}: array<f32, ${COLUMNS * COLUMN_LANES}>;`).join('\n')}
    @compute @workgroup_size(${COLUMNS}, ${COLUMN_LANES})
    fn _start(@builtin(local_invocation_id) local: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
      let column = (group.x + group.y * groups.x) * ${COLUMNS}u + local.x;
      ${all.map((index) => `var total${index} = 0.0;`).join(' ')}
      if (column < u.n) {
        for (var row = local.y; row < u.rows; row += ${COLUMN_LANES}u) {
          let at = row * u.n + column;
          ${all.map((index) => `total${index} += ${terms[index]};`).join('\n')}
        }
      }
      ${all.map((index) => `lanes${index}[local.y * ${COLUMNS}u + local.x] = total${index};`).join('\n')}
      workgroupBarrier();
      if (local.y == 0u && column < u.n) {
        for (var lane = 1u; lane < ${COLUMN_LANES}u; lane++) {
          ${all.map((index) => `total${index} += lanes${index}[lane * ${COLUMNS}u + local.x];`).join('\n')}
        }
        ${outputs.map((name, index) => `${name}[column] = total${index};`).join('\n')}
      }
    }`;
}

function declarations(inputs: RowShader['inputs'], outputs: RowShader['outputs'], numbers: readonly { readonly name: string; readonly type: string }[]): string {
  const lines = [
    ...outputs.map((name, at) => `@group(0) @binding(${at}) var<storage, read_write> ${name}: array<f32>;`),
    ...inputs.map(({ name, type }, at) => `@group(0) @binding(${outputs.length + at}) var<storage, read> ${name}: array<${type}>;`),
    `struct Numbers { rows: u32, n: u32, ${numbers.map(({ name, type }) => `${name}: ${type},`).join(' ')} };`,
    `@group(0) @binding(${outputs.length + inputs.length}) var<uniform> u: Numbers;`,
    // Not a literal: compilers refuse constant expressions that are not finite.
    'fn nan_of(a: f32) -> f32 { return bitcast<f32>(bitcast<u32>(a) | 0x7fc00000u); }',
  ];
  return lines.join('\n');
}

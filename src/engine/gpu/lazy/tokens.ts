import type { UniformWriter } from '../../patches/webgpu/dispatch/uniforms';
import type { Formula, FormulaName } from './formulas';
import { FORMULAS } from './formulas';
import type { IndexMap } from './index-map';
import type { Operand, Pending, Pinnable } from './pending';
import { isUncomputed, valueType } from './pending';

/**
 * Writes an uncomputed value down as a line of tokens, from which the shader is made, with the buffers and the
 * numbers it runs on apart: lines that are equal share a shader. Index 0 is the element that is computed.
 *
 *     M2@0   an index: index 0 through a map of two dimensions
 *     Lf3@1  a value: the float32 (or Li: int32) of buffer 3 at index 1
 *     Cf     a value: a number given at run time
 *     add 4 5  a value: a formula of values 4 and 5
 */
export class TokenWriter {
  line = '';
  readonly buffers: GPUBuffer[] = [];
  readonly #uniforms: UniformWriter;
  readonly #bindings = new Map<GPUBuffer, number>();
  readonly #known = new Map<Pinnable, { readonly index: number; readonly value: number }[]>();
  readonly #maps = new Map<string, number>();
  /** Uncomputed values met at index 0, innermost first, with the value that stands for each. */
  readonly met: { readonly pending: Pending; readonly value: number }[] = [];
  #values = 0;
  #indices = 1;

  constructor(uniforms: UniformWriter) {
    this.#uniforms = uniforms;
  }

  /** @returns the number of the value. */
  operand(operand: Operand, index: number): number {
    if ('value' in operand) {
      if (operand.type === 'f') this.#uniforms.float(operand.value);
      else this.#uniforms.int(operand.value);
      return this.#value(`C${operand.type}`);
    }
    const { stored, map } = operand;
    return this.stored(stored, map === null ? index : this.#index(map, index));
  }

  stored(stored: Pinnable, index: number): number {
    const known = this.#known.get(stored);
    if (known !== undefined) for (const entry of known) if (entry.index === index) return entry.value;
    const value = isUncomputed(stored) ? this.#formula(stored, index) : this.#load(stored, index);
    if (known === undefined) this.#known.set(stored, [{ index, value }]);
    else known.push({ index, value });
    return value;
  }

  #formula(pending: Pending, index: number): number {
    let token: string = pending.formula;
    for (const operand of pending.operands) token += ` ${this.operand(operand, index)}`;
    const value = this.#value(token);
    if (index === 0) this.met.push({ pending, value });
    return value;
  }

  #load(stored: Pinnable, index: number): number {
    const { resource } = stored;
    if (!(resource instanceof GPUBuffer)) throw new Error('an operand that is not on the GPU');
    let binding = this.#bindings.get(resource);
    if (binding === undefined) {
      binding = this.buffers.length;
      this.buffers.push(resource);
      this.#bindings.set(resource, binding);
    }
    return this.#value(`L${valueType(stored.dtype)}${binding}@${index}`);
  }

  #index(map: IndexMap, index: number): number {
    const key = `${index}:${map.offset}:${map.lengths.join()}:${map.strides.join()}`;
    const known = this.#maps.get(key);
    if (known !== undefined) return known;
    writeMap(this.#uniforms, map);
    this.line += `M${map.lengths.length}@${index};`;
    const made = this.#indices++;
    this.#maps.set(key, made);
    return made;
  }

  #value(token: string): number {
    this.line += `${token};`;
    return this.#values++;
  }
}

/** Offset, lengths but the outermost, strides: what `mapText` reads back. */
export function writeMap(uniforms: UniformWriter, { offset, lengths, strides }: IndexMap): void {
  uniforms.int(offset);
  for (let axis = 1; axis < lengths.length; axis++) uniforms.int(lengths[axis] ?? 1);
  for (const stride of strides) uniforms.int(stride);
}

/** Hands out the words of the uniforms in the order they were written. */
export class WordReader {
  count = 0;

  uint(): string {
    const word = this.count++;
    return `u.words[${word >> 2}][${word & 3}]`;
  }

  int(): string {
    return `i32(${this.uint()})`;
  }

  float(): string {
    return `bitcast<f32>(${this.uint()})`;
  }
}

/** WGSL of a flat index through a map of so many dimensions. */
export function mapText(rank: number, index: string, words: WordReader): string {
  const offset = words.uint();
  const lengths = Array.from({ length: Math.max(0, rank - 1) }, () => words.uint());
  const strides = Array.from({ length: rank }, () => words.uint());
  const terms = [offset];
  let rest = index;
  for (let axis = rank - 1; axis >= 0; axis--) {
    const length = axis > 0 ? lengths[axis - 1] : undefined;
    terms.push(`(${length === undefined ? rest : `${rest} % ${length}`}) * ${strides[axis]}`);
    if (length !== undefined) rest = `(${rest} / ${length})`;
  }
  return terms.join(' + ');
}

interface Body {
  /** Statements that define the values, indented by nothing. */
  readonly statements: string;
  /** The WGSL of a value converted to the type wanted. */
  value(number: number, type: 'f' | 'i'): string;
  /** Of each buffer, the type of its elements. */
  readonly buffers: readonly ('f32' | 'i32')[];
}

/** WGSL of a line of tokens; index 0 is the variable `i0`. */
export function bodyText(line: string, words: WordReader): Body {
  const statements: string[] = [];
  const types: ('f' | 'i')[] = [];
  const buffers: ('f32' | 'i32')[] = [];
  let indices = 1;
  const value = (number: number, type: 'f' | 'i'): string => (types[number] === type ? `v${number}` : `${type}32(v${number})`);
  const define = (type: 'f' | 'i', text: string): void => {
    statements.push(`let v${types.length} = ${text};`);
    types.push(type);
  };
  for (const token of line.split(';').slice(0, -1)) {
    const numbers = token.slice(1).split('@');
    const type = token[1] === 'f' ? 'f' : 'i';
    if (token.startsWith('M')) statements.push(`let i${indices++} = ${mapText(Number(numbers[0]), `i${numbers[1]}`, words)};`);
    else if (token.startsWith('C')) define(type, type === 'f' ? words.float() : words.int());
    else if (token.startsWith('L')) {
      const binding = Number(numbers[0]?.slice(1));
      buffers[binding] = `${type}32`;
      define(type, `b${binding}[i${numbers[1]}]`);
    } else {
      const [name, ...operands] = token.split(' ');
      const formula: Formula = FORMULAS[name as FormulaName];
      define(formula.gives, formula.text(...operands.map((operand) => value(Number(operand), formula.takes))));
    }
  }
  return { statements: statements.join('\n'), value, buffers };
}

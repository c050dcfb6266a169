/** Convolutions and recurrent layers written out as their definitions, in loops over plain numbers. */
import type { Values } from './check';
import { values } from './check';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Keras 2's: a line of slope 1/5 through (0, 1/2), cut at 0 and 1. */
export const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, 0.2 * x + 0.5));

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const at = ({ data }: Values, index: number): number => data[index] ?? NaN;

export interface Geometry {
  readonly stride?: number;
  readonly dilation?: number;
  readonly padding?: 'same' | 'valid';
}

/** The first input that the filter covers at output 0, and the number of outputs; 'same' pads the odd value at the end. */
function placed(length: number, taps: number, { stride = 1, dilation = 1, padding = 'valid' }: Geometry): { start: number; outputs: number } {
  const reach = (taps - 1) * dilation + 1;
  if (padding === 'valid') return { start: 0, outputs: Math.floor((length - reach) / stride) + 1 };
  const outputs = Math.ceil(length / stride);
  return { start: -Math.floor(Math.max(0, (outputs - 1) * stride + reach - length) / 2), outputs };
}

/** x [batch, height, width, channels], filter [rows, columns, channels, out] (`depthwise`: out per channel). */
export function convolved(x: Values, filter: Values, geometry: Geometry = {}, depthwise = false): Values {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [rows = 0, columns = 0, , out = 0] = filter.shape;
  const { stride = 1, dilation = 1 } = geometry;
  const [down, right] = [placed(height, rows, geometry), placed(width, columns, geometry)];
  const depth = depthwise ? channels * out : out;
  const made = new Float64Array(batch * down.outputs * right.outputs * depth);
  let index = 0;
  for (let b = 0; b < batch; b++)
    for (let y = 0; y < down.outputs; y++)
      for (let z = 0; z < right.outputs; z++)
        for (let o = 0; o < depth; o++, index++)
          for (let r = 0; r < rows; r++)
            for (let c = 0; c < columns; c++) {
              const [row, column] = [down.start + y * stride + r * dilation, right.start + z * stride + c * dilation];
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              for (let i = 0; i < channels; i++) {
                if (depthwise && i !== Math.floor(o / out)) continue;
                const weight = at(filter, ((r * columns + c) * channels + i) * out + (depthwise ? o % out : o));
                made[index] = (made[index] ?? 0) + weight * at(x, ((b * height + row) * width + column) * channels + i);
              }
            }
  return values([batch, down.outputs, right.outputs, depth], made);
}

/** The transpose of `convolved` with padding 'same': each input spreads the filter [rows, columns, out, channels] over the output. */
export function spread(x: Values, filter: Values, stride: number): Values {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [rows = 0, columns = 0, out = 0] = filter.shape;
  const [tall, wide] = [height * stride, width * stride];
  const [down, right] = [placed(tall, rows, { stride, padding: 'same' }), placed(wide, columns, { stride, padding: 'same' })];
  const made = new Float64Array(batch * tall * wide * out);
  for (let b = 0; b < batch; b++)
    for (let y = 0; y < height; y++)
      for (let z = 0; z < width; z++)
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < columns; c++) {
            const [row, column] = [down.start + y * stride + r, right.start + z * stride + c];
            if (row < 0 || row >= tall || column < 0 || column >= wide) continue;
            for (let o = 0; o < out; o++)
              for (let i = 0; i < channels; i++) {
                const goal = ((b * tall + row) * wide + column) * out + o;
                const weight = at(filter, ((r * columns + c) * out + o) * channels + i);
                made[goal] = (made[goal] ?? 0) + weight * at(x, ((b * height + y) * width + z) * channels + i);
              }
          }
  return values([batch, tall, wide, out], made);
}

/** Weights as Keras orders them: of the input, of the state, bias. */
export type RecurrentWeights = readonly [Values, Values, Values];
/** Given the state and the weighted input of one step, the state after it; `recur` weighs a state for one gate. */
type Cell = (state: readonly number[][], input: readonly number[], recur: (state: readonly number[], gate: number) => number[]) => number[][];

const gate = (all: readonly number[], index: number, units: number): number[] => all.slice(index * units, (index + 1) * units);
const zip = (...lists: readonly number[][]) => (f: (...xs: number[]) => number): number[] =>
  (lists[0] ?? []).map((_, index) => f(...lists.map((list) => list[index] ?? NaN)));

export const CELLS = {
  simple: ([h = []], input, recur) => [zip([...input], recur(h, 0))((x, r) => Math.tanh(x + r))],
  /** Gates in the order z, r, h; the reset comes before the product with the state. */
  gru: ([h = []], input, recur) => {
    const units = h.length;
    const z = zip(gate(input, 0, units), recur(h, 0))((x, r) => hardSigmoid(x + r));
    const reset = zip(gate(input, 1, units), recur(h, 1))((x, r) => hardSigmoid(x + r));
    const fresh = zip(gate(input, 2, units), recur(zip(reset, h)((r, s) => r * s), 2))((x, r) => Math.tanh(x + r));
    return [zip(z, h, fresh)((keep, old, made) => keep * old + (1 - keep) * made)];
  },
  /** Gates in the order i, f, c, o. */
  lstm: ([h = [], c = []], input, recur) => {
    const units = h.length;
    const [i = [], f = [], g = [], o = []] = [0, 1, 2, 3].map((index) => zip(gate(input, index, units), recur(h, index))((x, r) => x + r));
    const cell = zip(i, f, g, c)((open, keep, made, old) => hardSigmoid(keep) * old + hardSigmoid(open) * Math.tanh(made));
    return [zip(o, cell)((out, memory) => hardSigmoid(out) * Math.tanh(memory)), cell];
  },
} as const satisfies Record<string, Cell>;

/** The output at each step of x [batch, steps, features], [batch, steps, units]; a step that `mask` leaves out repeats the one before. */
export function recurrent(kind: keyof typeof CELLS, x: Values, [kernel, recurrentKernel, bias]: RecurrentWeights, mask: (step: number) => boolean = () => true): Values {
  const [batch = 0, steps = 0, features = 0] = x.shape;
  const [units = 0, width = 0] = recurrentKernel.shape;
  const made: number[] = [];
  for (let b = 0; b < batch; b++) {
    let state: number[][] = [0, 1].map(() => new Array<number>(units).fill(0));
    for (let t = 0; t < steps; t++) {
      const input = Array.from({ length: width }, (_, column) => {
        let sum = at(bias, column);
        for (let i = 0; i < features; i++) sum += at(x, (b * steps + t) * features + i) * at(kernel, i * width + column);
        return sum;
      });
      const recur = (from: readonly number[], index: number) =>
        Array.from({ length: units }, (_, column) => from.reduce((sum, s, row) => sum + s * at(recurrentKernel, row * width + index * units + column), 0));
      if (mask(t)) state = CELLS[kind](state, input, recur);
      made.push(...(state[0] ?? []));
    }
  }
  return values([batch, steps, units], made);
}

/** Of [batch, steps, width], only the last step: [batch, width]. */
export function lastStep({ shape: [batch = 0, steps = 0, width = 0], data }: Values): Values {
  return values([batch, width], Array.from({ length: batch * width }, (_, index) => data[(Math.floor(index / width) * steps + steps - 1) * width + (index % width)] ?? NaN));
}

/** The steps of [batch, steps, width] in reverse. */
export function backwards({ shape, data }: Values): Values {
  const [, steps = 0, width = 0] = shape;
  return values(shape, Array.from({ length: size(shape) }, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    const [b, t] = [Math.floor(row / steps), row % steps];
    return data[(b * steps + steps - 1 - t) * width + column] ?? NaN;
  }));
}

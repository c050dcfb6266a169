/** Convolutions in double precision, straight from their definition; for tests. */

interface Axis {
  readonly size: number;
  readonly filter: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

interface Geometry {
  readonly batch: number;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly inChannels: number;
  readonly outChannels: number;
}

export interface ConvolutionReference {
  readonly outHeight: number;
  readonly outWidth: number;
  forward(x: Float32Array, filter: Float32Array): Float64Array;
  inputGradient(dy: Float32Array, filter: Float32Array): Float64Array;
  filterGradient(x: Float32Array, dy: Float32Array): Float64Array;
}

const outSize = ({ size, filter, stride, dilation, before, after }: Axis): number => Math.floor((size + before + after - (filter - 1) * dilation - 1) / stride) + 1;

/** Values are channels last. `depthwise`: outChannels is a multiple of inChannels, and an output reads but its own input. */
export function convolutionReference({ batch, rows, columns, inChannels, outChannels }: Geometry, depthwise = false): ConvolutionReference {
  const [outHeight, outWidth] = [outSize(rows), outSize(columns)];
  const multiplier = outChannels / inChannels;

  /** Calls with the places of each input, output and filter element that are multiplied with each other. */
  function eachTerm(visit: (input: number, output: number, filter: number) => void): void {
    for (let image = 0; image < batch; image++)
      for (let p = 0; p < outHeight; p++)
        for (let q = 0; q < outWidth; q++)
          for (let i = 0; i < rows.filter; i++)
            for (let j = 0; j < columns.filter; j++) {
              const row = p * rows.stride + i * rows.dilation - rows.before;
              const column = q * columns.stride + j * columns.dilation - columns.before;
              if (row < 0 || row >= rows.size || column < 0 || column >= columns.size) continue;
              const input = ((image * rows.size + row) * columns.size + column) * inChannels;
              const output = ((image * outHeight + p) * outWidth + q) * outChannels;
              const tap = (i * columns.filter + j) * (depthwise ? outChannels : inChannels * outChannels);
              for (let k = 0; k < outChannels; k++) {
                if (depthwise) visit(input + Math.floor(k / multiplier), output + k, tap + k);
                else for (let c = 0; c < inChannels; c++) visit(input + c, output + k, tap + c * outChannels + k);
              }
            }
  }
  const sum = (length: number, add: (to: Float64Array) => void): Float64Array => {
    const made = new Float64Array(length);
    add(made);
    return made;
  };
  const filterLength = rows.filter * columns.filter * outChannels * (depthwise ? 1 : inChannels);
  return {
    outHeight,
    outWidth,
    forward: (x, w) => sum(batch * outHeight * outWidth * outChannels, (to) => eachTerm((a, b, c) => (to[b] = (to[b] ?? 0) + (x[a] ?? 0) * (w[c] ?? 0)))),
    inputGradient: (dy, w) => sum(batch * rows.size * columns.size * inChannels, (to) => eachTerm((a, b, c) => (to[a] = (to[a] ?? 0) + (dy[b] ?? 0) * (w[c] ?? 0)))),
    filterGradient: (x, dy) => sum(filterLength, (to) => eachTerm((a, b, c) => (to[c] = (to[c] ?? 0) + (x[a] ?? 0) * (dy[b] ?? 0)))),
  };
}

/** A tensor or variable as a preview: shape, type, some values, their range, pictures. */
import type { DataType, DataTypeMap, Tensor, Variable } from '@tensorflow/tfjs';
import { mime, type MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';
import type { TensorPreview } from '../../../protocol/previews';
import type { TensorFlow } from '../../../engine/api';
import { toBase64 } from './base64';
import { encodePng } from './png';
import { pictureLayout, toPictures, toStrip, type PictureLayout } from './tensor-picture';

const MAX_VALUES = 200;
const MAX_COLUMNS = 20;
const MAX_TEXT_ROWS = 12;

type Values = DataTypeMap[DataType] | string[];
interface Statistics {
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly nonFinite?: number;
}

/** What is known without reading the device. */
export function tensorLabel(tf: TensorFlow, tensor: Tensor): string {
  const kind = tensor instanceof tf.Variable ? `Variable '${tensor.name}'` : 'Tensor';
  const disposed = tensor.isDisposed ? ' (disposed)' : '';
  return `${kind} ${tensor.dtype} [${tensor.shape.join(', ')}]${disposed}`;
}

/**
 * Reads bounded parts of the tensor and describes them. Those parts are taken before this returns,
 * so the tensor may be disposed meanwhile. Where the device can be read at once, so is the result.
 */
export function tensorBundle(tf: TensorFlow, tensor: Tensor): MimeBundle | Promise<MimeBundle> {
  const about = { shape: tensor.shape, dtype: tensor.dtype as string, ...(isVariable(tf, tensor) ? { name: tensor.name } : {}) };
  const grid = gridOf(tensor.shape);
  if (tensor.isDisposed) return bundle(tf, tensor, { ...about, values: [], grid: { ...grid, rows: 0, columns: 0 }, disposed: true });
  // Complex tensors can be neither sliced nor compared on most devices.
  const unread = tensor.dtype === 'complex64' ? { ...grid, rows: 0, columns: 0 } : grid;
  if (tensor.size === 0 || unread !== grid) return bundle(tf, tensor, { ...about, values: [], grid: unread });

  const layout = pictureLayout(tensor.shape, tensor.dtype);
  const parts = takeParts(tf, tensor, grid, layout);
  const finish = ([values, statistics, pixels]: readonly [Values, Values | null, Values | null]): MimeBundle => {
    for (const part of Object.values(parts)) part?.dispose();
    const pictures = layout !== null && pixels !== null ? toPictures(pixels as ArrayLike<number>, layout) : [];
    const images = pictures.map((picture) => `data:image/png;base64,${toBase64(encodePng(picture))}`);
    const preview: TensorPreview = {
      ...about,
      values: Array.from(values as ArrayLike<number | string>, (value) => asJson(value, tensor.dtype)),
      grid,
      ...statisticsOf(statistics as ArrayLike<number> | null),
      ...(images.length > 0 ? { images } : {}),
    };
    const strip = toStrip(pictures);
    return bundle(tf, tensor, preview, strip === null ? {} : { [mime.png]: toBase64(encodePng(strip)) });
  };

  const { values, statistics, pixels } = parts;
  // WebAssembly's memory is ours to read; a GPU is asked and answers later.
  const backend = tf.getBackend();
  if (backend === 'wasm' || backend === 'cpu') return finish([values.dataSync(), statistics?.dataSync() ?? null, pixels?.dataSync() ?? null]);
  return Promise.all([values.data(), statistics?.data() ?? null, pixels?.data() ?? null]).then(finish);
}

const isVariable = (tf: TensorFlow, tensor: Tensor): tensor is Variable => tensor instanceof tf.Variable;

interface Parts {
  readonly values: Tensor;
  /** [min, max, mean, how many are not finite]. */
  readonly statistics: Tensor | null;
  readonly pixels: Tensor | null;
}

/** The bounded parts as tensors of their own, outside of any tidy of the cell. */
function takeParts(tf: TensorFlow, tensor: Tensor, grid: TensorPreview['grid'], layout: PictureLayout | null): Parts {
  const kept = (make: () => Tensor): Tensor => tf.keep(tf.tidy(make));
  const values = kept(() => {
    const flat = tensor.reshape([grid.ofRows, grid.ofColumns]);
    return flat.slice([0, 0], [grid.rows, grid.columns]).clone();
  });
  const numeric = tensor.dtype === 'float32' || tensor.dtype === 'int32';
  return {
    values,
    statistics: numeric ? attempt(() => kept(() => statisticsTensor(tf, tensor))) : null,
    pixels: layout === null ? null : attempt(() => kept(() => leadingPixels(tensor, layout))),
  };
}

function leadingPixels(tensor: Tensor, { count, shown, height, width, channels }: PictureLayout): Tensor {
  const size = height * width * channels;
  return tensor.reshape([count, size]).slice([0, 0], [shown, size]).clone();
}

function statisticsTensor(tf: TensorFlow, tensor: Tensor): Tensor {
  const values = tensor.cast('float32').flatten();
  const finite = tf.isFinite(values);
  const zeros = tf.zerosLike(values);
  const known = finite.cast('float32').sum();
  const large = 3.4e38;
  return tf.stack([
    tf.where(finite, values, zeros.add(large)).min(),
    tf.where(finite, values, zeros.sub(large)).max(),
    tf.where(finite, values, zeros).sum().div(known),
    tf.scalar(tensor.size).sub(known),
  ]);
}

function statisticsOf(values: ArrayLike<number> | null): Statistics {
  if (values === null) return {};
  const [min, max, mean, nonFinite] = Array.from(values);
  if (mean === undefined || !Number.isFinite(mean)) return nonFinite ? { nonFinite } : {};
  return { min, max, mean, ...(nonFinite ? { nonFinite } : {}) };
}

/** A kernel that the runtime lacks costs the statistics, not the preview. */
function attempt(make: () => Tensor): Tensor | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function gridOf(shape: readonly number[]): TensorPreview['grid'] {
  const size = shape.reduce((product, length) => product * length, 1);
  const ofColumns = shape.at(-1) ?? 1;
  const ofRows = ofColumns === 0 ? 0 : size / ofColumns;
  const wide = shape.length <= 1 ? MAX_VALUES : MAX_COLUMNS;
  const columns = Math.min(ofColumns, wide);
  const rows = columns === 0 ? 0 : Math.min(ofRows, Math.max(1, Math.floor(MAX_VALUES / columns)));
  return { rows, columns, ofRows, ofColumns };
}

function asJson(value: number | string, dtype: string): number | string | boolean | null {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  if (dtype === 'bool') return value !== 0;
  if (Number.isNaN(value)) return null;
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  // As a float32 prints, not as its double does: 0.1, not 0.10000000149011612.
  return dtype === 'float32' ? Number(value.toPrecision(7)) : value;
}

function bundle(tf: TensorFlow, tensor: Tensor, preview: TensorPreview, more: MimeBundle = {}): MimeBundle {
  const json: JsonObject = { ...preview };
  return { [mime.tensor]: json, ...more, [mime.plain]: plainText(tensorLabel(tf, tensor), preview) };
}

function plainText(label: string, { values, grid, min, max, mean, nonFinite }: TensorPreview): string {
  const cells = values.map((value) => (value === null ? 'NaN' : String(value)));
  const width = Math.max(0, ...cells.map((cell) => cell.length));
  const lines: string[] = [];
  const rows = Math.min(grid.rows, MAX_TEXT_ROWS);
  for (let row = 0; row < rows; row++) {
    const line = cells.slice(row * grid.columns, (row + 1) * grid.columns).map((cell) => cell.padStart(width));
    lines.push(`[${line.join(', ')}${grid.columns < grid.ofColumns ? ', …' : ''}]`);
  }
  if (rows > 0 && rows < grid.ofRows) lines.push(`… ${(grid.ofRows - rows).toLocaleString('en')} more rows`);
  const facts: [string, number | undefined][] = [['min', min], ['max', max], ['mean', mean], ['not finite', nonFinite]];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${Number(value.toPrecision(4))}`]));
  return [label, ...lines, ...(known.length > 0 ? [known.join(', ')] : [])].join('\n');
}

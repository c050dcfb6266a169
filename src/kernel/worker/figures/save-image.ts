/** Tensors as picture files. */
import { isTensor, read, whatCame } from '../../../charts/kinds/given';
import { pictureShape } from '../../../charts/kinds/images';
import { encodePng, type Pixels } from '../display/png';
import { toBytes } from './pictures';

export interface SaveImageOptions {
  /** Pictures in a row; as square as it goes unless told. */
  readonly columns?: number;
  readonly grid?: number | { readonly columns: number };
  /** Pixels between pictures; 2 unless told. */
  readonly padding?: number;
  /** Of JPEG, above 0 and up to 1; 0.92 unless told. */
  readonly quality?: number;
}

/** Sides that browsers encode. */
const MOST = 16_384;

/** The file's bytes. @throws TypeError or RangeError naming the shape, the ending or the option */
export async function encodeImage(name: string, image: unknown, { columns, grid, padding = 2, quality = 0.92 }: SaveImageOptions = {}): Promise<Blob> {
  const ending = /\.(png|jpe?g)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === undefined) throw new TypeError(`files.saveImage stores PNG and JPEG: end the name '${name}' in .png, .jpg or .jpeg`);
  if (!isTensor(image)) throw new TypeError(`files.saveImage('${name}', …) takes a tensor, not ${whatCame(image)}; other bytes are stored by files.write`);
  const shape = pictureShape(image.shape, 'the image');
  const across = columns ?? (typeof grid === 'object' ? grid.columns : grid);
  if (across !== undefined && (!Number.isInteger(across) || across < 1)) throw new RangeError(`columns is ${String(across)}; it must be a whole number from 1 on`);
  if (!Number.isInteger(padding) || padding < 0) throw new RangeError(`padding is ${String(padding)}; it must be a whole number of pixels from 0 on`);
  if (!(quality > 0 && quality <= 1)) throw new RangeError(`quality is ${String(quality)}; it must be above 0 and at most 1`);
  if (shape.includes(0)) throw new RangeError(`the image is of shape [${image.shape.join(', ')}], which has no pixels`);
  const { values } = await read(image, 'the image');
  const pixels = gridOf(toBytes(values), shape, across ?? Math.ceil(Math.sqrt(shape[0])), shape[0] === 1 ? 0 : padding);
  if (pixels.width > MOST || pixels.height > MOST) throw new RangeError(`the picture would be ${pixels.width} × ${pixels.height} pixels; at most ${MOST} a side can be stored: take fewer pictures or other columns`);
  return ending === 'png' ? new Blob([encodePng(pixels) as Uint8Array<ArrayBuffer>], { type: 'image/png' }) : jpeg(pixels, quality);
}

/** Pictures row by row; what is between them, and places left over, is black (transparent with four channels). */
export function gridOf(bytes: Uint8Array, [n, height, width, channels]: readonly [number, number, number, number], columns: number, padding: number): Pixels {
  const across = Math.min(columns, n);
  const down = Math.ceil(n / across);
  const [wide, tall] = [across * (width + padding) - padding, down * (height + padding) - padding];
  const whole = new Uint8Array(wide * tall * channels);
  for (let index = 0; index < n; index++) {
    const [left, top] = [(index % across) * (width + padding), Math.floor(index / across) * (height + padding)];
    for (let y = 0; y < height; y++) {
      const from = (index * height + y) * width * channels;
      whole.set(bytes.subarray(from, from + width * channels), ((top + y) * wide + left) * channels);
    }
  }
  return { width: wide, height: tall, channels: channels as Pixels['channels'], bytes: whole };
}

function jpeg({ width, height, channels, bytes }: Pixels, quality: number): Promise<Blob> {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) data[pixel * 4 + channel] = bytes[pixel * channels + (channels === 1 ? 0 : channel)] ?? 0;
    data[pixel * 4 + 3] = channels === 4 ? (bytes[pixel * 4 + 3] ?? 255) : 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('this browser draws no JPEG here; store the picture as .png');
  pen.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality });
}

/** Pictures of every kind as MIME bundles. */
import { mime, type MimeBundle } from '../../../base/mime';
import { toBase64 } from './base64';
import { encodePng } from './png';

export type ImageSource = Uint8Array | Blob | ImageData | ImageBitmap | OffscreenCanvas;

/** Larger pictures are refused: they would be saved with the notebook. */
const MAX_BYTES = 20 * 1024 * 1024;

const SIGNATURES: readonly { readonly type: string; readonly bytes: readonly number[] }[] = [
  { type: mime.png, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: mime.jpeg, bytes: [0xff, 0xd8, 0xff] },
  { type: mime.gif, bytes: [0x47, 0x49, 0x46, 0x38] },
];

export function isImage(value: unknown): value is Exclude<ImageSource, Uint8Array> {
  if (value instanceof Blob) return value.type.startsWith('image/');
  return (
    (typeof ImageData === 'function' && value instanceof ImageData) ||
    (typeof ImageBitmap === 'function' && value instanceof ImageBitmap) ||
    (typeof OffscreenCanvas === 'function' && value instanceof OffscreenCanvas)
  );
}

/** What stands in its place until the picture is encoded. */
export function imageLabel(source: ImageSource): string {
  if (source instanceof Uint8Array) return `Image, ${source.length.toLocaleString('en')} bytes`;
  if (source instanceof Blob) return `Image ${source.type}, ${source.size.toLocaleString('en')} bytes`;
  return `Image ${source.width}×${source.height}`;
}

/** The picture as it is now: a canvas may be drawn over meanwhile. */
export function imageBundle(source: ImageSource): MimeBundle | Promise<MimeBundle> {
  const label = imageLabel(source);
  if (source instanceof Uint8Array) return encoded(source, null, label);
  if (source instanceof Blob) return blobBundle(source, label);
  if (source instanceof OffscreenCanvas) {
    if (source.width === 0 || source.height === 0) throw new RangeError(`the canvas is ${source.width}×${source.height}; give it a width and a height above 0`);
    // Taken at the call, encoded later. A canvas without a context has nothing to encode yet.
    return source.convertToBlob().then((blob) => blobBundle(blob, label));
  }
  if (source instanceof ImageData) {
    const { width, height, data } = source;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return encoded(encodePng({ width, height, channels: 4, bytes }), mime.png, label);
  }
  const canvas = new OffscreenCanvas(source.width, source.height);
  canvas.getContext('2d')?.drawImage(source, 0, 0);
  return canvas.convertToBlob().then((blob) => blobBundle(blob, label));
}

async function blobBundle(blob: Blob, label: string): Promise<MimeBundle> {
  if (blob.type === mime.svg) return { [mime.svg]: await blob.text(), [mime.plain]: label };
  return encoded(new Uint8Array(await blob.arrayBuffer()), blob.type || null, label);
}

function encoded(bytes: Uint8Array, type: string | null, label: string): MimeBundle {
  if (bytes.length > MAX_BYTES) {
    throw new RangeError(`the image has ${bytes.length.toLocaleString('en')} bytes and at most ${MAX_BYTES.toLocaleString('en')} can be shown; scale it down`);
  }
  const known = SIGNATURES.find((signature) => signature.bytes.every((byte, at) => bytes[at] === byte))?.type ?? type;
  if (known === null) throw new TypeError('the bytes are no PNG, JPEG or GIF; pass a Blob with its type, or an ImageData');
  return { [known]: toBase64(bytes), [mime.plain]: label };
}

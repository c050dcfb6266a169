/** Picture files as pixels of one size. Runs where there are `createImageBitmap` and `OffscreenCanvas`: in browsers, workers included. */

export interface PictureForm {
  readonly height: number;
  readonly width: number;
  /** 1 for grey (Rec. 601 luma), 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** `cover` cuts away what sticks out of the middle, `stretch` keeps all and changes proportions. */
  readonly fit: 'cover' | 'stretch';
}

/** Bytes [height, width, channels], or null where the file is no picture that the browser knows. What is transparent is black. */
export type Decode = (file: Blob, form: PictureForm) => Promise<Uint8Array | null>;

export const decodePicture: Decode = async (file, { height, width, channels, fit }) => {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  try {
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (pen === null) throw new Error('this browser draws no pictures here: data.imageFolder cannot read any');
    const { x, y, wide, tall } = partOf(bitmap, { height, width, fit });
    pen.imageSmoothingQuality = 'high';
    pen.fillStyle = 'black';
    pen.fillRect(0, 0, width, height);
    pen.drawImage(bitmap, x, y, wide, tall, 0, 0, width, height);
    return packed(pen.getImageData(0, 0, width, height).data, channels);
  } finally {
    bitmap.close();
  }
};

/** The part of a picture that is shown, in its own pixels. */
export function partOf(picture: { readonly width: number; readonly height: number }, { height, width, fit }: Omit<PictureForm, 'channels'>): { x: number; y: number; wide: number; tall: number } {
  if (fit === 'stretch') return { x: 0, y: 0, wide: picture.width, tall: picture.height };
  const scale = Math.min(picture.width / width, picture.height / height);
  const [wide, tall] = [width * scale, height * scale];
  return { x: (picture.width - wide) / 2, y: (picture.height - tall) / 2, wide, tall };
}

/** Of red, green, blue and opacity, the channels that are wanted. */
export function packed(rgba: ArrayLike<number>, channels: 1 | 3): Uint8Array {
  const pixels = rgba.length / 4;
  const bytes = new Uint8Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [red = 0, green = 0, blue = 0] = [rgba[4 * pixel], rgba[4 * pixel + 1], rgba[4 * pixel + 2]];
    if (channels === 1) bytes[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    else bytes.set([red, green, blue], 3 * pixel);
  }
  return bytes;
}

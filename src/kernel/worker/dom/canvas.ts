/** A canvas element, drawn on an OffscreenCanvas and written out as a picture. */
import { toBase64 } from '../display/base64';
import { encodePng } from '../display/png';
import type { LightDocument } from './document';
import { LightElement } from './element';
import { namespaces } from './namespaces';

export class LightCanvas extends LightElement {
  readonly offscreen: OffscreenCanvas;
  #pen: OffscreenCanvasRenderingContext2D | null = null;

  constructor(ownerDocument: LightDocument) {
    super(ownerDocument, namespaces.html, 'canvas');
    this.offscreen = new OffscreenCanvas(300, 150);
  }

  get width(): number {
    return this.offscreen.width;
  }
  set width(pixels: unknown) {
    this.setAttribute('width', pixels);
  }
  get height(): number {
    return this.offscreen.height;
  }
  set height(pixels: unknown) {
    this.setAttribute('height', pixels);
  }
  override setAttribute(name: string, value: unknown): void {
    super.setAttribute(name, value);
    const pixels = Math.max(0, Math.trunc(Number(value)) || 0);
    if (name === 'width') this.offscreen.width = pixels;
    if (name === 'height') this.offscreen.height = pixels;
  }
  getContext(kind: OffscreenRenderingContextId, options?: unknown): OffscreenRenderingContext | null {
    const context = this.offscreen.getContext(kind, options);
    if (context instanceof OffscreenCanvasRenderingContext2D && this.#pen === null) {
      this.#pen = context;
      drawElements(context);
    }
    return context;
  }
  /** @throws Error for a canvas that is drawn on by WebGL or WebGPU, whose pixels come only later. */
  toDataURL(): string {
    const { width, height } = this.offscreen;
    if (width === 0 || height === 0) return 'data:,';
    const pen = this.#pen ?? this.getContext('2d');
    if (!(pen instanceof OffscreenCanvasRenderingContext2D)) throw new Error("toDataURL works on a canvas with a '2d' context; use toBlob(callback) for others");
    const { data } = pen.getImageData(0, 0, width, height);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return `data:image/png;base64,${toBase64(encodePng({ width, height, channels: 4, bytes }))}`;
  }
  toBlob(callback: (blob: Blob | null) => void, type?: string, quality?: number): void {
    this.offscreen.convertToBlob({ ...(type === undefined ? {} : { type }), ...(quality === undefined ? {} : { quality }) }).then(callback, () => callback(null));
  }
  override get replacement(): string {
    const style = this.getAttribute('style');
    const size = ` width="${this.width}" height="${this.height}"`;
    return `<img alt="" src="${this.toDataURL()}"${size}${style === null ? '' : ` style="${style.replaceAll('"', '&quot;')}"`}>`;
  }
  protected override blank(): LightElement {
    return new LightCanvas(this.ownerDocument);
  }
}

/** Lets a canvas of the document be drawn on another, as elements can be on a page. */
function drawElements(pen: OffscreenCanvasRenderingContext2D): void {
  const { drawImage } = pen;
  Object.assign(pen, {
    drawImage: (image: unknown, ...place: readonly number[]) =>
      Reflect.apply(drawImage, pen, [image instanceof LightCanvas ? image.offscreen : image, ...place]),
  });
}

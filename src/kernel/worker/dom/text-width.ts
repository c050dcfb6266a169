/** How wide text will be, measured where the browser can, estimated where it cannot. */
let pen: OffscreenCanvasRenderingContext2D | null | undefined;

/** Mean advance of a letter in a sans-serif face, in ems. */
const LETTER = 0.55;

/** CSS pixels. `size` in pixels. */
export function textWidth(text: string, size: number, family: string, weight: string): number {
  pen ??= typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(1, 1).getContext('2d') : null;
  if (!pen) return text.length * size * LETTER;
  pen.font = `${weight} ${size}px ${family}`;
  return pen.measureText(text).width;
}

/** The drawing surface: two canvases, so that the pointer moves without drawing the curves again, and what is done on them. */
import type { Picture } from './curves';
import { boxOf, frameOf } from './frame';
import type { Box, Frame } from './frame';
import { paintAxes, paintCrosshair, paintCurves, paintMarks } from './paint';
import type { Ink, Reading } from './paint';
import type { Range } from './range';
import type { ChartSpec } from './spec';
import type { ChartTheme } from './theme';

export interface PlotEvents {
  /** The pointer is at x, or has left. */
  pointer(x: number | null): void;
  /** A part of x was dragged over. */
  select(range: Range): void;
  /** The wheel was turned with Ctrl at x; a factor below 1 shows less. */
  zoom(x: number, factor: number): void;
  reset(): void;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels that a drag takes to be one. */
const DRAG = 4;

export class Plot {
  private readonly curves: HTMLCanvasElement;
  private readonly overlay: HTMLCanvasElement;
  private readonly ink: Ink | null;
  private readonly overInk: Ink | null;
  private frame: Frame | null = null;
  private drag: { readonly from: number; to: number } | null = null;
  private crosshair: { readonly x: number; readonly readings: readonly Reading[] } | null = null;

  constructor(
    private readonly parent: HTMLElement,
    private readonly theme: () => ChartTheme,
    private readonly events: PlotEvents,
    private size: Size,
  ) {
    const make = (): HTMLCanvasElement => {
      const canvas = parent.ownerDocument.createElement('canvas');
      canvas.className = 'chart-canvas';
      canvas.setAttribute('aria-hidden', 'true');
      parent.append(canvas);
      return canvas;
    };
    this.curves = make();
    this.overlay = make();
    this.ink = this.curves.getContext('2d');
    this.overInk = this.overlay.getContext('2d');
    this.setSize(size);
    this.listen();
  }

  /** The plotting area of a spec; known before anything is drawn. */
  area(spec: ChartSpec): Size {
    const box = boxOf(spec, this.size);
    return { width: box.right - box.left, height: box.bottom - box.top };
  }

  draw(spec: ChartSpec, picture: Picture, y: Range): void {
    const { ink } = this;
    if (!ink) return;
    this.frame = frameOf(spec, boxOf(spec, this.size), picture.x, y);
    const theme = this.theme();
    this.clear(ink);
    paintAxes(ink, this.frame, theme);
    paintCurves(ink, this.frame, picture, theme);
    paintMarks(ink, this.frame, picture.marks, theme);
    this.drawOver();
  }

  /** Shows where values are read; null: nowhere. */
  point(crosshair: { readonly x: number; readonly readings: readonly Reading[] } | null): void {
    this.crosshair = crosshair;
    this.drawOver();
  }

  setSize(size: Size): void {
    this.size = size;
    const ratio = this.parent.ownerDocument.defaultView?.devicePixelRatio ?? 1;
    for (const canvas of [this.curves, this.overlay]) {
      canvas.width = Math.round(size.width * ratio);
      canvas.height = Math.round(size.height * ratio);
      canvas.style.width = `${size.width}px`;
      canvas.style.height = `${size.height}px`;
      canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
  }

  destroy(): void {
    this.curves.remove();
    this.overlay.remove();
  }

  private clear(ink: Ink): void {
    ink.clearRect(0, 0, this.size.width, this.size.height);
  }

  private drawOver(): void {
    const { overInk: ink, frame } = this;
    if (!ink || !frame) return;
    this.clear(ink);
    if (this.crosshair) paintCrosshair(ink, frame, this.crosshair.x, this.crosshair.readings, this.theme());
    if (!this.drag) return;
    const [left, right] = [Math.min(this.drag.from, this.drag.to), Math.max(this.drag.from, this.drag.to)];
    ink.globalAlpha = 0.14;
    ink.fillStyle = this.theme().accent;
    ink.fillRect(left, frame.box.top, right - left, frame.box.bottom - frame.box.top);
    ink.globalAlpha = 1;
  }

  /** Listeners lie on the canvas and go with it. */
  private listen(): void {
    const { overlay } = this;
    const inside = (event: MouseEvent): number => {
      const box: Box | undefined = this.frame?.box;
      return box ? Math.min(box.right, Math.max(box.left, event.offsetX)) : 0;
    };
    const xAt = (pixel: number): number => this.frame?.fromX(pixel) ?? 0;
    overlay.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || event.ctrlKey) return;
      this.drag = { from: inside(event), to: inside(event) };
      overlay.setPointerCapture(event.pointerId);
    });
    overlay.addEventListener('pointermove', (event) => {
      if (this.drag) this.drag.to = inside(event);
      this.events.pointer(xAt(inside(event)));
    });
    overlay.addEventListener('pointerup', () => {
      const { drag } = this;
      this.drag = null;
      if (drag && Math.abs(drag.to - drag.from) >= DRAG) this.events.select([xAt(Math.min(drag.from, drag.to)), xAt(Math.max(drag.from, drag.to))]);
      else this.drawOver();
    });
    overlay.addEventListener('pointercancel', () => {
      this.drag = null;
      this.events.pointer(null);
    });
    overlay.addEventListener('pointerleave', () => {
      if (!this.drag) this.events.pointer(null);
    });
    overlay.addEventListener('dblclick', () => this.events.reset());
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.events.zoom(xAt(inside(event)), Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY / 240))));
    };
    overlay.addEventListener('wheel', wheel, { passive: false });
  }
}

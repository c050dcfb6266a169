/** A chart on the page: draws what its series hold, as often as frames come, and follows pointer, size and theme. */
import './chart.css';
import { chartCsv } from './csv';
import { CurveMaker } from './curves';
import type { Picture } from './curves';
import { Legend } from './legend';
import { Plot } from './plot';
import { pngOf } from './png';
import { columnsOf } from './points';
import { EasedRange } from './range';
import type { Range } from './range';
import { valuesAt } from './reading';
import type { ChartSettings, ChartSpec } from './spec';
import type { SeriesStore } from './store';
import { chartSvg } from './svg';
import { chartText } from './text';
import { readTheme, watchTheme } from './theme';

export interface ChartMountOptions {
  /** Settings to start with; `set` changes them later. A mounted chart has no controls of its own. */
  readonly settings?: Partial<ChartSettings>;
  /** Hears what the reader did on the chart itself. */
  onAction?(action: { readonly kind: 'zoom'; readonly zoomed: boolean }): void;
}

export interface MountedChart {
  update(spec: ChartSpec): void;
  destroy(): void;
  /** The picture that a saved notebook holds, with the present scale and smoothing. */
  toSvg(): string;
  toPng(): Promise<Blob>;
  /** All points; none is left out. */
  toCsv(): string;
  resetZoom(): void;
  /** Changes how the chart is looked at; what is left out stays. */
  set(settings: Partial<ChartSettings>): void;
  /** Logarithmic y axis. */
  setLog(log: boolean): void;
  /** In [0, 1), for all lines but dashed ones; 0 shows the raw lines alone. */
  setSmoothing(weight: number): void;
}

export function mountChart(element: HTMLElement, spec: ChartSpec, store: SeriesStore, options: ChartMountOptions = {}): MountedChart {
  const view = new ChartView(element, spec, store, options);
  return {
    update: (next) => view.update(next),
    destroy: () => view.destroy(),
    toSvg: () => view.toSvg(),
    toPng: () => pngOf(view.toSvg(), element.ownerDocument),
    toCsv: () => view.toCsv(),
    resetZoom: () => view.zoom(null),
    set: ({ logY, smoothing }) => {
      if (typeof logY === 'boolean') view.setLog(logY);
      if (typeof smoothing === 'number') view.setSmoothing(smoothing);
    },
    setLog: (log) => view.setLog(log),
    setSmoothing: (weight) => view.setSmoothing(weight),
  };
}

class ChartView {
  private readonly root: HTMLElement;
  private readonly surface: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly legend: Legend;
  private readonly y = new EasedRange();
  private readonly hidden = new Set<string>();
  private readonly stops: (() => void)[] = [];
  private theme;
  private plot: Plot | null = null;
  private maker = new CurveMaker();
  private picture: Picture | null = null;
  private zoomed: Range | null = null;
  private pointer: number | null = null;
  private log: boolean | null = null;
  private smoothing: number | null = null;
  private frame = 0;
  private lastFrame = 0;
  private dirty = false;
  private describedAt = -Infinity;
  private describing = 0;

  constructor(
    element: HTMLElement,
    private spec: ChartSpec,
    private readonly store: SeriesStore,
    private readonly options: ChartMountOptions,
  ) {
    const { ownerDocument } = element;
    this.legend = new Legend(ownerDocument, (series) => this.toggle(series));
    this.surface = ownerDocument.createElement('div');
    this.surface.className = 'chart-plot';
    this.surface.setAttribute('role', 'img');
    this.surface.tabIndex = 0;
    this.surface.setAttribute('aria-keyshortcuts', 'ArrowLeft ArrowRight Plus Minus 0 Escape');
    this.surface.addEventListener('keydown', (event) => this.key(event));
    this.empty = ownerDocument.createElement('div');
    this.empty.className = 'chart-empty';
    this.root = ownerDocument.createElement('div');
    this.root.className = 'chart';
    this.root.append(this.legend.element, this.surface);
    element.append(this.root);
    this.theme = readTheme(element);
    this.stops.push(
      watchTheme(element, () => this.retheme()),
      store.subscribe(spec.chartId, () => this.refresh()),
    );
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(this.surface);
    this.stops.push(() => resized.disconnect());
    this.build();
  }

  update(spec: ChartSpec): void {
    const before = shapeOf(this.spec);
    this.spec = spec;
    if (shapeOf(spec) === before) this.refresh();
    else this.build();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.describing);
    for (const stop of this.stops) stop();
    this.plot?.destroy();
    this.root.remove();
  }

  toSvg(): string {
    return chartSvg(this.effective(), columnsOf(this.spec, this.store));
  }

  toCsv(): string {
    return chartCsv(this.spec, columnsOf(this.spec, this.store));
  }

  zoom(range: Range | null): void {
    this.zoomed = range;
    this.options.onAction?.({ kind: 'zoom', zoomed: range !== null });
    this.refresh();
  }

  setLog(log: boolean): void {
    this.log = log;
    this.build();
  }

  setSmoothing(weight: number): void {
    this.smoothing = weight;
    this.build();
  }

  /** The spec as the reader has changed it on the page; the notebook keeps the original. */
  private effective(): ChartSpec {
    const { spec, log, smoothing } = this;
    return {
      ...spec,
      y: log === null ? spec.y : { ...spec.y, scale: log ? 'log' : 'linear' },
      series:
        smoothing === null ? spec.series : spec.series.map((series) => (series.dashed || series.mark !== 'line' ? series : { ...series, smoothing })),
    };
  }

  private toggle(series: string): void {
    if (!this.hidden.delete(series)) this.hidden.add(series);
    this.legend.build(this.spec, this.theme, this.hidden);
    this.refresh();
  }

  private retheme(): void {
    const theme = readTheme(this.root);
    // The page's root changes for other reasons too, such as an open dialog.
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    this.build();
  }

  private build(): void {
    this.plot?.destroy();
    this.plot = null;
    this.maker = new CurveMaker();
    this.legend.build(this.spec, this.theme, this.hidden);
    const size = this.size();
    if (size.width > 0) {
      this.plot = new Plot(
        this.surface,
        this.effective(),
        () => this.theme,
        {
          pointer: (x) => {
            this.pointer = x;
            this.read();
          },
          select: (range) => this.zoom(range),
          reset: () => this.zoom(null),
        },
        size,
      );
    }
    this.redraw(true);
  }

  private size(): { width: number; height: number } {
    return { width: Math.floor(this.surface.clientWidth), height: Math.floor(this.surface.clientHeight) };
  }

  private resize(): void {
    const size = this.size();
    if (size.width === 0) return;
    if (!this.plot) return this.build();
    this.plot.setSize(size);
    this.refresh();
  }

  private refresh(): void {
    this.dirty = true;
    this.request();
  }

  private request(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((at) => this.draw(at));
  }

  private draw(at: number): void {
    this.frame = 0;
    const elapsed = Math.min(100, at - this.lastFrame);
    this.lastFrame = at;
    this.y.step(elapsed);
    if (this.dirty) return this.redraw(false);
    this.plot?.setY(this.y.range);
    if (this.y.moving) this.request();
  }

  private redraw(jump: boolean): void {
    this.dirty = false;
    const spec = this.effective();
    const columns = columnsOf(spec, this.store);
    const area = this.plot?.area ?? { width: 1, height: 1 };
    const hadPoints = this.picture?.curves.some(({ x }) => x.length > 0) === true;
    this.picture = this.maker.make(spec, columns, { x: this.zoomed, ...area, hidden: this.hidden });
    this.y.aim(this.picture.y, spec.y.scale === 'log', jump || !hadPoints || still(this.root));
    this.plot?.draw(this.picture, this.y.range);
    this.read();
    this.describe(spec, columns);
    if (this.y.moving) this.request();
  }

  private read(): void {
    if (!this.picture) return;
    this.legend.show({ x: this.pointer, values: valuesAt(this.picture, this.spec.series, this.pointer) });
  }

  /** Words for those who do not see the picture; once a second is enough for them, and cheap. */
  private describe(spec: ChartSpec, columns: ReturnType<typeof columnsOf>): void {
    const none = columns.every(({ x }) => x.length === 0);
    if (none) {
      this.empty.textContent = spec.live ? 'Waiting for the first points' : 'No points';
      this.surface.append(this.empty);
    } else this.empty.remove();
    clearTimeout(this.describing);
    const wait = spec.live ? this.describedAt + 1000 - performance.now() : 0;
    if (wait > 0) {
      this.describing = window.setTimeout(() => this.describe(spec, columnsOf(spec, this.store)), wait);
      return;
    }
    this.describedAt = performance.now();
    this.surface.setAttribute('aria-label', chartText(spec, columns));
  }

  private key(event: KeyboardEvent): void {
    const step = event.shiftKey ? 40 : 8;
    if (event.key === 'ArrowLeft') this.plot?.movePointer(-step);
    else if (event.key === 'ArrowRight') this.plot?.movePointer(step);
    else if (event.key === 'Escape' && this.pointer !== null) this.plot?.hidePointer();
    else if (event.key === '+' || event.key === '-') this.zoomBy(event.key === '+' ? 0.5 : 2);
    else if (event.key === '0') this.zoom(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Zooms about the pointer, or the middle. */
  private zoomBy(factor: number): void {
    if (!this.picture || (factor > 1 && !this.zoomed)) return;
    const [from, to] = this.picture.x;
    const centre = this.pointer ?? (from + to) / 2;
    this.zoom([centre - (centre - from) * factor, centre + (to - centre) * factor]);
  }
}

/** What a plot is built for; points and `live` may change without it. */
function shapeOf({ points: _points, live: _live, ...shape }: ChartSpec): string {
  return JSON.stringify(shape);
}

const still = (element: Element): boolean =>
  element.ownerDocument.defaultView?.matchMedia('(prefers-reduced-motion: reduce)').matches === true;

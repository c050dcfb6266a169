/** A chart on the page: draws what its series hold, as often as frames come, and follows pointer, keys, size and theme. */
import './chart.css';
import { chartCsv } from './csv';
import { CurveMaker } from './curves';
import type { Picture } from './curves';
import { formatValue } from './format';
import { joinGroup } from './group';
import { Legend, placeText } from './legend';
import { Plot } from './plot';
import type { Size } from './plot';
import { pngOf } from './png';
import { seriesOf } from './points';
import { EasedRange } from './range';
import type { Range } from './range';
import { Reader } from './reader';
import { pointNear } from './reading';
import type { Point } from './reading';
import type { PointColumns, Series } from './series';
import { defaults, inColumn, withSettings, xColumnsOf } from './settings';
import type { ChartSettings, ChartSpec, XColumn } from './spec';
import type { SeriesStore } from './store';
import { chartSvg } from './svg';
import { chartText, nameOf } from './text';
import { readTheme, watchTheme } from './theme';

export type ChartAction =
  /** The reader zoomed, or went back to all of x. */
  | { readonly kind: 'zoom'; readonly zoomed: boolean }
  /** Points came by which x can be read in other ways than before. */
  | { readonly kind: 'columns'; readonly columns: readonly XColumn[] };

export interface ChartMountOptions {
  /** Settings to start with; `set` changes them later. A mounted chart has no controls of its own. */
  readonly settings?: Partial<ChartSettings>;
  /** Hears what happens on the chart itself. */
  onAction?(action: ChartAction): void;
}

export interface MountedChart {
  update(spec: ChartSpec): void;
  destroy(): void;
  /** The picture that a saved notebook holds, as the chart is looked at now. */
  toSvg(): string;
  toPng(): Promise<Blob>;
  /** All points; none is left out. */
  toCsv(): Promise<Blob>;
  resetZoom(): void;
  /** Changes how the chart is looked at; what is left out stays. */
  set(settings: Partial<ChartSettings>): void;
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
    set: (settings) => view.set(settings),
  };
}

/** Series that stand beside the title at most. */
const MANY = 8;

class ChartView {
  private readonly root: HTMLElement;
  private readonly surface: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly legend: Legend;
  private readonly reader: Reader;
  private readonly y = new EasedRange();
  private readonly hidden = new Set<string>();
  private readonly stops: (() => void)[] = [];
  private readonly maker = new CurveMaker();
  private readonly group: ReturnType<typeof joinGroup>;
  private theme;
  private plot: Plot | null = null;
  private settings: ChartSettings;
  private shown: ChartSpec;
  private picture: Picture | null = null;
  private series: readonly Series[] = [];
  private zoomed: Range | null = null;
  private pointer: number | null = null;
  private columns = '';
  private inSight = true;
  private frame = 0;
  private lastFrame = 0;
  private dirty = false;
  private described = { at: -Infinity, text: '' };
  private describing = 0;

  constructor(
    element: HTMLElement,
    private spec: ChartSpec,
    private readonly store: SeriesStore,
    private readonly options: ChartMountOptions,
  ) {
    const document = element.ownerDocument;
    const make = (className: string): HTMLElement => Object.assign(document.createElement('div'), { className });
    this.settings = { ...defaults, ...options.settings };
    this.shown = withSettings(spec, this.settings);
    this.legend = new Legend(document, { toggle: (name) => this.toggle(name), solo: (name) => this.solo(name) });
    this.surface = make('chart-plot');
    this.surface.setAttribute('role', 'img');
    this.surface.tabIndex = 0;
    this.surface.setAttribute('aria-keyshortcuts', 'ArrowLeft ArrowRight ArrowUp ArrowDown Home End Plus Minus 0 Escape');
    this.surface.addEventListener('keydown', (event) => this.key(event));
    this.empty = make('chart-empty');
    const live = make('chart-live');
    live.setAttribute('aria-live', 'polite');
    this.reader = new Reader((text) => (live.textContent = text));
    this.root = make('chart');
    this.root.append(this.legend.element, this.surface, live);
    element.append(this.root);
    this.theme = readTheme(element);
    this.group = joinGroup(spec.group ?? spec.chartId, { pointed: (x) => this.point(x) });
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(this.surface);
    const seen = new IntersectionObserver(([entry]) => this.sight(entry?.isIntersecting === true));
    seen.observe(this.root);
    this.stops.push(
      watchTheme(element, () => this.retheme()),
      store.subscribe(spec.chartId, () => this.refresh()),
      () => resized.disconnect(),
      () => seen.disconnect(),
      () => this.group.leave(),
    );
    this.build();
    this.resize();
  }

  update(spec: ChartSpec): void {
    this.spec = spec;
    this.set({});
  }

  set(settings: Partial<ChartSettings>): void {
    const before = this.settings;
    this.settings = { ...before, ...settings };
    if (this.settings.x !== before.x) {
      this.zoomed = null;
      this.point(null);
    }
    this.shown = withSettings(this.spec, this.settings);
    this.build();
    this.refresh();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.describing);
    for (const stop of this.stops) stop();
    this.plot?.destroy();
    this.root.remove();
  }

  toSvg(): string {
    return chartSvg(this.shown, seriesOf(this.spec, this.store), { x: this.zoomed, column: this.settings.x, hidden: this.hidden });
  }

  async toCsv(): Promise<Blob> {
    const all = await Promise.all(seriesOf(this.spec, this.store).map(async (one, index) => one.all() ?? (await this.read(index))));
    const rows = all.map((points) => inColumn(points, this.settings.x));
    const parts: string[] = [];
    for await (const part of chartCsv(this.shown, rows)) parts.push(part);
    return new Blob(parts, { type: 'text/csv' });
  }

  private async read(index: number): Promise<PointColumns> {
    const points = await this.store.read(this.spec.chartId, this.spec.series[index]?.name ?? '');
    return points ?? { x: new Float64Array(0), y: new Float64Array(0) };
  }

  zoom(range: Range | null): void {
    this.zoomed = range;
    this.options.onAction?.({ kind: 'zoom', zoomed: range !== null });
    this.refresh();
  }

  private toggle(name: string): void {
    if (!this.hidden.delete(name)) this.hidden.add(name);
    this.build();
    this.refresh();
  }

  private solo(name: string): void {
    const others = this.spec.series.map((series) => series.name).filter((other) => other !== name);
    const alone = !this.hidden.has(name) && others.every((other) => this.hidden.has(other));
    this.hidden.clear();
    if (!alone) for (const other of others) this.hidden.add(other);
    this.build();
    this.refresh();
  }

  private retheme(): void {
    const theme = readTheme(this.root);
    // The page's root changes for other reasons too, such as an open dialog.
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    this.build();
    this.refresh();
  }

  private build(): void {
    this.root.style.fontSize = this.shown.fontSize === undefined ? '' : `${this.shown.fontSize}px`;
    this.root.toggleAttribute('data-many', this.shown.series.length > MANY);
    this.legend.build(this.shown, this.theme, this.hidden);
    this.showValues();
  }

  private sight(inSight: boolean): void {
    this.inSight = inSight;
    if (inSight && this.dirty) this.request();
  }

  private resize(): void {
    const size: Size = { width: Math.floor(this.surface.clientWidth), height: Math.floor(this.surface.clientHeight) };
    if (size.width === 0) return;
    if (this.plot) this.plot.setSize(size);
    else {
      this.plot = new Plot(
        this.surface,
        () => this.theme,
        {
          pointer: (x) => {
            this.point(x);
            this.group.tell(x);
          },
          select: (range) => this.zoom(range),
          zoom: (x, factor) => this.zoomBy(factor, x),
          reset: () => this.zoom(null),
        },
        size,
      );
    }
    this.redraw(true);
  }

  private refresh(): void {
    this.dirty = true;
    this.request();
    // Who hears the page does not scroll to a chart to read it.
    if (!this.inSight) this.describe();
  }

  private request(): void {
    if (this.frame === 0 && this.inSight) this.frame = requestAnimationFrame((at) => this.draw(at));
  }

  private draw(at: number): void {
    this.frame = 0;
    const elapsed = Math.min(100, at - this.lastFrame);
    this.lastFrame = at;
    this.y.step(elapsed);
    if (this.dirty) return this.redraw(false);
    if (this.picture) this.plot?.draw(this.shown, this.picture, this.y.range);
    if (this.y.moving) this.request();
  }

  private redraw(jump: boolean): void {
    this.dirty = false;
    const { shown, plot } = this;
    const had = this.picture !== null && this.series.some(({ length }) => length > 0);
    this.series = seriesOf(this.spec, this.store);
    const area = plot?.area(shown) ?? { width: 1, height: 1 };
    this.picture = this.maker.make(shown, this.series, { x: this.zoomed, column: this.settings.x, ...area, hidden: this.hidden });
    this.y.aim(this.picture.y, shown.y.scale === 'log', jump || !had || still(this.root));
    plot?.draw(shown, this.picture, this.y.range);
    this.showValues();
    this.legend.note(standsFor(this.spec, this.series));
    this.describe();
    this.tellColumns();
    if (!this.picture.complete) this.refresh();
    else if (this.y.moving) this.request();
  }

  private tellColumns(): void {
    const columns = xColumnsOf(this.series);
    if (columns.join() === this.columns) return;
    this.columns = columns.join();
    this.options.onAction?.({ kind: 'columns', columns });
  }

  private point(x: number | null): void {
    if (x === this.pointer) return;
    this.pointer = x;
    this.showValues();
  }

  private pointOf(index: number, x: number | null): Point | null {
    const spec = this.spec.series[index];
    const column = this.series[index]?.column(this.settings.x) ?? -1;
    if (!spec || column < 0 || this.hidden.has(spec.name) || (x === null && spec.mark !== 'line')) return null;
    const ordered = this.series[index]?.inOrder(column);
    return ordered ? pointNear(ordered, column, x) : null;
  }

  private showValues(): void {
    const { pointer } = this;
    const points = this.spec.series.map((_, index) => this.pointOf(index, pointer));
    this.legend.show({ x: pointer, values: points.map((point) => point?.y ?? null), broken: this.series.map(({ stats }) => stats) });
    const readings = points.flatMap((point, series) => (point ? [{ series, x: point.x, y: point.y }] : []));
    this.plot?.point(pointer === null ? null : { x: pointer, readings });
  }

  /** Words for those who do not see the picture; once a second is enough for them, and cheap. */
  private describe(): void {
    this.series = seriesOf(this.spec, this.store);
    const none = this.series.every(({ length }) => length === 0);
    if (none) {
      this.empty.textContent = this.spec.live ? 'Waiting for the first points' : 'No points';
      if (!this.empty.isConnected) this.surface.append(this.empty);
    } else if (this.empty.isConnected) this.empty.remove();
    clearTimeout(this.describing);
    const wait = this.spec.live ? this.described.at + 1000 - performance.now() : 0;
    if (wait > 0) {
      this.describing = window.setTimeout(() => this.describe(), wait);
      return;
    }
    const text = chartText(this.spec, this.series);
    if (text !== this.described.text) this.surface.setAttribute('aria-label', text);
    this.described = { at: performance.now(), text };
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') this.zoomBy(0.5);
    else if (event.key === '-') this.zoomBy(2);
    else if (event.key === '0') this.zoom(null);
    else if (event.key === 'Escape' && this.pointer !== null) this.moveTo(null);
    else if (!this.walk(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Arrow keys go along a curve, up and down from one to the next; what is there is told. */
  private walk({ key, shiftKey }: KeyboardEvent): boolean {
    const curves = this.spec.series.flatMap((spec, series) => {
      const column = this.series[series]?.column(this.settings.x) ?? -1;
      const points = column < 0 || this.hidden.has(spec.name) ? null : this.series[series]?.inOrder(column);
      return points ? [{ name: nameOf(spec), points, column }] : [];
    });
    const found = this.reader.move(key, shiftKey, { curves, x: this.zoomed ?? this.all(), at: this.pointer, place: (x) => placeText(this.shown, x) });
    if (found === undefined) return false;
    this.moveTo(found);
    return true;
  }

  private moveTo(x: number | null): void {
    this.point(x);
    this.group.tell(x);
  }

  /** All of x; the picture may be a frame behind. */
  private all(): Range {
    return this.maker.range(this.shown, this.series, this.settings.x, this.hidden);
  }

  /** Shows less or more of x about a place, the pointer or the middle. */
  private zoomBy(factor: number, about?: number): void {
    if (factor > 1 && !this.zoomed) return;
    const log = this.shown.x.scale === 'log';
    const [into, back] = log ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
    const all = this.all();
    const shown = this.zoomed ?? all;
    const [from, to] = [into(shown[0]), into(shown[1])];
    const pointed = about ?? this.pointer;
    const centre = pointed === null ? (from + to) / 2 : Math.min(to, Math.max(from, into(pointed)));
    const [least, most] = [into(all[0]), into(all[1])];
    const size = (to - from) * factor;
    if (size < Math.abs(centre) * 1e-12) return;
    // What is nearly all is all; else what would lie beyond the points moves inside.
    if (size > (most - least) * 0.98) return this.zoom(null);
    const start = Math.min(most - size, Math.max(least, centre - (centre - from) * factor));
    this.zoom([back(start), back(start + size)]);
  }
}

/** "4,002 of 300,000 points", where the file keeps only those that draw the same. */
function standsFor({ points = [] }: ChartSpec, series: readonly Series[]): string {
  let [kept, all] = [0, 0];
  points.forEach(({ decimatedFrom }, index) => {
    const length = series[index]?.length ?? 0;
    kept += length;
    all += Math.max(length, decimatedFrom ?? 0);
  });
  return kept < all ? `${formatValue(kept)} of ${formatValue(all)} points` : '';
}

const still = (element: Element): boolean =>
  element.ownerDocument.defaultView?.matchMedia('(prefers-reduced-motion: reduce)').matches === true;

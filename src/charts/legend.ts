import { formatValue } from './format';
import type { ChartSpec } from './spec';
import type { ChartTheme } from './theme';

export interface LegendReading {
  /** Where the values stand; null for the latest. */
  readonly x: number | null;
  /** In the order of the spec's series; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** Title, series with their values at the cursor, and the way to hide one. */
export class Legend {
  readonly element: HTMLElement;
  private readonly title: HTMLElement;
  private readonly place: HTMLElement;
  private readonly list: HTMLElement;
  private values: readonly HTMLElement[] = [];
  private spec: ChartSpec | null = null;

  constructor(
    document: Document,
    private readonly toggle: (series: string) => void,
  ) {
    const make = (name: string, tag = 'div'): HTMLElement => {
      const element = document.createElement(tag);
      element.className = name;
      return element;
    };
    this.element = make('chart-head');
    this.title = make('chart-title');
    this.place = make('chart-place');
    this.list = make('chart-legend', 'ul');
    this.element.append(this.title, this.place, this.list);
  }

  build(spec: ChartSpec, theme: ChartTheme, hidden: ReadonlySet<string>): void {
    this.spec = spec;
    this.title.textContent = spec.title ?? '';
    const { ownerDocument } = this.element;
    const values: HTMLElement[] = [];
    const items = spec.series.map((series, index) => {
      const item = ownerDocument.createElement('li');
      const button = ownerDocument.createElement('button');
      const swatch = ownerDocument.createElement('span');
      const name = ownerDocument.createElement('span');
      const value = ownerDocument.createElement('span');
      button.type = 'button';
      button.className = 'chart-series';
      button.title = hidden.has(series.name) ? `Show ${series.name}` : `Hide ${series.name}`;
      button.setAttribute('aria-pressed', String(!hidden.has(series.name)));
      button.addEventListener('click', () => this.toggle(series.name));
      swatch.className = 'chart-swatch';
      swatch.dataset.mark = series.dashed ? 'dashed' : series.mark;
      swatch.style.color = theme.series[index % theme.series.length] ?? theme.text;
      name.textContent = series.name;
      value.className = 'chart-value';
      values.push(value);
      button.append(swatch, name, value);
      item.append(button);
      return item;
    });
    this.values = values;
    this.list.replaceChildren(...items);
  }

  show({ x, values }: LegendReading): void {
    if (!this.spec) return;
    const { label = 'x', categories, integer } = this.spec.x;
    this.place.textContent = x === null ? '' : (categories?.[Math.round(x)] ?? `${label} ${formatValue(integer ? Math.round(x) : x)}`);
    this.values.forEach((element, index) => {
      const value = values[index] ?? null;
      element.textContent = value === null ? '' : formatValue(value);
    });
  }
}

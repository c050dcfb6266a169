import { formatValue } from './format';
import { colourOf } from './paint';
import type { ChartSpec } from './spec';
import { nameOf } from './text';
import type { ChartTheme } from './theme';

export interface LegendReading {
  /** Where the values stand; null for the latest. */
  readonly x: number | null;
  /** In the order of the spec's series; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Values so far that are not finite, in the same order. */
  readonly broken: readonly { readonly nan: number; readonly infinite: number }[];
}

export interface LegendEvents {
  toggle(series: string): void;
  /** Shows one series alone, or all again where it is alone already. */
  solo(series: string): void;
}

interface Item {
  readonly value: HTMLElement;
  readonly broken: HTMLElement;
}

/** Title, series with their values at the cursor, and the way to hide one. */
export class Legend {
  readonly element: HTMLElement;
  private readonly title: HTMLElement;
  private readonly aside: HTMLElement;
  private readonly place: HTMLElement;
  private readonly list: HTMLElement;
  private items: readonly Item[] = [];
  private spec: ChartSpec | null = null;

  constructor(
    private readonly document: Document,
    private readonly events: LegendEvents,
  ) {
    this.element = this.make('chart-head');
    this.title = this.make('chart-title');
    this.aside = this.make('chart-note');
    this.place = this.make('chart-place');
    this.list = this.make('chart-legend', 'ul');
    this.element.append(this.title, this.aside, this.place, this.list);
  }

  /** Words beside the title. */
  note(text: string): void {
    setText(this.aside, text);
  }

  build(spec: ChartSpec, theme: ChartTheme, hidden: ReadonlySet<string>): void {
    const focused = this.list.contains(this.document.activeElement) ? this.buttons().indexOf(this.document.activeElement as HTMLElement) : -1;
    this.spec = spec;
    this.title.textContent = spec.title ?? '';
    const items: Item[] = [];
    const rows = spec.series.map((series, index) => {
      const shown = !hidden.has(series.name);
      const button = this.make('chart-series', 'button');
      const swatch = this.make('chart-swatch', 'span');
      const name = this.make('chart-name', 'span');
      const item = { value: this.make('chart-value', 'span'), broken: this.make('chart-broken', 'span') };
      button.setAttribute('type', 'button');
      button.title = `${shown ? 'Hide' : 'Show'} ${nameOf(series)}; with Alt, show it alone`;
      button.setAttribute('aria-pressed', String(shown));
      button.addEventListener('click', (event) => (event.altKey ? this.events.solo(series.name) : this.events.toggle(series.name)));
      button.addEventListener('keydown', (event) => {
        if (!event.altKey || event.key !== 'Enter') return;
        event.preventDefault();
        this.events.solo(series.name);
      });
      swatch.dataset.mark = series.dashed ? 'dashed' : series.mark;
      swatch.style.color = colourOf(theme, series, index);
      name.textContent = nameOf(series);
      items.push(item);
      button.append(swatch, name, item.value, item.broken);
      const row = this.make('chart-row', 'li');
      row.append(button);
      return row;
    });
    this.items = items;
    this.list.replaceChildren(...rows);
    this.buttons()[focused]?.focus();
  }

  show({ x, values, broken }: LegendReading): void {
    if (!this.spec) return;
    this.place.textContent = x === null ? '' : placeText(this.spec, x);
    this.items.forEach((item, index) => {
      const value = values[index] ?? null;
      setText(item.value, value === null ? '' : formatValue(value));
      const { nan = 0, infinite = 0 } = broken[index] ?? {};
      setText(item.broken, [nan > 0 ? `${formatValue(nan)} NaN` : '', infinite > 0 ? `${formatValue(infinite)} ∞` : ''].filter(Boolean).join(', '));
    });
  }

  private buttons(): HTMLElement[] {
    return [...this.list.querySelectorAll('button')];
  }

  private make(name: string, tag = 'div'): HTMLElement {
    const element = this.document.createElement(tag);
    element.className = name;
    return element;
  }
}

/** "step 1,200", "epoch 2.500", "1 min 20 s". */
export function placeText({ x: { label = 'x', categories, integer, unit } }: ChartSpec, x: number): string {
  if (categories) return categories[Math.round(x)] ?? '';
  if (unit === 'seconds') return duration(x);
  return `${label} ${formatValue(integer === true ? Math.round(x) : x)}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${formatValue(seconds)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** The page lays out again only where text has changed. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

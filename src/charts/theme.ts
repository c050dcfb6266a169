import { COLOURS } from './palette';

/** Colours and fonts of a drawn chart, read from the custom properties of the page. */
export interface ChartTheme {
  readonly series: readonly string[];
  readonly text: string;
  readonly secondary: string;
  readonly border: string;
  readonly borderStrong: string;
  readonly surface: string;
  readonly accent: string;
  readonly font: string;
}

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim() || style.color;
  return {
    series: Array.from({ length: COLOURS }, (_, index) => token(`--series-${index + 1}`)),
    text: token('--text'),
    secondary: token('--text-secondary'),
    border: token('--border'),
    borderStrong: token('--border-strong'),
    surface: token('--surface'),
    accent: token('--accent'),
    font: style.getPropertyValue('--font-ui').trim() || 'sans-serif',
  };
}

/** Calls back when the page changes between light and dark, by its own attribute or the system's wish. */
export function watchTheme(element: Element, changed: () => void): () => void {
  const view = element.ownerDocument.defaultView;
  const observer = new MutationObserver(changed);
  observer.observe(element.ownerDocument.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].flatMap((query) => view?.matchMedia(query) ?? []);
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}

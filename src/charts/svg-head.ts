/** Title and legend of a chart's picture: in one row where there is room, else the legend in rows of its own. */
import { fileColour } from './palette';
import type { ChartSpec, SeriesSpec } from './spec';
import { nameOf } from './text';

export interface Head {
  readonly text: string;
  readonly height: number;
}

export interface HeadInk {
  readonly text: string;
  readonly secondary: string;
}

const ROW = 20;
/** What a swatch takes, and what is left between two series. */
const SWATCH = 22;
const GAP = 14;
/** Longer names are cut: those of sweeps hold all settings. */
const LETTERS = 48;
/** More rows of series would leave no picture. */
const MOST_ROWS = 6;

export const colourOfSeries = (series: SeriesSpec | undefined, index: number): string => series?.inks?.[0] ?? fileColour(series?.colour ?? index);

/** @param width of the whole picture in pixels */
export function headOf(spec: ChartSpec, width: number, ink: HeadInk): Head {
  const room = width - 32;
  const title = spec.title === undefined ? '' : cut(spec.title, Math.floor(room / 8));
  const titleWidth = title.length * 8;
  const entries = spec.series.map((series, index) => {
    const name = cut(nameOf(series), LETTERS);
    // Inter's letters are 0.56 em wide on average.
    return { series, name, colour: colourOfSeries(series, index), width: SWATCH + Math.ceil(name.length * 6.4) + GAP };
  });
  const all = entries.reduce((sum, entry) => sum + entry.width, 0);
  const beside = titleWidth + 24 + all <= room;
  let [x, y] = [beside ? width - 16 - all + GAP : 16, beside || title === '' ? 25 : 25 + ROW];
  const parts = title === '' ? [] : [`<text x="16" y="26" font-size="14" font-weight="600" fill="${ink.text}">${escaped(title)}</text>`];
  const last = y + (MOST_ROWS - 1) * ROW;
  for (const [index, entry] of entries.entries()) {
    if (x > 16 && x + entry.width - GAP > width - 16) [x, y] = [16, y + ROW];
    const rest = entries.length - index;
    // The last row has room for what it leaves out.
    if (y === last && rest > 1 && x + entry.width + 90 > width - 16) {
      parts.push(`<text x="${x}" y="${y}" fill="${ink.secondary}">and ${rest} more</text>`);
      break;
    }
    parts.push(swatch(entry.series, entry.colour, x, y), `<text x="${x + SWATCH}" y="${y}" fill="${ink.secondary}">${escaped(entry.name)}</text>`);
    x += entry.width;
  }
  return { text: parts.join('\n'), height: parts.length === 0 ? 12 : y + 21 };
}

function swatch({ mark, dashed }: SeriesSpec, colour: string, x: number, y: number): string {
  const stroke = escaped(colour);
  if (mark === 'points') return `<circle cx="${x + 10}" cy="${y - 4}" r="3" fill="${stroke}"/>`;
  if (mark === 'bars') return `<rect x="${x + 5}" y="${y - 9}" width="10" height="10" rx="2" fill="${stroke}"/>`;
  return `<line x1="${x}" x2="${x + 16}" y1="${y - 4}" y2="${y - 4}" stroke="${stroke}" stroke-width="2"${dashed === true ? ' stroke-dasharray="5 3"' : ''}/>`;
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

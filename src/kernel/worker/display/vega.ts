/** Specs of Vega and Vega-Lite: drawn by the page, with a picture beside them for readers that cannot. */
import { mime, type MimeBundle } from '../../../base/mime';
import { isObject, type Json } from '../../../base/json';
import type { Looking } from '../inspect/anatomy';
import { readData } from '../inspect/brand';
import type { Shown } from './picture';

const SCHEMA = /\/schema\/(vega|vega-lite)\/v(\d+)(?:\.\d+)*\.json$/;
/** Specs with more data than this, in characters, get no picture: drawing it would hold the cell up. */
const MAX_SPEC = 2_000_000;
/** Longer pictures, in characters, would only swell the file. */
const MAX_SVG = 2_000_000;

export function vegaSpec(value: object, { targetOf }: Looking): Shown | null {
  const schema = readData(value, '$schema', targetOf);
  const [, language, version] = typeof schema === 'string' ? (SCHEMA.exec(schema) ?? []) : [];
  if (language === undefined || version === undefined) return null;
  const text = JSON.stringify(value, (_, held: unknown) => (typeof held === 'bigint' ? Number(held) : held));
  const spec = JSON.parse(text) as Json;
  const data: MimeBundle = { [`application/vnd.${language.replace('-', '')}.v${version}+json`]: spec, [mime.plain]: wordsOf(spec, language) };
  if (text.length > MAX_SPEC) return { now: { data } };
  const later = import('./vega-picture')
    .then(({ drawSvg }) => drawSvg(spec, language === 'vega-lite'))
    .then((svg) => ({ data: svg.length > MAX_SVG ? data : { ...data, [mime.svg]: svg } }))
    // The page says what is wrong with the spec; without a picture the rest still shows.
    .catch(() => ({ data }));
  return { standIn: { data }, later };
}

/** "Vega-Lite chart: Fuel use. bar, x miles, y sum of cars". */
function wordsOf(spec: Json, language: string): string {
  const kind = language === 'vega' ? 'Vega chart' : 'Vega-Lite chart';
  if (!isObject(spec)) return kind;
  const { title, description, mark, encoding } = spec;
  const heading = [title, isObject(title) ? title['text'] : null, description].find((text) => typeof text === 'string');
  const shape = isObject(mark) ? mark['type'] : mark;
  const channels = isObject(encoding) ? Object.entries(encoding).flatMap(([channel, given]) => channelWords(channel, given)) : [];
  const words = [...(typeof shape === 'string' ? [shape] : []), ...channels].join(', ');
  return [kind, [heading, words].filter((part) => typeof part === 'string' && part !== '').join('. ')].filter((part) => part !== '').join(': ');
}

function channelWords(channel: string, given: unknown): string[] {
  if (!isObject(given)) return [];
  const { field, aggregate } = given;
  if (typeof field !== 'string') return typeof aggregate === 'string' ? [`${channel} ${aggregate}`] : [];
  return [typeof aggregate === 'string' ? `${channel} ${aggregate} of ${field}` : `${channel} ${field}`];
}

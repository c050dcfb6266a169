/** Colours for shares in 0…1 that are the same in every theme, and what can be read on them. */
import type { Inks } from './inks';

/** From nothing to all by name, as tfjs-vis and others have them, or two CSS colours. */
export type ColourMap = 'viridis' | 'blues' | 'greyscale' | readonly [from: string, to: string];

const NAMED: Readonly<Record<Exclude<ColourMap, readonly string[]>, readonly string[]>> = {
  // Smith and van der Walt's map of matplotlib, at ten places.
  viridis: ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'],
  blues: ['#f7fbff', '#4292c6'],
  greyscale: ['#000000', '#ffffff'],
};

export const colourMapNames = Object.keys(NAMED);

export interface MappedInk {
  readonly fill: string;
  readonly text: string;
  /** Around the words where it is not known whether they can be read on the colour. */
  readonly halo: string | null;
}

/** @param share 0…1; below 0 only where the theme's own colours are asked for */
export function mapped(map: ColourMap | undefined, share: number, inks: Inks): MappedInk {
  if (map === undefined) return { fill: inks.heat(share), text: inks.text, halo: null };
  const part = Math.max(0, Math.min(1, share));
  const stops = typeof map === 'string' ? NAMED[map] : map;
  const at = part * (stops.length - 1);
  const [below, above] = [stops[Math.floor(at)] ?? '', stops[Math.ceil(at)] ?? ''];
  const [a, b] = [bytesOf(below), bytesOf(above)];
  const rest = at - Math.floor(at);
  if (a === null || b === null) return { fill: `color-mix(in oklab, ${above} ${Math.round(rest * 1000) / 10}%, ${below})`, text: inks.text, halo: inks.surface };
  const mixed = a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * rest));
  return { fill: `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`, text: luminance(mixed) > 0.2 ? '#10151d' : '#ffffff', halo: null };
}

function bytesOf(colour: string): readonly number[] | null {
  const long = /^#([\da-f])([\da-f])([\da-f])$/i.test(colour) ? colour.replace(/[\da-f]/gi, '$&$&') : colour;
  const found = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(long);
  return found === null ? null : found.slice(1).map((byte) => parseInt(byte, 16));
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(bytes: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = bytes.map((byte) => (byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Colours of figures: names of the page's tokens, which follow its theme, or those of a file, which other programs read. */

import { COLOURS, fileColour } from '../palette';

export interface Inks {
  readonly text: string;
  readonly secondary: string;
  readonly border: string;
  readonly borderStrong: string;
  readonly surface: string;
  readonly success: string;
  readonly danger: string;
  series(index: number): string;
  /** From nothing (0) to all (1); `text` is readable on each. Below 0 in another hue. */
  heat(share: number): string;
}

export const pageInks: Inks = {
  text: 'var(--text)',
  secondary: 'var(--text-secondary)',
  border: 'var(--border)',
  borderStrong: 'var(--border-strong)',
  surface: 'var(--surface)',
  success: 'var(--success)',
  danger: 'var(--danger)',
  series: (index) => `var(--series-${(index % COLOURS) + 1})`,
  heat: (share) => `color-mix(in oklab, var(--${share < 0 ? 'heat-negative' : 'heat'}) ${Math.round(Math.min(1, Math.abs(share)) * 1000) / 10}%, var(--surface))`,
};

const HEAT = [0x55, 0x99, 0xee] as const;
const NEGATIVE = [0xe3, 0x86, 0x54] as const;

export const fileInks: Inks = {
  text: '#1b212b',
  secondary: '#545c69',
  border: '#d8dce3',
  borderStrong: '#a9b1bd',
  surface: '#ffffff',
  success: '#1f7a3f',
  danger: '#c32f27',
  series: fileColour,
  heat(share) {
    const part = Math.min(1, Math.abs(share));
    return `#${(share < 0 ? NEGATIVE : HEAT).map((value) => Math.round(255 + (value - 255) * part).toString(16).padStart(2, '0')).join('')}`;
  },
};

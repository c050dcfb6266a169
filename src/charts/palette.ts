/** Colours of series and classes. The page's are tokens of its theme, `--series-1` to `--series-20`; the first eight are for colour-blind eyes above all. */

/** How many there are. */
export const COLOURS = 20;

// The light theme's values in sRGB: other programs know neither our tokens nor always oklch().
const file: readonly string[] = [
  '#0569cb', '#d16100', '#008662', '#bf4a95', '#0094c9', '#c0391d', '#9a7b00', '#474f5c',
  '#0508a3', '#760a03', '#560066', '#7673fd', '#f85996', '#1139d7', '#833794', '#093f31',
  '#7e9f5c', '#504ff6', '#4a6d6f', '#3d6b32',
];

/** A colour for files. */
export const fileColour = (index: number): string => file[index % COLOURS] ?? '#0569cb';

/** A colour as CSS writes it, and nothing else: these values also come out of files. */
export const isColour = (text: string): boolean => /^(#[\da-f]{3,8}|[a-z]+|(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d\s.,%/+a-z-]*\))$/i.test(text);

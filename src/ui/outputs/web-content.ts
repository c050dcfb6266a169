/**
 * What would be fetched from elsewhere as soon as it is drawn: pictures, fonts, style sheets. Somebody who sends a
 * notebook could learn from it when and where it is opened, so it is left out until the reader trusts the notebook.
 */

/** Attributes by which an element loads something without being asked. */
const LOADING = new Set(['src', 'srcset', 'poster', 'background', 'data', 'lowsrc', 'dynsrc', 'imagesrcset', 'codebase', 'classid', 'ping']);
/** Attributes whose value is CSS. */
const STYLING = new Set(['style', 'fill', 'stroke', 'filter', 'mask', 'clip-path', 'marker', 'marker-start', 'marker-mid', 'marker-end', 'cursor']);
/** Functions of CSS that take an address; `url` in a custom property counts as well. */
const CSS_ADDRESS = /(?:url|src|image|image-set|cross-fade)\s*\(/i;
const CSS_LOCAL_URL = /url\(\s*(?:"#[^"]*"|'#[^']*'|#[^\s()"']*|"data:[^"]*"|'data:[^']*'|data:[^\s()"']*)\s*\)/gi;

/** Takes it out of one element; true where there was some. */
export function leaveOutWebContent(element: Element): boolean {
  let leftOut = false;
  for (const { name, value } of [...element.attributes]) {
    if (!loads(element, name.toLowerCase(), value)) continue;
    element.removeAttribute(name);
    leftOut = true;
  }
  if (element.localName === 'style') {
    const { css, leftOut: some } = withoutAddresses(element.textContent ?? '');
    if (some) element.textContent = css;
    leftOut ||= some;
  }
  return leftOut;
}

function loads(element: Element, name: string, value: string): boolean {
  if (LOADING.has(name)) return !isInline(value);
  // A link loads only what is clicked; other elements of a drawing load what they refer to.
  if (name === 'href' || name === 'xlink:href') return element.localName !== 'a' && !isInline(value);
  return STYLING.has(name) && hasAddress(value);
}

/** In the text itself, or elsewhere in the same drawing. */
const isInline = (address: string): boolean => /^\s*(?:#|data:)/i.test(address) || address.trim() === '';

const hasAddress = (css: string): boolean => CSS_ADDRESS.test(decoded(css).replace(CSS_LOCAL_URL, ''));

/** Style rules without addresses: plain ones become `none`; where they are disguised, the whole sheet goes. */
export function withoutAddresses(css: string): { readonly css: string; readonly leftOut: boolean } {
  const bare = css
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/@import[^;{}]*(?:;|$)/gi, '')
    .replace(/url\(\s*(?:"[^"]*"|'[^']*'|[^\s()"']*)\s*\)/gi, (address) => (address.replace(CSS_LOCAL_URL, '') === '' ? address : 'none'));
  const leftOut = hasAddress(css) || /@import/i.test(decoded(css));
  if (!leftOut) return { css, leftOut };
  return { css: hasAddress(bare) || /@import/i.test(decoded(bare)) ? '' : bare, leftOut };
}

/** `\75rl(` is `url(` to a browser, and so is `u\rl(`. */
function decoded(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\\([0-9a-f]{1,6})\s?|\\(.)/gis, (_, code: string | undefined, letter: string | undefined) =>
      code === undefined ? (letter ?? '') : String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)),
    );
}

/** What a value looks like: its representations, and what readers should know of them. */
import { mime, type MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';

export interface Picture {
  readonly data: MimeBundle;
  /** By MIME type, as Jupyter keeps it: `{'text/html': {isolated: false}}`. */
  readonly metadata?: JsonObject;
}

/** A picture that is there now, or one that stands in until a later one is. */
export type Shown = { readonly now: Picture } | { readonly standIn: Picture; readonly later: Promise<Picture> };

/** Starts with a tag and closes one, or starts with one that is never closed: `<Tensor 3x3>` is a name, no markup. */
const MARKUP = /^<(?:[a-z!?][^]*(?:<\/[a-z][^>]*>|\/>)|(?:img|br|hr)[\s>])/i;

/** For text that is markup by its looks: null for any other text. */
export function markupPicture(text: string): Picture | null {
  const trimmed = text.trim();
  if (!MARKUP.test(trimmed)) return null;
  if (/^(?:<\?xml[^]*?\?>\s*)?(?:<!--[^]*?-->\s*)*<svg[\s>]/i.test(trimmed)) return { data: { [mime.svg]: text, [mime.plain]: 'SVG image' } };
  return { data: { [mime.html]: text, [mime.plain]: withoutTags(text) } };
}

/** The readable part of HTML, for readers that show text only. */
export function withoutTags(html: string): string {
  const text = html
    .slice(0, 20_000)
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/gi, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? 'HTML' : text;
}

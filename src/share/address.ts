/** What the part of the address after `#` asks for. */
export type Address =
  | { readonly kind: 'start' }
  | { readonly kind: 'stored'; readonly id: string }
  /** `hash` is what `decodeLink` takes. */
  | { readonly kind: 'link'; readonly hash: string }
  | { readonly kind: 'example'; readonly name: string };

/** Anything unknown leads to the start page. */
export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#/, '');
  const equals = text.indexOf('=');
  const value = text.slice(equals + 1);
  switch (equals < 0 ? '' : text.slice(0, equals)) {
    case 'n':
      return value === '' ? { kind: 'start' } : { kind: 'stored', id: decoded(value) };
    case 'nb':
      return { kind: 'link', hash };
    case 'example':
      return value === '' ? { kind: 'start' } : { kind: 'example', name: decoded(value) };
    default:
      return { kind: 'start' };
  }
}

export const storedAddress = (id: string): string => `#n=${encodeURIComponent(id)}`;
export const exampleAddress = (name: string): string => `#example=${encodeURIComponent(name)}`;

/** What someone pasted: a share link, or where an .ipynb can be fetched. Null where it is neither. */
export function parsePasted(text: string): { readonly kind: 'link'; readonly hash: string } | { readonly kind: 'url'; readonly url: string } | null {
  const trimmed = text.trim();
  const link = /#?\bnb=/.exec(trimmed);
  if (link && (link.index === 0 || link[0].startsWith('#'))) {
    const start = link.index;
    return { kind: 'link', hash: `#${trimmed.slice(start).replace(/^#/, '')}` };
  }
  return URL.canParse(trimmed) && /^https?:$/.test(new URL(trimmed).protocol) ? { kind: 'url', url: trimmed } : null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

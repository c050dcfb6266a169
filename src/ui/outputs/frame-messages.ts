import { isObject } from '../../base/json';

/** Page → frame (public/frame.js). */
export type ToFrame =
  | { readonly type: 'content'; readonly html: string }
  | { readonly type: 'theme'; readonly scheme: 'light' | 'dark'; readonly tokens: Readonly<Record<string, string>> };

/** Frame → page. Scripts of an output can send these too, so each does no harm whoever sent it. */
export type FromFrame =
  | { readonly type: 'ready' }
  /** CSS pixels. */
  | { readonly type: 'height'; readonly height: number }
  /** A link was clicked. */
  | { readonly type: 'open'; readonly href: string };

export function readFrameMessage(data: unknown): FromFrame | null {
  if (!isObject(data)) return null;
  switch (data['type']) {
    case 'ready':
      return { type: 'ready' };
    case 'height':
      return typeof data['height'] === 'number' && data['height'] >= 0 ? { type: 'height', height: Math.ceil(data['height']) } : null;
    case 'open':
      return typeof data['href'] === 'string' && /^(?:https?|mailto):/i.test(data['href']) ? { type: 'open', href: data['href'] } : null;
    default:
      return null;
  }
}

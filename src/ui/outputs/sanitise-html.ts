import createSanitiser from 'dompurify';
import { leaveOutWebContent } from './web-content';

export interface SanitiseOptions {
  /** Whether pictures and styles may be fetched from the web as the output is drawn. */
  readonly web: boolean;
}

export interface SanitisedHtml {
  /** HTML in which nothing runs and that leaves the page only by a new tab. */
  readonly html: string;
  /** Something would have run. */
  readonly hadScripts: boolean;
  /** Something would have been fetched, and may not. */
  readonly hadWeb: boolean;
}

export function sanitiseHtml(html: string, window: Window & typeof globalThis, { web }: SanitiseOptions): SanitisedHtml {
  const sanitiser = createSanitiser(window);
  let hadWeb = false;
  let hadScripts = false;
  // Not read from what was removed: a form hides its own properties behind fields of their names.
  sanitiser.addHook('uponSanitizeElement', (_, { tagName }) => {
    if (tagName === 'script') hadScripts = true;
  });
  sanitiser.addHook('uponSanitizeAttribute', (_, { attrName }) => {
    if (attrName.startsWith('on')) hadScripts = true;
  });
  sanitiser.addHook('afterSanitizeAttributes', (node) => {
    // In a drawing a link is an `a` in lower case, and its address may stand in `xlink:href`.
    if (node.localName === 'a') {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer');
    }
    if (!web && leaveOutWebContent(node)) hadWeb = true;
  });
  const clean = sanitiser.sanitize(html, {
    USE_PROFILES: { html: true, svg: true },
    // Kept: it reaches nothing outside the shadow root that the output is drawn in.
    ADD_TAGS: ['style'],
    FORCE_BODY: true,
    // Forms and maps of areas lead the page away; dialogs and popovers leave the box of the output.
    FORBID_TAGS: ['form', 'dialog', 'map', 'area'],
    FORBID_ATTR: ['ping', 'formaction', 'popover', 'popovertarget', 'popovertargetaction', 'command', 'commandfor', 'autofocus', 'usemap'],
  });
  return { html: clean, hadScripts, hadWeb };
}

import createSanitiser from 'dompurify';

/** HTML in which nothing runs; `hadScripts` says that something would have. Links open new tabs. */
export function sanitiseHtml(html: string, window: Window & typeof globalThis): { readonly html: string; readonly hadScripts: boolean } {
  const sanitiser = createSanitiser(window);
  sanitiser.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName !== 'A') return;
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer');
  });
  const clean = sanitiser.sanitize(html, {
    USE_PROFILES: { html: true, svg: true },
    // Kept: it reaches nothing outside the shadow root that the output is drawn in.
    ADD_TAGS: ['style'],
    FORCE_BODY: true,
    FORBID_TAGS: ['form', 'dialog'],
  });
  const hadScripts = sanitiser.removed.some((gone) =>
    'element' in gone ? gone.element.nodeName.toLowerCase() === 'script' : gone.attribute?.name.startsWith('on'),
  );
  return { html: clean, hadScripts };
}

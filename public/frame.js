/**
 * The inside of an HTML output. The page sends `content` and `theme`; this side tells `ready`, its
 * `height` in CSS pixels, and which link to `open` (a sandboxed frame may open none itself).
 */
{
  const content = document.getElementById('content') ?? document.body;
  const page = window.parent;

  /** @param {unknown} message */
  const tell = (message) => page.postMessage(message, '*');

  /** Scripts set through innerHTML do not run: each is replaced by a fresh copy, in order, one after another. */
  const runScripts = async () => {
    for (const inert of [...content.querySelectorAll('script')]) {
      if (!inert.isConnected) continue;
      const script = document.createElement('script');
      for (const { name, value } of [...inert.attributes]) script.setAttribute(name, value);
      script.textContent = inert.textContent;
      const loads = script.src !== '' && !script.hasAttribute('async');
      const settled = loads
        ? new Promise((resolve) => {
            script.onload = resolve;
            script.onerror = resolve;
          })
        : null;
      inert.replaceWith(script);
      await settled;
    }
  };

  window.addEventListener('message', (event) => {
    if (event.source !== page) return;
    const message = event.data;
    if (message?.type === 'content' && typeof message.html === 'string') {
      content.innerHTML = message.html;
      void runScripts();
    }
    if (message?.type === 'theme') {
      const root = document.documentElement;
      root.style.colorScheme = message.scheme;
      root.dataset['theme'] = message.scheme;
      for (const [token, value] of Object.entries(message.tokens)) root.style.setProperty(token, String(value));
    }
  });

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    const href = link?.getAttribute('href') ?? '';
    if (!(link instanceof HTMLAnchorElement) || href.startsWith('#') || event.defaultPrevented) return;
    event.preventDefault();
    tell({ type: 'open', href: link.href });
  });

  new ResizeObserver(() => tell({ type: 'height', height: content.getBoundingClientRect().height })).observe(content);
  tell({ type: 'ready' });
}

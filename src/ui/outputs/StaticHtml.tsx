import type { JSX } from 'react';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { sanitiseHtml } from './sanitise-html';
import { TrustNote } from './TrustNote';
import styles from './media.module.css';

/** Makes bare HTML follow the theme and text of the page, inside the shadow root. */
const BASE_STYLE = `
  :host { color: var(--text); font: var(--text-ui); }
  a { color: var(--accent-text); }
  table { border-collapse: collapse; font: var(--text-small); font-variant-numeric: tabular-nums; }
  th, td { padding: 3px 12px; border-bottom: 1px solid var(--border); text-align: right; }
  img, svg, video { max-width: 100%; }
  svg, figure { --plot-background: var(--canvas); }
  :where(svg) { display: block; height: auto; }
  :where(svg:not([fill])) { fill: currentColor; }
  :where(figure) { margin: 0; }`;

interface Props {
  readonly html: string;
  /** Content may be loaded from the web; nothing runs in any case. */
  readonly web?: boolean;
}

/**
 * HTML of an untrusted output, or a drawing: sanitised, with its styles shut in a shadow root and its painting
 * in its own box. Needs no frame, since nothing in it can run.
 */
export function StaticHtml({ html, web = false }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const clean = useMemo(() => sanitiseHtml(html, window, { web }), [html, web]);
  useLayoutEffect(() => {
    const root = host.current?.shadowRoot ?? host.current?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = `<style>${BASE_STYLE}</style>${clean.html}`;
  }, [clean]);
  return (
    <>
      <TrustNote scripts={clean.hadScripts} web={clean.hadWeb} />
      <div className={styles.static}>
        <div ref={host} />
      </div>
    </>
  );
}

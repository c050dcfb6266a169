import ShieldOff from 'lucide-react/icons/shield-off';
import type { JSX } from 'react';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { sanitiseHtml } from './sanitise-html';
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

/**
 * HTML of an untrusted output: sanitised, with its styles shut in a shadow root and its painting
 * in its own box. Needs no frame, since nothing in it can run.
 */
export function StaticHtml({ html }: { readonly html: string }): JSX.Element {
  const { commands } = useOpenSession();
  const host = useRef<HTMLDivElement>(null);
  const clean = useMemo(() => sanitiseHtml(html, window), [html]);
  useLayoutEffect(() => {
    const root = host.current?.shadowRoot ?? host.current?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = `<style>${BASE_STYLE}</style>${clean.html}`;
  }, [clean]);
  return (
    <>
      {clean.hadScripts ? (
        <div className={styles.off}>
          <ShieldOff size={14} strokeWidth={1.75} aria-hidden />
          <span>Scripts in this output are off until you trust the notebook.</span>
          <Button tone="plain" className={styles.trust} onClick={() => commands.trustOutputs()}>
            Trust its outputs
          </Button>
        </div>
      ) : null}
      <div className={styles.static}>
        <div ref={host} />
      </div>
    </>
  );
}

import type { JSX, MouseEvent } from 'react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { CodeText } from '../editor/CodeText';
import { useSession } from '../context';
import { TrustNote } from '../outputs/TrustNote';
import { createMarkdownRenderer, type Attachments, type MarkdownRenderer } from './render';
import styles from './prose.module.css';

export interface ProseProps {
  readonly source: string;
  readonly attachments?: Attachments | undefined;
  /** Whether it may load pictures from the web; by default as the whole notebook may. */
  readonly trusted?: boolean;
}

interface Fence {
  readonly element: HTMLElement;
  readonly text: string;
  readonly language: string;
}

let shared: MarkdownRenderer | null = null;
/** One parser for all text cells, made when the first is shown. */
const sharedRenderer = (): MarkdownRenderer => (shared ??= createMarkdownRenderer(window));

export function ProseBody({ source, attachments, trusted }: ProseProps): JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const ofNotebook = useSession((state) => state.outputsTrusted);
  const web = trusted ?? ofNotebook;
  const { html, hadWeb } = useMemo(() => {
    const rendered = sharedRenderer()(source, { attachments, web });
    return { html: { __html: rendered.html }, hadWeb: rendered.hadWeb };
  }, [source, attachments, web]);
  const [fences, setFences] = useState<readonly Fence[]>([]);

  useLayoutEffect(() => {
    if (!root.current) return;
    setFences(takeFences(root.current));
    void typesetMath(root.current);
  }, [html]);

  return (
    <>
      <TrustNote web={hadWeb} />
      <div ref={root} className={styles.prose} dangerouslySetInnerHTML={html} onClick={followAnchor} />
      {fences.map(({ element, text, language }, index) => createPortal(<CodeText text={text} language={language} />, element, String(index)))}
    </>
  );
}

/** Empties the fences of fresh HTML, so that highlighted code can be drawn into them. */
function takeFences(root: HTMLElement): Fence[] {
  return [...root.querySelectorAll<HTMLElement>('pre[data-fence]')].map((pre) => {
    const element = document.createElement('div');
    element.className = styles.fence ?? '';
    const fence = { element, text: pre.textContent ?? '', language: pre.dataset['fence'] ?? '' };
    pre.replaceWith(element);
    return fence;
  });
}

async function typesetMath(root: HTMLElement): Promise<void> {
  const elements = [...root.querySelectorAll<HTMLElement>('[data-math]')];
  if (elements.length === 0) return;
  const { typeset } = await import('./typeset');
  for (const element of elements) typeset(element);
}

/** Links to headings and notes scroll; the address belongs to the notebook, not to a place in it. */
function followAnchor(event: MouseEvent<HTMLElement>): void {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  if (!link) return;
  event.preventDefault();
  const name = CSS.escape(decodeURIComponent(link.getAttribute('href')?.slice(1) ?? ''));
  const target =
    event.currentTarget.querySelector(`[data-anchor="${name}"]`) ?? document.querySelector(`[data-cell-id] [data-anchor="${name}"]`);
  target?.scrollIntoView({ block: 'start' });
}

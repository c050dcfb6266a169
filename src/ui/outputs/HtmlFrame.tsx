import type { JSX } from 'react';
import { useEffect, useRef, useState } from 'react';
import { readFrameMessage, type ToFrame } from './frame-messages';
import styles from './media.module.css';

/** Heights in CSS pixels: taller content scrolls inside the frame. */
const MAX_HEIGHT = 4000;

/** Tokens that the frame's own style sheet uses. */
const TOKENS = ['--text', '--text-secondary', '--accent-text', '--border', '--surface-sunken'] as const;

/** HTML in a sandboxed frame of an opaque origin: its scripts reach neither the page nor what it stores. */
export function HtmlFrame({ html, label }: { readonly html: string; readonly label: string }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement | null>(null);
  // A frame whose cell is moved loads again and has forgotten its content, so loads are counted.
  const [loads, setLoads] = useState(0);

  useEffect(() => {
    const element = document.createElement('iframe');
    element.setAttribute('credentialless', '');
    element.setAttribute('sandbox', 'allow-scripts');
    element.className = styles.frame ?? '';
    element.height = '0';
    element.src = new URL('frame.html', document.baseURI).href;
    const hear = (event: MessageEvent<unknown>) => {
      if (event.source !== element.contentWindow) return;
      const message = readFrameMessage(event.data);
      switch (message?.type) {
        case 'ready':
          setLoads((count) => count + 1);
          break;
        case 'height':
          element.height = String(Math.min(MAX_HEIGHT, message.height));
          break;
        case 'open':
          // The frame may not open windows, and its scripts may send this too: it counts only from where the reader is.
          if (document.activeElement === element) window.open(message.href, '_blank', 'noopener,noreferrer');
          break;
        case undefined:
          break;
        default:
          message satisfies never;
      }
    };
    window.addEventListener('message', hear);
    frame.current = element;
    host.current?.append(element);
    return () => {
      window.removeEventListener('message', hear);
      element.remove();
      frame.current = null;
      setLoads(0);
    };
  }, []);

  useEffect(() => {
    if (frame.current) frame.current.title = label;
  }, [label]);

  useEffect(() => {
    if (loads > 0) post(frame.current, { type: 'content', html });
  }, [loads, html]);

  useEffect(() => {
    if (loads === 0) return;
    const send = () => post(frame.current, { type: 'theme', ...currentTheme() });
    send();
    const watch = new MutationObserver(send);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => watch.disconnect();
  }, [loads]);

  return <div ref={host} />;
}

function post(frame: HTMLIFrameElement | null, message: ToFrame): void {
  // Its origin is opaque, so no narrower target can be named; only this frame's window receives it.
  frame?.contentWindow?.postMessage(message, '*');
}

function currentTheme(): { readonly scheme: 'light' | 'dark'; readonly tokens: Readonly<Record<string, string>> } {
  const root = document.documentElement;
  const style = getComputedStyle(root);
  return {
    scheme: root.dataset['theme'] === 'dark' ? 'dark' : 'light',
    tokens: Object.fromEntries(TOKENS.map((token) => [token, style.getPropertyValue(token).trim()])),
  };
}

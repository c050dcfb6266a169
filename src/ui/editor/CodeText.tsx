import { use, useEffect, useState } from 'react';
import { UiContext } from '../context';
import './code.css';

/** Highlighted read-only code. Plain until the highlighter is there, with the same metrics. */
export function CodeText({ text, language }: { readonly text: string; readonly language: string }) {
  const html = useHighlighted(text, language);
  return (
    <pre className="code-text" data-language={language}>
      {html === null ? <code>{text}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />}
    </pre>
  );
}

/** The text as safe coloured HTML; null until it is known. */
export function useHighlighted(text: string, language: string): string | null {
  const services = use(UiContext);
  const [done, setDone] = useState<{ readonly key: string; readonly html: string } | null>(null);
  const key = `${language}\n${text}`;
  useEffect(() => {
    let current = true;
    void services
      ?.loadEditor()
      .then((service) => service.colorize(text, language))
      .then((html) => {
        if (current) setDone({ key, html });
      })
      .catch(() => {
        // Without the highlighter the text stays plain and readable.
      });
    return () => {
      current = false;
    };
  }, [services, text, language, key]);
  return done?.key === key ? done.html : null;
}

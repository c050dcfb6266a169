import { useHighlighted } from './use-highlighted';
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

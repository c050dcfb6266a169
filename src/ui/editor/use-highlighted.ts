import { useEffect, useState } from 'react';
import { useEditorService } from './use-editor-service';

/** The text as safe coloured HTML with line breaks as in the text; null until it is known. */
export function useHighlighted(text: string, language: string, wanted = true): string | null {
  const service = useEditorService(false);
  const [done, setDone] = useState<{ readonly text: string; readonly language: string; readonly html: string } | null>(null);
  const known = done?.text === text && done.language === language;
  useEffect(() => {
    if (!service || !wanted || known) return;
    let current = true;
    service.colorize(text, language).then(
      (html) => {
        // Escaped text cannot hold the separator, so every one of them is a line's end.
        if (current) setDone({ text, language, html: html.replaceAll('<br/>', '\n') });
      },
      () => {
        // A grammar that cannot be loaded leaves the text plain and readable.
      },
    );
    return () => {
      current = false;
    };
  }, [service, text, language, wanted, known]);
  return known ? done.html : null;
}

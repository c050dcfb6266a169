import type { MouseEvent } from 'react';
import { useHighlighted } from './use-highlighted';

interface StaticCodeProps {
  readonly text: string;
  readonly language: string;
  /** Near enough to what is visible to be worth colouring. */
  readonly colored: boolean;
  /** A field lies over it, which shows the same text. */
  readonly hidden: boolean;
  /** Clicked at this offset of the text. */
  onPick(offset: number): void;
}

/** A cell's text while it has no editor; same metrics, so that nothing moves when it gets one. */
export function StaticCode({ text, language, colored, hidden, onPick }: StaticCodeProps) {
  const html = useHighlighted(text, language, colored);
  const pick = (event: MouseEvent<HTMLPreElement>): void => {
    // A drag that selected something was meant for copying.
    if (getSelection()?.isCollapsed === false) return;
    onPick(Math.min(text.length, offsetAt(event.currentTarget, event.clientX, event.clientY) ?? text.length));
  };
  // Without a last line break the block would not show an empty last line.
  return html === null ? (
    <pre className="cell-editor-static" data-hidden={hidden} onClick={pick}>{`${text}\n`}</pre>
  ) : (
    <pre className="cell-editor-static" data-hidden={hidden} onClick={pick} dangerouslySetInnerHTML={{ __html: `${html}\n` }} />
  );
}

function offsetAt(block: HTMLElement, x: number, y: number): number | null {
  const range = document.createRange();
  range.setStart(block, 0);
  if ('caretPositionFromPoint' in document) {
    const caret = document.caretPositionFromPoint(x, y);
    if (!caret || !block.contains(caret.offsetNode)) return null;
    range.setEnd(caret.offsetNode, caret.offset);
  } else {
    return null;
  }
  return range.toString().length;
}

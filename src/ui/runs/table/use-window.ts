import { useCallback, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Rows drawn beyond what is visible, so that scrolling meets them drawn. */
const beyond = 8;

export interface RowWindow {
  readonly from: number;
  readonly to: number;
  /** For the scroll event of the container. */
  measure(): void;
  /** Scrolls until the row lies under the head and above the end. */
  reveal(index: number): void;
}

/** Which of `count` rows of equal height are near what the container shows; `head` pixels of it are covered. */
export function useWindow(container: RefObject<HTMLElement | null>, count: number, rowHeight: number, head: number): RowWindow {
  const [range, setRange] = useState({ from: 0, to: 40 });
  const measure = useCallback(() => {
    const element = container.current;
    if (!element) return;
    const from = Math.max(0, Math.floor(element.scrollTop / rowHeight) - beyond);
    const to = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + beyond;
    setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, [container, rowHeight]);
  useLayoutEffect(() => {
    const element = container.current;
    if (!element) return;
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [container, measure]);
  const reveal = useCallback(
    (index: number) => {
      const element = container.current;
      if (!element) return;
      const top = index * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight + head > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight + head - element.clientHeight;
      measure();
    },
    [container, rowHeight, head, measure],
  );
  return { from: Math.min(range.from, count), to: Math.min(range.to, count), measure, reveal };
}

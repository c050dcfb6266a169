import { useEffect, useState } from 'react';

const FIRST = 40;
const STEP = 120;

/** How many of `total` cells are on the page: a few at once, the rest soon after, a part at a time. */
export function useGrowingCount(total: number, atLeast: number): number {
  const [count, setCount] = useState(FIRST);
  const shown = Math.min(total, Math.max(count, atLeast));
  useEffect(() => {
    if (shown >= total) return;
    const timer = setTimeout(() => setCount(shown + STEP), 0);
    return () => clearTimeout(timer);
  }, [shown, total]);
  return shown;
}

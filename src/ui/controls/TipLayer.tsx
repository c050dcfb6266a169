import { lazy, Suspense, useEffect, useState } from 'react';
import type { JSX } from 'react';
import { watchTips, type ShownTip } from './tip-watch';

// With the first tip: what places it is larger than the start page's own drawing.
const TipBubble = lazy(async () => ({ default: (await import('./TipBubble')).TipBubble }));

/** Shows the tip of the element under the pointer, or of the one that the keyboard has reached. */
export function TipLayer(): JSX.Element | null {
  const [tip, setTip] = useState<ShownTip | null>(null);
  useEffect(() => watchTips(document, setTip), []);
  if (tip === null) return null;
  return (
    <Suspense>
      <TipBubble {...tip} />
    </Suspense>
  );
}

/** Finds out which element's tip to show, from what the pointer and the keyboard do anywhere on the page. */

const SIDES = ['top', 'bottom', 'left', 'right'] as const;
type Side = (typeof SIDES)[number];

export interface ShownTip {
  readonly element: Element;
  readonly text: string;
  readonly keys: string | null;
  readonly side: Side;
}

/** Milliseconds that the pointer rests before a tip shows; none soon after another was on show. */
const REST = 500;
const WARM = 400;

/** Calls `show` with each change; returns how to stop. */
export function watchTips(root: Document, show: (tip: ShownTip | null) => void): () => void {
  let shown: ShownTip | null = null;
  let aimed: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenAt = -Infinity;

  const hide = (): void => {
    clearTimeout(timer);
    if (shown === null) return;
    shown = null;
    hiddenAt = performance.now();
    show(null);
  };
  const reveal = (element: Element): void => {
    const tip = tipOf(element);
    // Its menu is open, or it left the page meanwhile.
    if (tip === null || !element.isConnected || element.getAttribute('aria-expanded') === 'true') return;
    shown = tip;
    show(tip);
  };
  const aim = (element: Element | null, wait: number): void => {
    if (element === aimed) return;
    aimed = element;
    hide();
    if (element === null) return;
    if (wait === 0) reveal(element);
    else timer = setTimeout(() => reveal(element), wait);
  };

  const tipped = (event: Event): Element | null => (event.target instanceof Element ? event.target.closest('[data-tip]') : null);
  const listeners = {
    pointerover: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') aim(tipped(event), performance.now() - hiddenAt < WARM || shown ? 0 : REST);
    },
    pointerdown: hide,
    focusin: (event: FocusEvent) => {
      const element = tipped(event);
      if (element?.matches(':focus-visible')) aim(element, 0);
    },
    focusout: () => aim(null, 0),
    keydown: hide,
    scroll: () => aim(null, 0),
  };
  const entries = Object.entries(listeners) as [string, EventListener][];
  for (const [type, listener] of entries) root.addEventListener(type, listener, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const [type, listener] of entries) root.removeEventListener(type, listener, { capture: true });
  };
}

function tipOf(element: Element): ShownTip | null {
  const text = element.getAttribute('data-tip');
  if (text === null) return null;
  const side = SIDES.find((one) => one === element.getAttribute('data-tip-side')) ?? 'bottom';
  return { element, text, keys: element.getAttribute('data-tip-keys'), side };
}

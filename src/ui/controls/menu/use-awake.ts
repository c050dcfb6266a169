import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import { loadMenus, loadedMenus } from './load';
import type { Surfaces } from './load';

interface KeyPress {
  readonly key: string;
  readonly target: EventTarget;
  preventDefault(): void;
  stopPropagation(): void;
}

interface Awake<Holder> {
  /** Null while the light stand-in is enough. */
  readonly surfaces: Surfaces | null;
  /** On what holds the triggers: a trigger itself, or the bar around several. */
  readonly ref: RefObject<Holder | null>;
  /** For the stand-in: anyone who comes near wakes it, and who presses it opens the menu. */
  readonly handlers: {
    onPointerEnter(): void;
    onFocus(): void;
    onPointerDown(event: { readonly target: EventTarget }): void;
    onClick(event: { readonly target: EventTarget }): void;
    onKeyDown(event: KeyPress): void;
  };
  /** For what holds several triggers: the arrow keys that come before the real ones know each other. */
  readonly steerEarly: (event: KeyPress) => void;
}

/**
 * A menu's triggers are plain buttons until someone comes near: a notebook has hundreds of them. Then the
 * real ones take their place, with the focus and the press that came meanwhile.
 */
export function useAwake<Holder extends HTMLElement>(): Awake<Holder> {
  const [surfaces, setSurfaces] = useState<Surfaces | null>(null);
  const ref = useRef<Holder | null>(null);
  const taken = useRef<{ focused: number; pressed: number }>({ focused: -1, pressed: -1 });
  const settling = useRef(false);

  /** At once, so that the key or press that follows finds the real triggers. */
  const show = useCallback((made: Surfaces): void => {
    taken.current.focused = triggersOf(ref.current).findIndex((button) => button === document.activeElement);
    flushSync(() => setSurfaces(made));
  }, []);
  const wake = useCallback(() => {
    const ready = loadedMenus();
    // The next press would load it again, should it fail now.
    if (ready === null) void loadMenus().then(show, () => undefined);
    else show(ready);
  }, [show]);
  /** The focus may come while React renders. */
  const wakeForFocus = useCallback(() => queueMicrotask(wake), [wake]);
  const press = useCallback(
    ({ target }: { readonly target: EventTarget }) => {
      if (loadedMenus() === null) taken.current.pressed = triggersOf(ref.current).findIndex((button) => button.contains(target as Node));
      wake();
    },
    [wake],
  );

  /** For the keys that come before the real triggers do. */
  const pressKey = useCallback(
    (event: KeyPress) => {
      if (step(event, triggersOf(ref.current)) || event.key !== 'ArrowDown') return;
      event.preventDefault();
      press(event);
    },
    [press],
  );
  const steerEarly = useCallback((event: KeyPress) => {
    if (settling.current && step(event, triggersOf(ref.current))) event.stopPropagation();
  }, []);

  useLayoutEffect(() => {
    if (surfaces === null) return;
    const buttons = triggersOf(ref.current);
    const { focused, pressed } = taken.current;
    buttons[focused]?.focus();
    buttons[pressed]?.click();
    if (focused < 0 || pressed >= 0) return;
    // Menus of a bar hear of the focus only once they have found each other.
    settling.current = true;
    const timer = setTimeout(() => {
      settling.current = false;
      const button = buttons.find((candidate) => candidate === document.activeElement);
      if (button === undefined || button.ariaExpanded === 'true') return;
      button.blur();
      button.focus();
    });
    return () => {
      settling.current = false;
      clearTimeout(timer);
    };
  }, [surfaces]);

  return { surfaces, ref, handlers: { onPointerEnter: wake, onFocus: wakeForFocus, onPointerDown: press, onClick: press, onKeyDown: pressKey }, steerEarly };
}

/** Moves the focus to the trigger beside, where the key says so and there is one. */
function step(event: KeyPress, buttons: readonly HTMLElement[]): boolean {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined || buttons.length < 2) return false;
  event.preventDefault();
  const at = buttons.findIndex((button) => button === event.target);
  buttons.at((at + by) % buttons.length)?.focus();
  return true;
}

/** The buttons in `holder`, or the button that it is. */
function triggersOf(holder: HTMLElement | null): HTMLElement[] {
  if (holder === null) return [];
  return holder instanceof HTMLButtonElement ? [holder] : [...holder.querySelectorAll('button')];
}

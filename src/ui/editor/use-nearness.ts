import { useEffect, useState, type RefObject } from 'react';

/** How far from what is visible, in CSS pixels, a cell gets its editor, and how far away it loses it. */
const margins = { near: 400, far: 1600 };

export interface Nearness {
  /** Close enough to be coloured. */
  readonly close: boolean;
  /** Has come near and has not gone far since. */
  readonly near: boolean;
}

export function useNearness(element: RefObject<HTMLElement | null>): Nearness {
  const [nearness, setNearness] = useState<Nearness>({ close: false, near: false });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observe = (margin: number, report: (inside: boolean) => void): IntersectionObserver => {
      // The page scrolls as a whole on some screens and in a column of its own on others.
      const reach: IntersectionObserverInit & { readonly scrollMargin: string } = { rootMargin: `${margin}px 0px`, scrollMargin: `${margin}px 0px` };
      const observer = new IntersectionObserver((entries) => report(entries.at(-1)?.isIntersecting ?? false), reach);
      observer.observe(target);
      return observer;
    };
    const observers = [
      observe(margins.near, (inside) => {
        if (inside) setNearness({ close: true, near: true });
      }),
      observe(margins.far, (inside) => setNearness((before) => (inside ? { ...before, close: true } : { close: false, near: false }))),
    ];
    return () => observers.forEach((observer) => observer.disconnect());
  }, [element]);
  return nearness;
}

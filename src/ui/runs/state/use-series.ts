import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { useStore } from 'zustand';
import type { MetricSeries } from '../../../session/runs/types';
import { useRuns } from './use-runs';

/** Milliseconds between two looks at points that are still coming. */
const lookEvery = 250;

/** Points of one metric of a run, read anew as they come; null while there are none, or none are wanted. */
export function useSeries(runId: string, metric: string | null, wanted: boolean): MetricSeries | null {
  const runs = useRuns();
  const count = useStore(runs.store, (state) => state.pointsOf[runId] ?? 0);
  const tick = useCalm(count);
  const [series, setSeries] = useState<MetricSeries | null>(null);
  useEffect(() => {
    if (!wanted || metric === null) return;
    let current = true;
    runs.series(runId, metric).then(
      (points) => current && setSeries(points),
      () => current && setSeries(null),
    );
    return () => {
      current = false;
    };
  }, [runs, runId, metric, wanted, tick]);
  return series;
}

/** The value, changing at most once in a while; the last change is never lost. */
export function useCalm<T>(value: T): T {
  const [calm, setCalm] = useState({ value, at: 0 });
  useEffect(() => {
    if (calm.value === value) return;
    const timer = setTimeout(() => setCalm({ value, at: performance.now() }), Math.max(0, calm.at + lookEvery - performance.now()));
    return () => clearTimeout(timer);
  }, [value, calm]);
  return calm.value;
}

/** Whether the element has been near what is visible: once it was, it stays so. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !element.current) return;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true), { rootMargin: '200px' });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, seen]);
  return seen;
}

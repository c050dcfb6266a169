import { useEffect, useState } from 'react';

/** The time in ms since the epoch, refreshed every `interval` ms; up to one interval behind the clock. */
export function useNow(interval: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}

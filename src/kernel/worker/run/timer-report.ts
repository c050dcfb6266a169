/** Tells the page of the timers that a run has left behind, once it is over. */
import type { Platform } from '../output/platform';

export interface TimerReport {
  /** The number of timers that are still to fire is now this. */
  changed(active: number): void;
  /** The run ends: from here on the page is told. */
  open(): void;
}

/** Between two reports, in milliseconds: timers that set each other change the number all the time. */
const REPORT_WAIT = 250;

export function createTimerReport(tell: (active: number) => void, { setTimer }: Pick<Platform, 'setTimer'>): TimerReport {
  let active = 0;
  let told = 0;
  let isOpen = false;
  let isWaiting = false;
  const report = (): void => {
    isWaiting = false;
    if (active === told) return;
    told = active;
    tell(active);
  };
  return {
    changed(now) {
      active = now;
      if (!isOpen || isWaiting) return;
      isWaiting = true;
      setTimer(report, REPORT_WAIT);
    },
    open() {
      isOpen = true;
      report();
    },
  };
}

/** `runtime.report` of a cell: what a training did on a remote XLA server. */
import type { Activity } from '../../../engine/xla/reports/activity';
import { xlaReport } from '../../../engine/xla/reports/report';
import type { Report } from '../../../protocol/previews';
import { reportBundle } from '../reports/bundle';

export interface Reporting {
  /**
   * What was compiled on the server and why again, what padding wastes, what the largest program takes of a device's
   * memory, what holds the training back, and what it costs. @throws Error where nothing has run on a server.
   */
  report(options?: { readonly pricePerHour?: number }): Report;
}

/**
 * @param activityOf what the session on a server did; null without one
 * @param now milliseconds, on the clock of `performance.now`
 */
export function createReporting(activityOf: () => Activity | null, now: () => number): Reporting {
  return {
    report({ pricePerHour } = {}) {
      if (pricePerHour !== undefined && !(typeof pricePerHour === 'number' && Number.isFinite(pricePerHour) && pricePerHour >= 0)) {
        throw new RangeError(`pricePerHour of runtime.report is a number from 0 on; here is ${String(pricePerHour)}`);
      }
      const activity = activityOf();
      if (activity === null) {
        throw new Error("Nothing has run on the TPU runtime yet. Connect to a server (Runtime → Change runtime type → TPU) and train; for the CPU and the GPU there is runtime.profile(step).");
      }
      const report = xlaReport(activity, { now: now(), pricePerHour: pricePerHour ?? null });
      const bundle = reportBundle(report);
      return Object.defineProperty({ ...report }, Symbol.for('gradbook.display'), { value: () => bundle });
    },
  };
}

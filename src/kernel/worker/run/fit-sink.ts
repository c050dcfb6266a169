/** Lets every `fit` of a run draw its progress and losses, and end when the run is stopped. */
import type { ChartSink } from '../../../charts/sink';
import { createFitSink } from '../../../train/fit-report';
import type { FitProgress, FitSink } from '../../../train/sink';
import { track, type KernelRun } from './kernel-run';

export interface FitSinkParts {
  readonly charts: ChartSink;
  readonly progress: (id: string, state: FitProgress) => void;
  readonly shouldStop: () => boolean;
  readonly now: () => number;
}

export function createRunFitSink(run: Pick<KernelRun, 'fits'>, { charts, progress, shouldStop, now }: FitSinkParts): FitSink {
  const sink = createFitSink({ progress, chart: charts, shouldStop, now });
  return {
    shouldStop,
    begin(info) {
      const report = sink.begin(info);
      let over: () => void = () => undefined;
      track(run.fits, new Promise((resolve) => (over = resolve)));
      return {
        batch: (step, logs, at) => report.batch(step, logs, at),
        epoch: (epoch, logs, at) => report.epoch(epoch, logs, at),
        end(status, message) {
          report.end(status, message);
          over();
        },
      };
    },
  };
}

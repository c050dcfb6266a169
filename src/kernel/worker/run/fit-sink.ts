/** Lets every `fit` of a run draw its progress and losses, and end when the run is stopped. */
import { newId } from '../../../base/ids';
import type { ChartSink } from '../../../charts/sink';
import { createFitSink } from '../../../train/fit-report';
import type { FitCharts, FitProgress, FitSink } from '../../../train/sink';
import type { Quiet } from '../../../train/quiet';
import { track, type KernelRun } from './kernel-run';

export interface FitSinkParts {
  readonly quiet: Pick<Quiet, 'isOn'>;
  readonly charts: ChartSink;
  readonly progress: (id: string, state: FitProgress) => void;
  readonly shouldStop: () => boolean;
  readonly now: () => number;
}

export function createRunFitSink(run: Pick<KernelRun, 'fits'>, { charts, progress, shouldStop, now, quiet }: FitSinkParts): FitSink {
  const loud = createFitSink({ progress, chart: charts, shouldStop, now });
  const id = newId();
  const muted = createFitSink({ progress, chart: noCharts, shouldStop, now, createId: () => id });
  return {
    shouldStop,
    begin(info) {
      const report = (quiet.isOn ? muted : loud).begin(info);
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

const noCharts: FitCharts = { open: () => undefined, update: () => undefined, points: () => undefined, close: () => undefined };

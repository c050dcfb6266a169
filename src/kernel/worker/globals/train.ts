/** The global `train` of a cell: training, told by the run that calls it. */
import type { Engine } from '../../../engine/api';
import { compiled } from '../../../engine/graph/compiled/compiled';
import { stacked } from '../../../engine/graph/compiled/stacked';
import type { Precision } from '../../../engine/precision';
import type { StreamsState } from '../../../engine/random/streams';
import type { Report } from '../../../protocol/previews';
import { createTrain, type Train } from '../../../train/api';
import type { TrainRun, TrainTable } from '../../../train/trainer/environment';
import { reportBundle } from '../reports/bundle';
import { cellLines, type CompiledParts } from './compiled';
import { onEachDevice } from './each-device';

export interface TrainParts extends CompiledParts {
  readonly now: () => number;
  /** The run on whose behalf code executes now. */
  readonly currentRun: () => TrainRun | null;
}

export function createTrainGlobal(engine: Engine, { tracing, say, now, currentRun }: TrainParts): Train {
  const lineOf = cellLines(tracing);
  return createTrain({
    tf: engine.tf,
    currentRun,
    compile(step, { stepsPerExecution = 1 } = {}) {
      // The first batch makes the optimizer's slots; a shape that comes but once is not worth a recording.
      const one = compiled(engine.tf, step, {}, { lineOf, say, patience: stepsPerExecution === 1 ? 1 : 0 });
      return stepsPerExecution === 1 ? one : stacked(engine.tf, one, stepsPerExecution, null);
    },
    lineOf,
    seed: (seed) => engine.seed(seed),
    randomState: () => ({ ...engine.randomState() }),
    restoreRandom: (state) => void engine.randomState(state as unknown as StreamsState),
    watchShuffles: () => engine.watchShuffles(),
    precision: (wanted) => engine.precision(wanted as Precision | undefined),
    device: () => ({ name: engine.current().kind.toUpperCase(), count: engine.parts() }),
    say,
    fetch: (url) => fetch(url),
    onEachDevice: (work) => onEachDevice(engine, work),
    now,
  });
}

export function tableBundle({ title, summary, columns, rows, fontSize }: TrainTable & Pick<Report, 'fontSize'>) {
  const report: Report = { title, ...(summary !== undefined && { summary }), ...(fontSize !== undefined && { fontSize }), sections: [{ kind: 'table', columns, rows }], remarks: [] };
  return reportBundle(report);
}

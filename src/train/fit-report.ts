import { newId } from '../base/ids';
import { FitChartPair } from './fit-charts';
import { FitPace } from './fit-pace';
import type { FitCharts, FitEnd, FitInfo, FitLogs, FitMoment, FitProgress, FitReport, FitSink } from './sink';

export interface FitSinkOptions {
  /** Shows or replaces the line of progress of one model's fits; at most ten times a second each. */
  progress(fitId: string, state: FitProgress): void;
  readonly chart: FitCharts;
  shouldStop(): boolean;
  /** Milliseconds. */
  now(): number;
  createId?: () => string;
}

const everyMs = 100;

/**
 * The sink of one run. A model that is fitted again in the same run (a loop with `epochs: 1`) goes on in its line of
 * progress and its charts instead of opening new ones.
 */
export function createFitSink(options: FitSinkOptions): FitSink {
  const tracks = new Map<object, ModelTrack>();
  return {
    begin(info) {
      let track = tracks.get(info.model);
      if (!track) tracks.set(info.model, (track = new ModelTrack(options, info, (options.createId ?? newId)())));
      return track.begin(info);
    },
    shouldStop: () => options.shouldStop(),
  };
}

/** All fits of one model in one run. */
class ModelTrack {
  private readonly charts: FitChartPair;
  private pace: FitPace;
  private readonly startedAt: number;
  private stepsBefore = 0;
  private steps = 0;
  private epochsBefore = 0;
  private epochs = 0;
  private plannedEpochs = 0;
  private stepsPerEpoch: number | null = null;
  private readonly metrics = new Map<string, number>();
  private shownAt = -Infinity;
  /** When the last step was done: losses are read late and told in bursts, so that the time of telling says nothing of the pace. */
  private stepDoneAt: number;

  constructor(
    private readonly options: FitSinkOptions,
    info: FitInfo,
    private readonly fitId: string,
  ) {
    this.charts = new FitChartPair(options.chart, fitId, smoothingFor(info));
    this.startedAt = options.now();
    this.stepDoneAt = this.startedAt;
    this.pace = new FitPace(0, this.startedAt);
  }

  begin(info: FitInfo): FitReport {
    // One that goes on counts from its own beginning.
    const first = info.resumedAfter === undefined ? info.initialEpoch : 0;
    this.stepsBefore = this.steps;
    this.epochsBefore = this.epochs;
    this.plannedEpochs = this.epochs + info.epochs - first;
    this.steps += info.resumedAfter ?? 0;
    this.epochs += info.initialEpoch - first;
    this.stepDoneAt = this.options.now();
    this.pace = new FitPace(this.steps, this.stepDoneAt);
    this.stepsPerEpoch = info.stepsPerEpoch ?? this.stepsPerEpoch;
    this.show('running');
    return {
      batch: (step, logs, at) => this.batch(step, logs, at),
      epoch: (epoch, logs, at) => this.epoch(epoch - first + 1, logs, at),
      end: (status) => this.end(status),
    };
  }

  private batch(step: number, logs: FitLogs, at?: number): void {
    this.steps = this.stepsBefore + step;
    this.stepDoneAt = at ?? this.options.now();
    this.remember(logs);
    this.charts.batch(this.steps, logs, this.moment(step, this.stepDoneAt));
    this.showSoon(this.stepDoneAt);
  }

  /** `done` epochs of this fit are done. */
  private epoch(done: number, logs: FitLogs, at = this.options.now()): void {
    this.epochs = this.epochsBefore + done;
    // A dataset that did not know its length has now told it.
    this.stepsPerEpoch ??= Math.round((this.steps - this.stepsBefore) / done);
    this.remember(logs);
    this.charts.epoch(this.steps, logs, { ...this.moment(0, at), epoch: this.epochs });
    this.showSoon(at);
  }

  /** `step` counts within the present fit, `at` is the time of it where it was told. */
  private moment(step: number, at: number): FitMoment {
    const { stepsPerEpoch } = this;
    return { epoch: stepsPerEpoch === null ? NaN : this.epochsBefore + step / stepsPerEpoch, time: Math.max(0, at - this.startedAt) / 1000 };
  }

  private end(status: FitEnd): void {
    this.charts.close();
    this.show(status);
  }

  private remember(logs: FitLogs): void {
    for (const name in logs) this.metrics.set(name, logs[name] as number);
  }

  /** By the clock of the steps: asking another at every step would cost more than counting it. */
  private showSoon(at: number): void {
    if (at - this.shownAt < everyMs) return;
    this.show('running');
    this.shownAt = at;
  }

  private show(state: FitProgress['state']): void {
    const now = this.options.now();
    this.shownAt = now;
    this.pace.mark(this.steps, this.stepDoneAt);
    const total = this.totalSteps();
    const msPerStep = this.pace.msPerStep();
    this.options.progress(this.fitId, {
      label: this.label(),
      done: this.steps,
      ...(total !== null && { total }),
      epoch: { current: Math.min(this.epochs + (state === 'running' ? 1 : 0), this.plannedEpochs), total: this.plannedEpochs },
      metrics: [...this.metrics].flatMap(([name, value]) => (Number.isFinite(value) ? [{ name, value }] : [])),
      ...(msPerStep !== undefined && { msPerStep }),
      ...(state === 'running' && msPerStep !== undefined && total !== null && { etaSeconds: ((total - this.steps) * msPerStep) / 1000 }),
      elapsedSeconds: (now - this.startedAt) / 1000,
      state,
    });
  }

  /** NaN and the infinities have no place in a file's numbers, but a diverged loss is what a reader must see. */
  private label(): string {
    const diverged = [...this.metrics].filter(([, value]) => !Number.isFinite(value));
    return ['fit', ...diverged.map(([name, value]) => `${name} is ${value}`)].join(' · ');
  }

  private totalSteps(): number | null {
    if (this.stepsPerEpoch === null) return null;
    return Math.max(this.steps, this.stepsBefore + this.stepsPerEpoch * (this.plannedEpochs - this.epochsBefore));
  }
}

/** Full-batch training has no noise to smooth; short runs would hide their fall under a heavy one. */
function smoothingFor({ epochs, initialEpoch, stepsPerEpoch }: FitInfo): number {
  if (stepsPerEpoch === 1) return 0;
  const steps = stepsPerEpoch === null ? Infinity : stepsPerEpoch * (epochs - initialEpoch);
  return steps < 200 ? 0.6 : 0.9;
}

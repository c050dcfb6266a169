import type { FitChartSpec, FitCharts, FitLogs, FitMoment } from './sink';

const validation = 'val_';
/** Metrics that are better the higher they are, by the names that TensorFlow.js and Keras give them. */
const rising = /acc|auc|precision|recall|f1|iou|r2|cosine/i;
const isLoss = (name: string): boolean => name === 'loss' || name.endsWith('_loss');

interface Panel {
  spec: FitChartSpec;
  readonly accepts: (metric: string) => boolean;
  phase: 'unseen' | 'open' | 'closed';
}

/**
 * The charts of a fit: losses in one, other metrics (if any) in a second. Batches give the curve over steps; the
 * validation of an epoch stands at the epoch's last step, dashed.
 */
export class FitChartPair {
  private readonly panels: readonly Panel[];

  constructor(
    private readonly charts: FitCharts,
    private readonly group: string,
    private readonly smoothing: number,
  ) {
    this.panels = [this.panel('loss', 'Loss', isLoss), this.panel('metrics', 'Metrics', (name) => !isLoss(name))];
  }

  batch(step: number, logs: FitLogs, moment: FitMoment): void {
    this.draw(step, moment, Object.entries(logs));
  }

  epoch(step: number, logs: FitLogs, moment: FitMoment): void {
    this.draw(
      step,
      moment,
      Object.entries(logs).filter(([name]) => name.startsWith(validation)),
    );
  }

  close(): void {
    for (const panel of this.panels) {
      if (panel.phase !== 'open') continue;
      panel.phase = 'closed';
      this.charts.close(panel.spec.chartId);
    }
  }

  private draw(step: number, moment: FitMoment, values: readonly (readonly [name: string, value: number])[]): void {
    for (const panel of this.panels) {
      const own = values.filter(([name]) => panel.accepts(bare(name)));
      if (own.length === 0) continue;
      this.announce(
        panel,
        own.map(([name]) => name),
      );
      for (const [name, value] of own) this.charts.points(panel.spec.chartId, name, step, value, moment);
    }
  }

  private announce(panel: Panel, names: readonly string[]): void {
    const added = names.filter((name) => !panel.spec.series.some((series) => series.name === name));
    if (added.length === 0 && panel.phase === 'open') return;
    panel.spec = { ...panel.spec, series: [...panel.spec.series, ...added.map((name) => this.series(name))] };
    if (panel.phase === 'unseen') this.charts.open(panel.spec);
    else this.charts.update(panel.spec);
    panel.phase = 'open';
  }

  private series(name: string): FitChartSpec['series'][number] {
    const dashed = name.startsWith(validation);
    return { name, mark: 'line', dashed, smoothing: dashed ? 0 : this.smoothing, ...(dashed && { best: rising.test(name) ? ('max' as const) : ('min' as const) }) };
  }

  private panel(id: string, title: string, accepts: Panel['accepts']): Panel {
    const spec: FitChartSpec = {
      chartId: `${this.group}-${id}`,
      title,
      x: { label: 'step', integer: true },
      y: {},
      group: this.group,
      series: [],
      live: true,
    };
    return { spec, accepts, phase: 'unseen' };
  }
}

const bare = (name: string): string => (name.startsWith(validation) ? name.slice(validation.length) : name);
